"""Feeds and pages that are kept, who gets them, and feeds that are too long to be kept."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from sqlalchemy import select

from app.api.feeds import feed_request
from app.api.http import answer_cache
from app.extensions import db
from app.factory import create_app
from app.models.clients.client import Client
from app.models.event_queries import event_query
from app.models.events.event import Event
from app.models.grants.grant import Grant
from app.models.housekeeping import grant_narrowing
from app.models.teams.team import Team
from tests.support.api import EVENTS, Reader, assert_problem, make_reader, recorded_statements
from tests.support.factories import make_event, make_team


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
    monkeypatch.setattr(answer_cache, "LARGEST", 0)
    monkeypatch.setattr(event_query, "BATCH", 1)


def test_long_feed_is_the_same_in_pieces(reader, monkeypatch):
    whole = reader.get(f"{EVENTS}.ics")
    monkeypatch.setattr(answer_cache, "LARGEST", 0)
    monkeypatch.setattr(event_query, "BATCH", 1)
    monkeypatch.setattr(feed_request, "VERSION", 99)  # as if nothing were kept
    pieces = reader.get(f"{EVENTS}.ics")

    assert pieces.data == whole.data
    assert len(icalendar.Calendar.from_ical(pieces.data).walk("VEVENT")) == 3


def test_one_long_feed_is_made_at_a_time(app, all_are_long, reader):
    with app.app_context():
        store = answer_cache.of_this_process()
    assert store.begin_long()
    assert_problem(reader.get(f"{EVENTS}.csv"), 429, "rate_limited")
    store.end_long()
    headers = {"Authorization": f"Bearer {reader.token}"}
    with reader.client.head(f"{EVENTS}.ics", headers=headers) as answer:
        assert answer.status_code == 200
    assert store.begin_long()  # the one before has ended


PAGES = (
    EVENTS,
    f"{EVENTS}?limit=1",
    f"{EVENTS}?tag=jazz",
    f"{EVENTS}?expand=occurrences&from=2026-01-01&to=2026-12-31",
)


@pytest.mark.parametrize("url", PAGES)
def test_unchanged_page_is_read_by_the_token_look_up_alone(app, reader, url):
    first = reader.get(url)
    with recorded_statements(app) as statements:
        again = reader.get(url)
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
    assert again.headers.get("Link") == first.headers.get("Link")
    assert ("Link" in first.headers) == ("limit=1" in url)
    assert len(statements) == 1


def test_unchanged_page_of_a_feed_is_not_rendered_anew(app, reader):
    first = reader.get(f"{EVENTS}.json?limit=1")
    with recorded_statements(app) as statements:
        again = reader.get(f"{EVENTS}.json?limit=1")
    assert (again.data, again.headers["Link"]) == (first.data, first.headers["Link"])
    assert not [one for one in statements if "rendered" in one]


def test_kept_page_is_answered_to_no_one_who_may_not_read_it(app, reader):
    kept = reader.get(EVENTS)
    with app.app_context():
        stranger = make_reader(app, make_team(name="Night Owl"))
        poor = make_reader(app, Team.find("harbour-hall"), scopes="profile:read")
    assert kept.status_code == 200
    assert stranger.get(EVENTS).status_code == 403
    assert poor.get(EVENTS).status_code == 403
    assert reader.client.get(EVENTS).status_code == 401


ENDS = {
    "revoked": (lambda grant: grant.revoke(), 401),
    "paused": (lambda grant: grant.pause(), 403),
    "narrowed": (
        lambda grant: grant_narrowing.remove_scope(grant, "events:read", by=grant.user),
        403,
    ),
}


@pytest.mark.both_databases
@pytest.mark.parametrize("end", ENDS)
def test_kept_page_ends_with_the_access_in_every_process(app, reader, settings, end):
    other = create_app(settings)
    readers = [reader, Reader(other.test_client(), reader.token)]
    assert [each.get(EVENTS).status_code for each in readers for _ in range(2)] == [200] * 4
    act, status = ENDS[end]
    with app.app_context():
        act(db.session.scalars(select(Grant)).one())
        db.session.commit()
    assert [each.get(EVENTS).status_code for each in readers] == [status] * 2
    with other.app_context():
        db.engine.dispose()


@pytest.mark.both_databases
def test_kept_page_ends_with_a_change_in_another_process(app, reader, settings):
    other = create_app(settings)
    second = Reader(other.test_client(), reader.token)
    assert second.titles(EVENTS) == reader.titles(EVENTS) == ["One", "Two", "Three"]
    with app.app_context():
        Event.find(Team.find("harbour-hall"), "two").delete()
        db.session.commit()
    assert second.titles(EVENTS) == reader.titles(EVENTS) == ["One", "Three"]
    with other.app_context():
        db.engine.dispose()


def test_app_and_public_keep_pages_of_their_own(app, reader):
    with app.app_context():
        make_event(Team.find("harbour-hall"), "Unlisted", visibility="unlisted")
        db.session.commit()
    for _ in range(2):
        own = reader.get(f"{EVENTS}.json").json["items"]
        public = reader.client.get("/harbour-hall/events.json").json["items"]
        assert len(own) == len(public) + 1 == 4
        assert b"Unlisted" in reader.get(f"{EVENTS}.ics").data
        assert b"Unlisted" not in reader.client.get("/harbour-hall/events.ics").data


def test_every_format_is_kept_apart(reader):
    formats = ("ics", "csv", "atom", "rss", "json", "jsonld")
    first, again = ([reader.get(f"{EVENTS}.{name}").data for name in formats] for _ in range(2))
    assert first == again
    assert len(set(first)) == len(formats)


def test_page_that_moves_with_time_is_made_at_each_request(app, reader, clock):
    with app.app_context():
        start = datetime.fromtimestamp(clock.at, UTC).replace(tzinfo=None) + timedelta(hours=1)
        make_event(Team.find("harbour-hall"), "Soon", start=start)
        db.session.commit()
    before = {url: reader.get(url) for url in (f"{EVENTS}?include=next", f"{EVENTS}?order=next")}
    clock.advance(90 * 86_400)
    for url, answer in before.items():
        assert reader.get(url).data != answer.data


def test_kept_page_is_not_stored_where_the_address_holds_the_token(app):
    with app.app_context():
        team = make_team(name="Harbour Hall", slug="harbour-hall")
        reader = make_reader(app, team)
        db.session.scalars(select(Client)).one().token_in_query = True
        db.session.commit()
    assert reader.get(EVENTS).headers["Cache-Control"] == "private, no-cache"
    in_query = reader.client.get(f"{EVENTS}?access_token={reader.token}")
    assert (in_query.status_code, in_query.headers["Cache-Control"]) == (200, "no-store")
    assert reader.get(EVENTS).headers["Cache-Control"] == "private, no-cache"
