"""One date of a series over the API, or it and the following."""

from dataclasses import replace
from datetime import datetime

import pytest

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from app.models.events.event import Event
from app.models.recurrence.recurrence import Override
from tests.support.api import EVENTS, assert_problem
from tests.support.event_writer import count

WEEKLY = {
    "title": "Jam",
    "start": {"local": "2027-03-22T20:00:00", "timezone": "Europe/Rome"},
    "end": {"local": "2027-03-22T22:00:00", "timezone": "Europe/Rome"},
    "recurrence": {
        "rrule": "FREQ=WEEKLY;COUNT=6",
        "exdates": ["2027-03-29T20:00:00", "2027-04-19T20:00:00"],
        "overrides": [
            {
                "recurrence_id": "2027-04-26T20:00:00",
                "start": "2027-04-26T21:00:00",
                "end": "2027-04-26T22:00:00",
                "title": "Late jam",
            }
        ],
    },
}
DATE = "/jam/occurrences/2027-04-05T20:00:00"


@pytest.fixture
def jam(writer):
    assert writer.add(WEEKLY).status_code == 201
    return writer


def dates(writer):
    answer = writer.get(f"{EVENTS}?expand=occurrences&from=2027-03-01&to=2027-07-01")
    return [(one["title"], one["start"]["local"][5:16]) for one in answer.json["data"]]


def rules(writer):
    events = writer.get(EVENTS).json["data"]
    return [one["recurrence"]["rrule"] for one in events]


def test_date_is_read_and_what_is_none_is_not_found(jam):
    answer = jam.get(EVENTS + DATE)
    assert answer.json["data"]["start"]["local"] == "2027-04-05T20:00:00"
    assert jam.get(EVENTS + DATE, if_none_match=answer.headers["ETag"]).status_code == 304
    for name in ("2027-03-29T20:00:00", "2027-04-06T20:00:00", "soon", "2027-04-05T20:00:00Z"):
        assert_problem(jam.get(f"{EVENTS}/jam/occurrences/{name}"), 404, "not_found")


@pytest.mark.both_databases
def test_one_date_is_changed_and_the_others_stay(jam):
    start = {"local": "2027-04-06T19:00:00"}
    answer = jam.send("PATCH", DATE, {"title": "Open jam", "start": start})
    assert answer.status_code == 200, answer.text
    assert answer.json["data"]["end"]["local"] == "2027-04-06T21:00:00"
    assert answer.json["data"]["recurrence_id"] == "2027-04-05T20:00:00"
    assert dates(jam) == [
        ("Jam", "03-22T20:00"),
        ("Open jam", "04-06T19:00"),
        ("Jam", "04-12T20:00"),
        ("Late jam", "04-26T21:00"),
    ]
    read = jam.get(EVENTS + DATE)
    assert (read.json, read.headers["ETag"]) == (answer.json, answer.headers["ETag"])
    assert jam.send("PATCH", DATE, read.json["data"]).json == read.json


def test_change_that_is_taken_back_is_no_change(jam):
    before = jam.get(f"{EVENTS}/jam").json["data"]["recurrence"]
    jam.send("PATCH", DATE, {"status": "cancelled"})
    assert jam.get(EVENTS + DATE).json["data"]["status"] == "cancelled"
    jam.send("PATCH", DATE, {"status": "scheduled"})
    assert jam.get(f"{EVENTS}/jam").json["data"]["recurrence"] == before


