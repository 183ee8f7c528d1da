"""The next dates of events in the API: on request, and never in what else it answers."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update

from app.extensions import db
from app.models.credentials.access_token import AccessToken
from app.models.credentials.token_family import TokenFamily
from app.models.recurrence.recurrence import Override, Recurrence
from tests.support.api import EVENTS, assert_problem, make_reader
from tests.support.factories import make_event, make_team

NEXT = f"{EVENTS}?include=next"
ORDERED = f"{EVENTS}?order=next"
WEEKLY = Recurrence("FREQ=WEEKLY")
DAY = 86_400


def epoch(*parts):
    return int(datetime(*parts, tzinfo=UTC).timestamp())


@pytest.fixture
def reader(app, clock):
    """A reader of events of every kind, on 10 March 2027, a Wednesday."""
    clock.at = epoch(2027, 1, 1)
    off = datetime(2027, 3, 13, 20)
    off = Override(off.isoformat(), off, off + timedelta(hours=3), status="cancelled")
    thrice = Recurrence("FREQ=WEEKLY;COUNT=3")
    with app.app_context():
        team = make_team(name="Harbour Hall", slug="harbour-hall")
        saturday = datetime(2027, 2, 6, 20)
        make_event(team, "Saturdays", start=saturday, recurrence=WEEKLY, overrides=(off,))
        make_event(team, "Running", start=datetime(2027, 3, 10, 8), end=datetime(2027, 3, 11))
        make_event(team, "Night", start=datetime(2027, 3, 12, 20))
        make_event(team, "Over", start=datetime(2027, 1, 9), recurrence=thrice)
        make_event(team, "Past", start=datetime(2027, 2, 1))
        make_event(team, "Off", start=datetime(2027, 3, 11, 20), status="cancelled")
        make_event(team, "Hidden", start=datetime(2027, 3, 11, 20), visibility="private")
        make_event(team, "Draft", start=datetime(2027, 3, 11, 20), status="draft")
        reader = make_reader(app, team)
        for tokens in (AccessToken, TokenFamily):
            db.session.execute(update(tokens).values(expires_at=epoch(2037, 1, 1)))
        db.session.commit()
    clock.at = epoch(2027, 3, 10, 12)
    return reader


@pytest.fixture
def titles(reader):
    """Walk through a list, two events a page, and return their titles."""

    def walk(address):
        walked, address = [], f"{address}&limit=2"
        while address:
            answer = reader.get(address).json
            walked += [event["title"] for event in answer["data"]]
            following = answer["page"]["next"]
            address = following and urlsplit(following)._replace(scheme="", netloc="").geturl()
        return walked

    return walk


@pytest.mark.both_databases
def test_list_in_order_of_the_next_date_ends_with_events_that_have_none(titles):
    assert titles(ORDERED) == ["Running", "Night", "Saturdays", "Off", "Past", "Over"]


def test_next_is_added_to_the_list_in_its_usual_order(reader, titles):
    plain, events = reader.get(EVENTS).json, reader.get(NEXT).json
    assert [{**event, "next": 0} for event in plain["data"]] == [
        {**event, "next": 0} for event in events["data"]
    ]
    assert events["sync_token"] == plain["sync_token"]
    assert titles(NEXT) == [event["title"] for event in plain["data"]]
    dates = {event["title"]: event["next"] for event in events["data"]}
    assert dates["Saturdays"] == {
        "start": {
            "local": "2027-03-20T20:00:00",
            "timezone": "Europe/Rome",
            "utc": "2027-03-20T19:00:00Z",
        },
        "end": {
            "local": "2027-03-20T23:00:00",
            "timezone": "Europe/Rome",
            "utc": "2027-03-20T22:00:00Z",
        },
    }
    assert dates["Running"]["start"]["local"] == "2027-03-10T08:00:00"
    assert [dates["Over"], dates["Past"], dates["Off"]] == [None, None, None]


def test_one_event_tells_its_next_date(reader):
    plain = reader.get(f"{EVENTS}/saturdays").json["data"]
    event = reader.get(f"{EVENTS}/saturdays?include=next").json["data"]
    assert event.pop("next")["start"]["local"] == "2027-03-20T20:00:00"
    assert event == plain


@pytest.mark.parametrize("address", [NEXT, ORDERED, f"{EVENTS}/saturdays?include=next"])
def test_tag_counts_the_next_date(reader, clock, address):
    def ask(**headers):
        return reader.get(address, **headers)

    answer = ask()
    etag, later = answer.headers["ETag"], "Wed, 01 Jan 2099 00:00:00 GMT"
    assert etag.startswith('W/"')
    assert "Last-Modified" not in answer.headers
    assert ask(If_None_Match=etag).status_code == 304
    clock.at = epoch(2027, 3, 21)
    moved = ask(If_None_Match=etag)
    assert moved.status_code == 200
    assert "2027-03-27T20:00:00" in moved.text
    assert ask(If_Modified_Since=later).status_code == 200


@pytest.mark.parametrize(
    "path", ["", "/saturdays", "/changes", ".ics", ".json", ".atom", "/saturdays.ics"]
)
def test_what_does_not_ask_for_it_stays_byte_for_byte_as_time_passes(reader, clock, path):
    address = f"{EVENTS}{path}"
    before = reader.get(address)
    clock.advance(300 * DAY)
    reader.get(ORDERED)
    after = reader.get(address)
    assert before.status_code == 200
    assert (after.data, after.headers.get("ETag")) == (before.data, before.headers.get("ETag"))


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("include=all", "include"),
        ("include=", "include"),
        ("order=start", "order"),
        ("order=next&order=next", "order"),
        ("order=next&expand=occurrences&from=2027-01-01&to=2027-02-01", "order"),
        ("include=next&expand=occurrences&from=2027-01-01&to=2027-02-01", "include"),
    ],
)
def test_value_that_means_nothing_is_refused_by_name(reader, query, parameter):
    answer = reader.get(f"{EVENTS}?{query}")
    assert_problem(answer, 400, "invalid_request")
    assert answer.json["error_description"].startswith(f"{parameter}: ")
    if "&" not in query and parameter == "include":
        answer = reader.get(f"{EVENTS}/saturdays?{query}")
        assert_problem(answer, 400, "invalid_request")


def test_cursor_continues_its_own_order_alone(reader):
    following = reader.get(f"{ORDERED}&limit=2").json["page"]["next"]
    cursor = following.partition("cursor=")[2]
    assert "order=next" in following
    answer = reader.get(f"{EVENTS}?cursor={cursor}")
    assert_problem(answer, 400, "invalid_cursor")
    answer = reader.get(f"{ORDERED}&cursor={cursor}&tag=jazz")
    assert_problem(answer, 400, "invalid_cursor")


@pytest.mark.both_databases
def test_filters_apply_in_that_order_too(titles):
    expected = {
        "q=night": ["Night"],
        "status=cancelled": ["Off"],
        "from=2027-03-11T12:00:00Z": ["Night", "Saturdays", "Off"],
        "to=2027-02-05": ["Past", "Over"],
        "tag=none": [],
        "updated_since=2099-01-01T00:00:00Z": [],
    }
    assert {query: titles(f"{ORDERED}&{query}") for query in expected} == expected


def test_events_that_apps_do_not_see_have_no_next_date_for_them(reader):
    for slug in ("draft", "hidden", "unknown"):
        assert reader.get(f"{EVENTS}/{slug}?include=next").status_code == 404
