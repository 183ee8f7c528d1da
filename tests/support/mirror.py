"""A mirror of a team's events that is built from the stream of changes alone."""

from dataclasses import replace

import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.teams.team import Team
from tests.support.api import EVENTS

CHANGES = f"{EVENTS}/changes"


class Mirror:
    """What somebody knows who only ever reads the stream: events by id, as they were told."""

    def __init__(self, reader, limit=2):
        self.reader = reader
        self.limit = limit
        self.events = {}
        self._next = f"{CHANGES}?limit={limit}"

    def step(self):
        """Read one page; return whether the walk goes on behind it."""
        answer = self.reader.get(self._next)
        assert answer.status_code == 200, answer.text
        for entry in answer.json["data"]:
            self._take(entry)
        following = answer.json["page"]["next"]
        token = answer.json["sync_token"]
        self._next = following or f"{CHANGES}?limit={self.limit}&sync_token={token}"
        return following is not None

    def catch_up(self):
        """Read until everything that happened so far is known."""
        while self.step():
            pass
        while self.step():  # what happened during a first walk comes with its token
            pass

    def _take(self, entry):
        if entry["op"] == "upsert":
            self.events[entry["event"]["id"]] = entry["event"]
        else:
            self.events.pop(entry["id"], None)


def listed(reader):
    """Return the events of the list by id."""
    events, url = {}, f"{EVENTS}?limit=200"
    while url:
        answer = reader.get(url).json
        events |= {event["id"]: event for event in answer["data"]}
        url = answer["page"]["next"]
    return events


@pytest.fixture
def edit(app):
    """A function that does something with Harbour Hall and its event of a slug, and commits."""

    def edit(act, slug="one"):
        with app.app_context():
            team = Team.find("harbour-hall")
            act(Event.find(team, slug) or team)
            db.session.commit()

    return edit


def follow(reader, url):
    """Return the entries of a whole walk and the token on its last page."""
    entries = []
    while url:
        page = reader.get(url).json
        entries += page["data"]
        url = page["page"]["next"]
        assert (page["sync_token"] is None) == bool(url) == page["page"]["has_more"]
    return entries, page["sync_token"]


def changes_since(reader, token):
    return follow(reader, f"{CHANGES}?sync_token={token}")


def told(entries):
    return [(entry["op"], entry.get("reason") or entry["event"]["title"]) for entry in entries]


def retitle(title):
    return lambda event: event.change(replace(event.details, title=title))