@pytest.mark.both_databases
def test_following_dates_become_a_series_of_their_own(jam, app):
    answer = jam.send(
        "PATCH",
        f"{DATE}?scope=following",
        {"title": "New jam", "start": {"local": "2027-04-06T21:00:00"}},
    )
    assert answer.status_code == 201, answer.text
    new = answer.json["data"]
    assert answer.headers["Location"] == new["links"]["self"]
    assert dates(jam) == [
        ("Jam", "03-22T20:00"),
        ("New jam", "04-06T21:00"),
        ("New jam", "04-13T21:00"),
        ("Late jam", "04-27T22:00"),
    ]
    assert rules(jam) == ["FREQ=WEEKLY;COUNT=2", "FREQ=WEEKLY;COUNT=4"]
    assert new["recurrence"]["exdates"] == ["2027-04-20T21:00:00"]
    assert new["uid"] != jam.get(f"{EVENTS}/jam").json["data"]["uid"]
    with app.app_context():
        actions = db.session.scalars(db.select(AuditEvent.action).order_by(AuditEvent.id)).all()
        assert actions[-2:] == ["event.changed", "event.created"]
    changes = jam.get(f"{EVENTS}/changes").json["data"]
    assert [one["op"] for one in changes] == ["upsert", "upsert"]


def test_whole_series_moves_as_one_of_its_dates_does(jam):
    start = {"local": "2027-04-06T21:00:00"}
    answer = jam.send("PATCH", f"{DATE}?scope=all", {"start": start, "status": "postponed"})
    assert answer.json["data"]["start"]["local"] == "2027-03-23T21:00:00"
    assert [start for _title, start in dates(jam)] == [
        "03-23T21:00",
        "04-06T21:00",
        "04-13T21:00",
        "04-27T22:00",
    ]


def test_first_date_and_the_following_are_the_series(jam, app):
    first = "/jam/occurrences/2027-03-22T20:00:00?scope=following"
    assert jam.send("PATCH", first, {"title": "Jams"}).status_code == 200
    assert count(app) == 1
    assert jam.send("DELETE", first).status_code == 204
    assert_problem(jam.get(f"{EVENTS}/jam"), 404, "not_found")


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        ("one", ["03-22", "04-12", "04-26"]),
        ("following", ["03-22"]),
        ("all", []),
    ],
)
def test_dates_are_left_out(jam, scope, left):
    answer = jam.send("DELETE", f"{DATE}?scope={scope}")
    assert (answer.status_code, answer.data) == (204, b"")
    assert [start[:5] for _title, start in dates(jam)] == left


def test_series_does_not_end_before_it_begins(writer):
    body = {**WEEKLY, "recurrence": {"rrule": "FREQ=WEEKLY;UNTIL=20270322T185959Z"}}
    answer = writer.send("POST", "", body)
    assert answer.status_code == 400
    assert "UNTIL" in answer.json["error_description"]


def test_series_without_count_ends_before_the_split(writer):
    body = {**WEEKLY, "recurrence": {"rrule": "FREQ=WEEKLY;UNTIL=20270601T000000Z"}}
    writer.add(body)
    writer.send("PATCH", f"{DATE}?scope=following", {"title": "New"})
    assert rules(writer) == [
        "FREQ=WEEKLY;UNTIL=20270405T175959Z",
        "FREQ=WEEKLY;UNTIL=20270601T000000Z",
    ]


@pytest.mark.parametrize(
    ("body", "scope"),
    [
        ({"tags": ["x"]}, "one"),
        ({"recurrence": {"rrule": "FREQ=DAILY"}}, "one"),
        ({"all_day": True}, "one"),
        ({"title": "x"}, "some"),
        ({"title": ""}, "following"),
    ],
    ids=["tags", "rule", "all-day", "scope", "no-title"],
)
def test_what_one_date_cannot_have_is_refused(jam, body, scope):
    answer = jam.send("PATCH", f"{DATE}?scope={scope}", body)
    assert_problem(answer, 400, "invalid_request")
    assert len(dates(jam)) == 4


