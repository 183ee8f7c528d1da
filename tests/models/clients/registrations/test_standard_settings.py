"""Standards that a developer turns on: checked as at a registration, and recorded."""

import pytest

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.registrations import standard_settings
from app.models.values.errors import ValidationError
from tests.support.factories import make_client


@pytest.fixture
def client(context):
    made, _secret = make_client()
    db.session.commit()
    return made


def test_what_changes_is_recorded_with_its_values(client):
    standard_settings.change(client, {"default_max_age": 60}, ())
    db.session.commit()
    changed = db.select(AuditEvent).where(AuditEvent.action == "client.standards_changed")
    assert "default_max_age" in str(db.session.scalars(changed).one().detail)


def test_a_self_registered_client_keeps_the_method_of_its_secret(client):
    client.token_endpoint_auth_method = "client_secret_post"
    standard_settings.change(client, {"require_auth_time": True}, ())
    assert client.token_endpoint_auth_method == "client_secret_post"


def test_only_what_is_on_offer_may_be_added(client):
    with pytest.raises(ValidationError) as refused:
        standard_settings.change(client, {}, ("password",))
    assert refused.value.field == "grant_types"


def test_what_is_not_sent_stays(client):
    client.logo_url, client.contacts = "https://a.example/logo", "a@a.example"
    standard_settings.change(client, {"require_auth_time": True}, ())
    assert (client.logo_url, client.contacts) == ("https://a.example/logo", "a@a.example")
