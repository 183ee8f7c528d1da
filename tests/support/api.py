"""A program that reads the API with a token, and the SQL that a request runs."""

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from app.extensions import db
from app.models.teams.membership import Membership
from tests.support.factories import make_client, make_event, make_grant, make_team, make_tokens
from tests.support.statements import recorded_by_drivers

EVENTS = "/api/v1/organizer/harbour-hall/events"


@dataclass
class Reader:
    """A program with an access token; ``get`` shows it in the header."""

    client: FlaskClient
    token: str

    def get(self, url, **headers):
        """Ask with the token; ``if_none_match`` becomes the header If-None-Match."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(url, headers={"Authorization": f"Bearer {self.token}", **given})

    def titles(self, url):
        """Return the titles of the page at ``url``, in order."""
        answer = self.get(url)
        assert answer.status_code == 200, answer.text
        return [event["title"] for event in answer.json["data"]]


def make_reader(app, *teams, scopes="events:read profile:read", **metadata) -> Reader:
    """A reader whose token is for ``teams``, given by the first one's owner; commits."""
    made, _secret = make_client(**metadata)
    owner = Membership.list_of(teams[0])[0].user
    access, _refresh = make_tokens(make_grant(made, owner, *teams, scopes=scopes))
    db.session.commit()
    return Reader(app.test_client(), access)


@pytest.fixture
def reader(app) -> Reader:
    """A reader of Harbour Hall, which has the events One, Two and Three."""
    with app.app_context():
        team = make_team(name="Harbour Hall", slug="harbour-hall")
        for title in ("One", "Two", "Three"):
            make_event(team, title)
        return make_reader(app, team)


def assert_problem(answer, status, error):
    """Check that the answer is an error as the API words them all."""
    assert (answer.status_code, answer.json["error"]) == (status, error), answer.text
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == status
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]
    assert answer.json["error_description"] == answer.json["message"] == answer.json["detail"]
    assert answer.text.isascii()
    assert answer.headers["Cache-Control"] == "no-store"


def recorded_statements(_app):
    """Yield a list that fills with the SQL of every query and change the app makes meanwhile."""
    return recorded_by_drivers(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"))
