"""The list of a team's events and one event, as an integrator meets them."""

from datetime import datetime, timedelta

import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.recurrence.recurrence import Recurrence
from app.models.teams.team import Team
from tests.support.api import EVENTS, assert_problem
from tests.support.factories import make_event

pytestmark = pytest.mark.both_databases

# Titles by query; the event in question lasts from 20:00 to 22:00 UTC.
FOUND_BY = {
    "from=2027-05-01T21:00:00Z&to=2027-05-01T23:30:00Z": ["Evening"],
    "from=2027-05-01T22:00:00Z&to=2027-05-02": [],
    "from=2027-05-01T21:59:59Z&to=2027-05-02": ["Evening"],
    "from=2027-05-01T19:00:00Z&to=2027-05-01T20:00:00Z": [],
    "from=2027-05-01T23:59:59%2B02:00&to=2027-05-02": ["Evening"],
    "from=2027-05-01T23:59:59+02:00&to=2027-05-02": ["Evening"],
    "from=2027-05-01&to=2027-05-02": ["Evening"],
    "from=2027-05-02&to=2027-05-03": [],
    "q=evening": ["Evening"],
    "q=EVEN": ["Evening"],
    "q=lantern": ["Evening"],
    "q=Quay": ["Evening"],
    "q=%25": ["100% Sold"],
    "q=_": ["Snake_case"],
    "q=!": ["Loud!"],
    "q=%27+OR+1%3D1--": [],
    "q=%5C": [],
    "tag=jazz": ["Evening"],
    "tag=Jazz": [],
    "tag=jaz": [],
    "tag=late%20night": ["Evening"],
    'tag=a%20"b"': ["Evening"],
    'tag=b"': [],
    "tag=%25": [],
    "tag=%22%2C%20%22": [],
    "status=cancelled": ["Loud!"],
    "status=cancelled&tag=jazz": [],
    "updated_since=2099-01-01T00:00:00Z": [],
}


@pytest.fixture
def add_event(app):
    """A function that puts an event on Harbour Hall's calendar and returns its slug."""

    def add(title, **details):
        with app.app_context():
            slug = make_event(Team.find("harbour-hall"), title, **details).slug
            db.session.commit()
            return slug

    return add


@pytest.fixture
def change_event(app):
    """A function that does something with the event of a slug: "delete", or a new detail."""

    def change(slug, act):
        with app.app_context():
            event = Event.find(Team.find("harbour-hall"), slug)
            act(event)
            db.session.commit()

    return change


def test_list_has_the_documented_shape(reader):
    answer = reader.get(EVENTS)
    assert answer.status_code == 200
    assert list(answer.json) == ["data", "page", "sync_token"]
    assert answer.json["page"] == {"next": None, "has_more": False}
    assert answer.json["sync_token"]
    first = answer.json["data"][0]
    assert (first["title"], first["team"]["slug"]) == ("One", "harbour-hall")
    assert first["start"]["utc"] == "2027-03-20T19:00:00Z"
    assert first["links"]["self"] == f"http://localhost{EVENTS}/one"
    assert first["links"]["ics"] == f"{first['links']['self']}.ics"


def test_detail_is_the_same_event_as_in_the_list(reader):
    answer = reader.get(f"{EVENTS}/one")
    assert answer.json == {"data": reader.get(EVENTS).json["data"][0]}


def test_token_of_one_team_needs_no_slug(reader):
    assert reader.titles("/api/v1/organizer/events") == ["One", "Two", "Three"]


def test_unknown_event_is_not_found(reader):
    answer = reader.get(f"{EVENTS}/nothing")
    assert (answer.status_code, answer.json["error"]) == (404, "not_found")


def test_former_slug_of_the_team_still_works(app, reader):
    with app.app_context():
        team = Team.find("harbour-hall")
        team.change(name=team.name, slug="new-hall", timezone=team.timezone)
        db.session.commit()
    assert reader.titles(EVENTS) == ["One", "Two", "Three"]
    assert reader.titles("/api/v1/organizer/new-hall/events") == ["One", "Two", "Three"]
    assert "/new-hall/events" in reader.get(f"{EVENTS}?limit=1").json["page"]["next"]


