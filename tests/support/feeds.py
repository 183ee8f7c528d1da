"""A feed of one team and an event as the API shows it, for tests of formats without a database."""

from types import SimpleNamespace

from app.api.feed_formats.feed import Feed, FeedPage
from app.models.event_queries.event_filter import EventFilter
from app.models.events.event_audience import Audience

MOMENTS = {
    "start": {
        "local": "2027-03-27T20:00:00",
        "timezone": "Europe/Rome",
        "utc": "2027-03-27T19:00:00Z",
    },
    "end": {
        "local": "2027-03-27T23:00:00",
        "timezone": "Europe/Rome",
        "utc": "2027-03-27T22:00:00Z",
    },
}
EVENT = {
    "id": "evt_walk",
    "number": 7,
    "uid": "evt_walk@stagedoor",
    "slug": "lantern-walk",
    "team": {"slug": "harbour-hall", "name": "Harbour Hall"},
    "url": "https://stagedoor.example/harbour-hall/lantern-walk",
    "title": "Lantern & walk",
    "summary": None,
    "description": None,
    "status": "scheduled",
    "visibility": "public",
    "all_day": False,
    **MOMENTS,
    "venue": {
        "name": "Old Harbour",
        "address": "Molo Vecchio",
        "city": None,
        "country": "IT",
        "geo": None,
    },
    "online_url": None,
    "tags": ["walk"],
    "image": None,
    "image_alt": None,
    "offers": None,
    "organizer": None,
    "performers": [],
    "recurrence": None,
    "sequence": 3,
    "created_at": "2027-01-01T00:00:00Z",
    "updated_at": "2027-01-02T00:00:00Z",
    "links": {
        "self": "https://stagedoor.example/api/v1/organizer/harbour-hall/events/lantern-walk",
        "ics": None,
        "html": "https://stagedoor.example/harbour-hall/lantern-walk",
    },
}
ALL_DAY = {
    "all_day": True,
    "start": {**MOMENTS["start"], "local": "2027-03-27T00:00:00"},
    "end": {**MOMENTS["end"], "local": "2027-03-29T00:00:00"},
}


def make_feed(base_url="https://stagedoor.example", **changes) -> Feed:
    """A public feed of Harbour Hall."""
    team = SimpleNamespace(
        id=1,
        public_id="tm_hall",
        slug="harbour-hall",
        name="Harbour & Hall",
        timezone="Europe/Rome",
        change_seq=4,
    )
    return Feed(team, EventFilter(**changes), Audience.EVERYBODY, base_url)


def make_page(*events, self_url="https://stagedoor.example/feed?a=1&b=2", next_url=None):
    """A page of that feed with these events."""
    return FeedPage(make_feed(), list(events), "2027-01-02T00:00:00Z", self_url, next_url)
