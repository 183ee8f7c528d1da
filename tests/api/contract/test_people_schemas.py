"""The shapes of people, teams and tickets are those of the responses."""

import pytest

from app.api.contract import people_schemas
from app.extensions import db
from tests.support.api import make_reader
from tests.support.factories import make_event, make_team, make_ticket


@pytest.fixture
def reader(app):
    """A reader of bookings, whose team has one."""
    with app.app_context():
        team = make_team(slug="hall")
        scopes = "crm_manage"
        reader = make_reader(app, team, scopes=scopes, profile="eventtemple")
        make_ticket(make_event(team))
        db.session.commit()
        return reader


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/api/v1/teams", people_schemas.TEAMS),
        ("/v2/organizations", people_schemas.ORGANIZATIONS),
        ("/v2/bookings", people_schemas.BOOKINGS),
    ],
)
def test_rows_have_the_described_members(reader, path, schema):
    answer = reader.get(path)
    assert answer.status_code == 200, answer.text
    rows = schema.shape["properties"]["data"]["items"]
    shape = getattr(rows, "shape", rows)
    assert answer.json["data"][0].keys() == shape["properties"].keys()


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/api/v1/me", people_schemas.PERSON),
        ("/oauth/token/info", people_schemas.TOKEN_INFO),
    ],
)
def test_object_has_the_described_members(app, path, schema):
    with app.app_context():
        reader = make_reader(app, make_team())
    answer = reader.get(path)
    assert answer.json.keys() == schema.shape["properties"].keys()
