"""The token with which a client manages its registration."""

import pytest

from app.extensions import db
from app.models.clients.registrations.registration_token import RegistrationToken
from app.models.values import secret
from app.models.values.secret import Kind
from tests.support import factories

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def issued(context):
    """A client and the text of its token."""
    client, _secret = factories.make_client()
    text = RegistrationToken.issue(client)
    db.session.flush()
    return client, text


def test_token_is_found_by_its_text_and_stored_as_a_digest(issued):
    client, text = issued
    token = RegistrationToken.find(text)
    assert token.client is client
    assert token.digest == secret.digest(text)
    for unknown in ("", "x", secret.generate(Kind.REGISTRATION_TOKEN)):
        assert RegistrationToken.find(unknown) is None


def test_token_of_a_deleted_client_is_not_found(issued):
    client, text = issued
    client.delete()
    assert RegistrationToken.find(text) is None


def test_token_is_replaced_or_ended_once(issued):
    _client, text = issued
    token = RegistrationToken.find(text)
    successor = token.rotate()
    assert token.rotate() is None
    assert not token.end()
    assert RegistrationToken.find(text) is None
    db.session.expire_all()
    assert RegistrationToken.find(successor).end()
    assert RegistrationToken.find(successor) is None