def test_change_holds_for_what_was_read_and_once_only(jam, app):
    etag = jam.get(EVENTS + DATE).headers["ETag"]
    series = jam.get(f"{EVENTS}/jam").headers["ETag"]
    stale = jam.send("PATCH", DATE, {"title": "x"}, If_Match='"other"')
    assert_problem(stale, 412, "precondition_failed")
    key = {"Idempotency_Key": "k", "If_Match": etag}
    first = jam.send("PATCH", f"{DATE}?scope=following", {"title": "x"}, **key)
    again = jam.send("PATCH", f"{DATE}?scope=following", {"title": "x"}, **key)
    assert (first.status_code, again.json) == (201, first.json)
    assert count(app, Event) == 2
    assert (
        jam.send("DELETE", "/jam/occurrences/2027-03-22T20:00:00", If_Match=series).status_code
        == 412
    )


def test_series_begins_with_the_first_date_it_has_and_keeps_one(jam):
    def listed():
        return len(jam.get(f"{EVENTS}?from=2027-03-20&to=2027-03-30").json["data"])

    assert listed() == 1
    names = ["2027-03-22", "2027-04-05", "2027-04-12"]
    for day in names:
        answer = jam.send("DELETE", f"/jam/occurrences/{day}T20:00:00")
        assert answer.status_code == 204
    assert listed() == 0
    assert jam.get(f"{EVENTS}/jam").json["data"]["start"]["local"] == "2027-03-22T20:00:00"
    csv = jam.get(f"{EVENTS}.csv").text
    assert ("2027-04-26 21:00:00" in csv, "2027-03-22 20:00:00" in csv) == (True, False)

    last = jam.send("DELETE", "/jam/occurrences/2027-04-26T20:00:00")
    assert_problem(last, 400, "invalid_request")
    assert "no dates left" in last.json["detail"]
    following = jam.send("DELETE", "/jam/occurrences/2027-04-26T20:00:00?scope=following")
    assert following.status_code == 204
    assert_problem(jam.get(f"{EVENTS}/jam"), 404, "not_found")


def test_series_without_a_date_is_refused(writer, app):
    only = {"rrule": "FREQ=WEEKLY;COUNT=1", "exdates": ["2027-03-22"]}
    assert_problem(writer.add({**WEEKLY, "recurrence": only}), 400, "invalid_request")
    assert count(app) == 0


NIGHTLY = {
    "title": "Nights",
    "start": {"local": "2027-03-20T02:30:00", "timezone": "Europe/Rome"},
    "end": {"local": "2027-03-20T03:30:00", "timezone": "Europe/Rome"},
    "recurrence": {"rrule": "FREQ=DAILY;COUNT=20"},
}
SKIPPED = "/nights/occurrences/2027-03-28T02:30:00"


@pytest.mark.parametrize("body", [{"title": "Summer"}, {"status": "cancelled"}])
@pytest.mark.parametrize("scope", ["one", "following", "all"])
def test_date_that_the_clocks_skip_moves_with_them_and_is_changed(writer, scope, body):
    writer.add(NIGHTLY)
    date = writer.get(EVENTS + SKIPPED).json["data"]
    assert [date[name]["local"][11:16] for name in ("start", "end")] == ["03:30", "04:30"]
    assert [date[name]["utc"][11:16] for name in ("start", "end")] == ["01:30", "02:30"]
    answer = writer.send("PATCH", f"{SKIPPED}?scope={scope}", body)
    assert answer.status_code in {200, 201}, answer.text
    assert answer.json["data"].items() >= body.items()
    answer = writer.get(f"{EVENTS}?expand=occurrences&from=2027-03-27&to=2027-03-31")
    starts = [one["start"]["local"][8:16] for one in answer.json["data"]]
    assert starts == ["27T02:30", "28T03:30", "29T02:30", "30T02:30"]


def test_changed_date_is_not_put_where_the_clocks_skip_it(writer, app):
    times = {"start": "2027-03-28T02:15:00", "end": "2027-03-28T04:00:00"}
    changed = {"overrides": [{"recurrence_id": "2027-03-27T02:30:00", **times}]}
    body = {**NIGHTLY, "recurrence": NIGHTLY["recurrence"] | changed}
    assert_problem(writer.add(body), 400, "invalid_request")
    writer.add(NIGHTLY)
    moved = writer.send("PATCH", SKIPPED, {"start": {"local": "2027-03-28T02:15:00"}})
    assert_problem(moved, 400, "invalid_request")


