"""The person behind a token."""

import pytest

from app.extensions import db
from app.models.credentials.access_token import AccessToken
from tests.support.api import Reader, assert_problem, make_reader
from tests.support.factories import make_team, make_user


@pytest.mark.both_databases
@pytest.mark.parametrize(("locale", "shown"), [(None, "en"), ("de", "de")])
def test_profile_is_that_of_the_person_who_gave_the_token(app, locale, shown):
    with app.app_context():
        olivia = make_user("olivia@example.org", name="Olivia", timezone="Europe/Rome")
        olivia.locale = locale
        reader, public_id = make_reader(app, make_team(olivia)), olivia.public_id
    assert reader.get("/api/v1/me").json == {
        "id": public_id,  # and no number
        "name": "Olivia",
        "email": "olivia@example.org",
        "locale": shown,
        "timezone": "Europe/Rome",
    }


def test_scope_is_required(app):
    with app.app_context():
        reader = make_reader(app, make_team(), scopes="events:read")
    assert_problem(reader.get("/api/v1/me"), 403, "insufficient_scope")


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/teams"])
def test_revoked_token_is_refused(app, path):
    with app.app_context():
        reader = make_reader(app, make_team())
        db.session.query(AccessToken).update({"revoked_at": 1})
        db.session.commit()
    assert_problem(reader.get(path), 401, "invalid_token")
    assert_problem(Reader(reader.client, "sd_at_x").get(path), 401, "invalid_token")
