"""A program that writes Harbour Hall's events over the API."""

import json

import pytest

from app.extensions import db
from app.models.events.event import Event
from tests.support.api import EVENTS, make_reader
from tests.support.factories import make_team

NIGHT = {
    "title": "Spring night",
    "start": {"local": "2027-03-27T20:00:00", "timezone": "Europe/Rome"},
    "end": {"local": "2027-03-28T03:30:00", "timezone": "Europe/Rome"},
}


class Writer:
    """A program that may write Harbour Hall's events."""

    def __init__(self, reader):
        self.reader = reader
        self.get = reader.get

    def send(self, method, path="", body=None, **headers):
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        given |= {"Authorization": f"Bearer {self.reader.token}"}
        given.setdefault("Content-Type", "application/json")
        data = body if isinstance(body, bytes | str) or body is None else json.dumps(body)
        return self.reader.client.open(EVENTS + path, method=method, data=data, headers=given)

    def add(self, body=None, **headers):
        return self.send("POST", "", NIGHT if body is None else body, **headers)


@pytest.fixture
def writer(app):
    with app.app_context():
        team = make_team(name="Harbour Hall", slug="harbour-hall")
        team.timezone = "Europe/Rome"
        return Writer(make_reader(app, team, scopes="events:read events:write"))


def count(app, noun=Event):
    with app.app_context():
        return db.session.scalar(db.select(db.func.count()).select_from(noun))
