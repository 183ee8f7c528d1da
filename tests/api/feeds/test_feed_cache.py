"""Feeds that are kept, and those that are too long for it."""

import icalendar
import pytest

from app.api.feeds import feed_cache, feed_request
from app.models.event_queries import event_query
from tests.support.api import EVENTS, assert_problem, recorded_statements


def test_unchanged_feed_is_not_read_anew(app, reader):
    first = reader.get(f"{EVENTS}.ics")
    with recorded_statements(app) as statements:
        assert reader.get(f"{EVENTS}.ics").data == first.data
    assert not [one for one in statements if "rendered" in one]


def test_tag_is_answered_without_a_look_at_events(app, reader):
    tag = reader.get(f"{EVENTS}.ics").headers["ETag"]
    with recorded_statements(app) as statements:
        assert reader.get(f"{EVENTS}.ics", if_none_match=tag).status_code == 304
    assert len(statements) == 1  # the token


@pytest.fixture
def all_are_long(monkeypatch):
    monkeypatch.setattr(feed_cache, "LARGEST", 0)
    monkeypatch.setattr(event_query, "BATCH", 1)


def test_long_feed_is_the_same_in_pieces(reader, monkeypatch):
    whole = reader.get(f"{EVENTS}.ics")
    monkeypatch.setattr(feed_cache, "LARGEST", 0)
    monkeypatch.setattr(event_query, "BATCH", 1)
    monkeypatch.setattr(feed_request, "VERSION", 99)  # as if nothing were kept
    pieces = reader.get(f"{EVENTS}.ics")

    assert pieces.data == whole.data
    assert len(icalendar.Calendar.from_ical(pieces.data).walk("VEVENT")) == 3


def test_one_long_feed_is_made_at_a_time(app, all_are_long, reader):
    with app.app_context():
        store = feed_cache.of_this_process()
    assert store.begin_long()
    assert_problem(reader.get(f"{EVENTS}.csv"), 429, "rate_limited")
    store.end_long()
    headers = {"Authorization": f"Bearer {reader.token}"}
    with reader.client.head(f"{EVENTS}.ics", headers=headers) as answer:
        assert answer.status_code == 200
    assert store.begin_long()  # the one before has ended
