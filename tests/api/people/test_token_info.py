"""Token info."""

from tests.support.api import make_reader
from tests.support.factories import make_team, make_user


def test_info_tells_person_scopes_and_remaining_time(app):
    with app.app_context():
        olivia = make_user()
        person, reader = olivia.public_id, make_reader(app, make_team(olivia))
    info = reader.get("/oauth/token/info").json
    assert info["resource_owner_id"] == person
    assert info["scope"] == ["events:read", "profile:read"]
    assert 7_190 < info["expires_in"] <= 7_200


def test_unknown_token_has_no_info(client):
    answer = client.get("/oauth/token/info", headers={"Authorization": "Bearer sd_at_x"})
    assert answer.status_code == 401