def test_drafts_private_and_deleted_events_are_absent(reader, add_event, change_event):
    hidden = [add_event("Draft", status="draft"), add_event("Private", visibility="private")]
    hidden.append(add_event("Deleted"))
    change_event(hidden[-1], Event.delete)
    assert reader.titles(EVENTS) == ["One", "Two", "Three"]
    assert reader.titles(f"{EVENTS}?q=D") == []
    assert_problem(reader.get(f"{EVENTS}?status=draft"), 400, "invalid_request")
    assert [reader.get(f"{EVENTS}/{slug}").status_code for slug in hidden] == [404] * 3


def test_filters_find(reader, add_event):
    evening = datetime(2027, 5, 1, 22, 0)  # in Rome, so from 20:00 UTC to 22:00 UTC
    add_event(
        "Evening",
        start=evening,
        end=evening + timedelta(hours=2),
        summary="With lanterns",
        venue_name="The Quay",
        tags=("jazz", "late night", 'a "b"'),
    )
    add_event("100% Sold")
    add_event("Snake_case")
    add_event("Loud!", status="cancelled")
    found = {query: reader.titles(f"{EVENTS}?{query}") for query in FOUND_BY}
    assert found == FOUND_BY


def test_updated_since_finds_what_changed(reader, add_event, clock):
    clock.advance(100)
    add_event("Late")
    since = datetime.fromtimestamp(clock.at).astimezone().isoformat().replace("+", "%2B")
    assert reader.titles(f"{EVENTS}?updated_since={since}") == ["Late"]


def test_series_is_found_after_its_first_time(reader, add_event):
    add_event("Weekly", recurrence=Recurrence(rrule="FREQ=WEEKLY"))
    assert reader.titles(f"{EVENTS}?from=2030-01-01") == ["Weekly"]
    assert reader.titles(f"{EVENTS}?from=2030-01-01&to=2030-01-02&limit=1") == ["Weekly"]
    assert reader.titles(f"{EVENTS}?to=2027-01-01") == []


@pytest.mark.parametrize("query", ["", "&from=2027-03-01", "&status=scheduled&q=e"])
def test_walk_neither_repeats_nor_skips_while_events_come_and_go(
    reader, add_event, change_event, query
):
    start = datetime(2027, 4, 1, 20, 0)
    wanted = [f"Kept e{number}" for number in range(6)]
    for number, title in enumerate(wanted):
        add_event(title, start=start + timedelta(days=number // 2))
    gone = add_event("Going e", start=start)
    seen, url = [], f"{EVENTS}?limit=2{query}"
    for round_number in range(20):
        page = reader.get(url).json
        seen += [event["title"] for event in page["data"]]
        add_event(f"Early e{round_number}", start=start - timedelta(days=40))
        add_event(f"Later e{round_number}", start=start + timedelta(days=1))
        if round_number == 1:
            change_event(gone, Event.delete)
        if not page["page"]["has_more"] or round_number > 12:
            break
        url = page["page"]["next"]
    assert [title for title in seen if title.startswith("Kept")] == wanted
    assert len(seen) == len(set(seen))


def test_next_page_is_an_absolute_address_and_a_link(reader):
    answer = reader.get(f"{EVENTS}?limit=2")
    following = answer.json["page"]["next"]
    assert following.startswith(f"http://localhost{EVENTS}?limit=2&cursor=")
    assert answer.headers["Link"] == f'<{following}>; rel="next"'
    assert reader.titles(following) == ["Three"]
    assert "Link" not in reader.get(following).headers


def test_head_answers_like_get_without_a_body(reader):
    headers = {"Authorization": f"Bearer {reader.token}"}
    for url in (EVENTS, f"{EVENTS}/one"):
        head, get = reader.client.head(url, headers=headers), reader.get(url)
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers["ETag"] == get.headers["ETag"]


def test_range_is_ignored(reader):
    assert reader.get(EVENTS, Range="bytes=0-10").status_code == 200
