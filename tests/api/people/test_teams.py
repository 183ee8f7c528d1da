"""The teams of a token."""

from tests.support.api import make_reader
from tests.support.factories import make_team, make_user


def test_teams_of_the_token_are_listed_with_the_role(app):
    with app.app_context():
        olivia = make_user()
        teams = [make_team(olivia, slug=slug) for slug in ("hall", "park", "other")]
        reader = make_reader(app, *teams[:2])
    listed = reader.get("/api/v1/teams").json["data"]
    assert [team["slug"] for team in listed] == ["hall", "park"]
    assert {(team["role"], team["timezone"]) for team in listed} == {("owner", "Europe/Rome")}


def test_any_scope_will_do(app):
    with app.app_context():
        reader = make_reader(app, make_team(), scopes="events:read")
    assert reader.get("/api/v1/teams").status_code == 200