def test_date_named_twice_is_kept_once(writer):
    twice = ["2027-03-23T20:00:00"] * 2
    answer = writer.add({**WEEKLY, "recurrence": {"rdates": twice, "exdates": twice}})
    kept = answer.json["data"]["recurrence"]
    assert (kept["rdates"], kept["exdates"]) == (twice[:1], twice[:1])


@pytest.fixture
def hidden(jam, app):
    """The jam, of which 5 April and the first date are private."""
    with app.app_context():
        event = db.session.scalars(db.select(Event)).one()
        overrides = tuple(
            Override(
                f"{day}T20:00:00",
                *(datetime(2027, *on, hour) for hour in (20, 22)),
                title="Secret",
                visibility="private",
            )
            for day, on in (("2027-03-22", (3, 22)), ("2027-04-05", (4, 5)))
        )
        event.change(replace(event.details, overrides=(*overrides, *event.details.overrides)))
        db.session.commit()
    return jam


def private_dates(app):
    with app.app_context():
        event = db.session.scalars(db.select(Event).order_by(Event.id)).first()
        return [one.recurrence_id[:10] for one in event.details.overrides if one.is_private]


def test_private_date_is_an_excluded_one_for_programs(hidden):
    assert dates(hidden) == [("Jam", "04-12T20:00"), ("Late jam", "04-26T21:00")]
    assert_problem(hidden.get(EVENTS + DATE), 404, "not_found")
    assert_problem(hidden.send("DELETE", DATE), 404, "not_found")
    shown = hidden.get(f"{EVENTS}/jam").json["data"]["recurrence"]
    assert shown["exdates"][2:] == ["2027-03-22T20:00:00", "2027-04-05T20:00:00"]
    assert [one["title"] for one in shown["overrides"]] == ["Late jam"]
    assert shown["overrides"][0].keys() == WEEKLY_OVERRIDE
    assert (
        "Secret"
        not in hidden.get(
            f"{EVENTS}?q=Secret&expand=occurrences&from=2027-03-01&to=2027-07-01"
        ).text
    )
    assert hidden.get(f"{EVENTS}?to=2027-04-10T00:00:00Z").json["data"] == []


WEEKLY_OVERRIDE = {
    *("recurrence_id", "start", "end", "title", "status"),
    *("description_html", "venue_name", "venue_address"),
}


@pytest.mark.parametrize("change", ["unchanged", "shown", "moved", "replaced", "split"])
def test_program_neither_shows_nor_removes_a_private_date(hidden, app, change):
    event = hidden.get(f"{EVENTS}/jam").json["data"]
    repeats = event["recurrence"]
    kept = ["2027-03-22", "2027-04-05"]
    if change == "unchanged":
        tag = hidden.get(f"{EVENTS}/jam").headers["ETag"]
        answer = hidden.send("PATCH", "/jam", {"recurrence": repeats})
        assert answer.headers["ETag"] == tag
    elif change == "shown":
        bare = {**repeats, "exdates": [], "overrides": []}
        answer = hidden.send("PATCH", "/jam", {"recurrence": bare})
        assert len(dates(hidden)) == 4
    elif change == "moved":
        answer = hidden.send("PATCH", "/jam", {"start": {"local": "2027-03-23T20:00:00"}})
        kept = ["2027-03-23", "2027-04-06"]
    elif change == "replaced":
        answer = hidden.send("PUT", "/jam", {**event, "title": "Jam session"})
    else:
        path = "/jam/occurrences/2027-04-12T20:00:00?scope=following"
        answer = hidden.send("PATCH", path, {"title": "Spring jam"})
    assert answer.status_code in {200, 201}, answer.text
    assert private_dates(app) == kept
    assert "Secret" not in hidden.get(EVENTS).text
