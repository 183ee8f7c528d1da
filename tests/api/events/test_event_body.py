"""What an event's JSON may say, and how what it may not is refused."""

from datetime import datetime

import pytest

from app.extensions import db
from app.models.events import event_json
from app.models.events.event import Event
from app.models.teams.team import Team
from tests.support.api import EVENTS, assert_problem
from tests.support.event_writer import NIGHT, count

both_databases = pytest.mark.both_databases


@pytest.mark.parametrize(
    ("times", "start", "end"),
    [
        ({"start": {"utc": "2027-03-27T19:00:00Z"}}, "2027-03-27T20:00:00", "2027-03-27T20:00:00"),
        ({"start": {"local": "2027-03-27T20:00:00"}}, "2027-03-27T20:00:00", "2027-03-27T20:00:00"),
        (
            {"start": {"local": "2027-03-27T00:00:00"}, "all_day": True},
            "2027-03-27T00:00:00",
            "2027-03-28T00:00:00",
        ),
        (
            {"start": {"local": "2027-03-27T20:00:00"}, "all_day": True},
            "2027-03-27T00:00:00",
            "2027-03-28T00:00:00",
        ),
        ({**NIGHT, "all_day": True}, "2027-03-27T00:00:00", "2027-03-29T00:00:00"),
        (
            {
                "start": {"local": "2027-03-27T20:00:00"},
                "end": {"local": "2027-03-27T22:00:00", "timezone": "Europe/Lisbon"},
            },
            "2027-03-27T20:00:00",
            "2027-03-27T23:00:00",
        ),
    ],
)
def test_times_are_understood(writer, times, start, end):
    event = writer.add({"title": "Night", **times}).json["data"]
    assert (event["start"]["local"], event["end"]["local"]) == (start, end)
    assert event["start"]["timezone"] == event["end"]["timezone"] == "Europe/Rome"


@pytest.mark.parametrize(
    ("change", "parameter"),
    [
        ({"title": None}, "title"),
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": 7}, "title"),
        ({"titel": "x"}, "titel"),
        ({"start": None}, "start"),
        ({"start": "2027-03-27"}, "start"),
        ({"start": {"local": "2027-03-28T02:30:00"}}, "start"),
        ({"start": {"local": "2027-03-27T20:00:00Z"}}, "start.local"),
        ({"start": {"local": "soon"}}, "start.local"),
        ({"start": {"local": "9999-12-31T00:00:00"}, "end": None, "all_day": True}, "start"),
        ({"start": {"local": "0001-01-01T00:00:00"}}, "start"),
        ({"end": {"local": "9999-12-31T00:00:00", "timezone": "UTC"}}, "end"),
        ({"end": {"local": "0001-01-01T00:00:00", "timezone": "UTC"}}, "end"),
        ({"end": {"utc": "9999-12-31T23:59:59Z"}}, "end.utc"),
        ({"start": {"utc": "soon"}}, "start.utc"),
        ({"start": {**NIGHT["start"], "utc": "soon"}}, "start.utc"),
        ({"start": {"timezone": "Europe/Rome"}}, "start.utc"),
        ({"start": {**NIGHT["start"], "timezone": "Mars/Base"}}, "start.timezone"),
        ({"end": {"local": "2027-03-26T20:00:00"}}, "end"),
        ({"end": {"local": "2029-03-26T20:00:00"}}, "end"),
        ({"status": "gone"}, "status"),
        ({"status": None}, "status"),
        ({"visibility": "secret"}, "visibility"),
        ({"all_day": "yes"}, "all_day"),
        ({"venue": "Hall"}, "venue"),
        ({"venue": {"nome": "Hall"}}, "venue"),
        ({"venue": {"country": "Italy"}}, "venue.country"),
        ({"venue": {"geo": {"lat": 91, "lon": 0}}}, "venue.geo"),
        ({"venue": {"geo": {"lat": True, "lon": 0}}}, "venue.geo"),
        ({"venue": {"geo": [1, 2]}}, "venue.geo"),
        ({"description": "text"}, "description"),
        ({"description": {"html": 1}}, "description.html"),
        ({"online_url": "javascript:alert(1)"}, "online_url"),
        ({"image": "ftp://x.example/y"}, "image"),
        ({"image_alt": "x" * 301, "image": "https://x.example/y"}, "image_alt"),
        ({"offers": "free"}, "offers"),
        ({"offers": {"preis": "1"}}, "offers"),
        ({"offers": {"url": "tickets"}}, "offers.url"),
        ({"offers": {"price": 12.5, "currency": "EUR"}}, "offers.price"),
        ({"offers": {"price": "-1", "currency": "EUR"}}, "offers.price"),
        ({"offers": {"price": "1e3", "currency": "EUR"}}, "offers.price"),
        ({"offers": {"price": "12.50"}}, "offers.currency"),
        ({"offers": {"price": "12.50", "currency": "XQX"}}, "offers.currency"),
        ({"organizer": "Jazz club"}, "organizer"),
        ({"organizer": [{"name": "a"}, {"name": "b"}]}, "organizer"),
        ({"organizer": {"url": "https://a.example"}}, "organizer.name"),
        ({"organizer": {"name": "a", "url": "b"}}, "organizer.url"),
        ({"performers": {"name": "a"}}, "performers"),
        ({"performers": ["a"]}, "performers"),
        ({"performers": [{"url": "https://a.example"}]}, "performers.name"),
        ({"performers": [{"name": "a", "url": "b"}]}, "performers"),
        ({"performers": [{"name": str(n)} for n in range(21)]}, "performers"),
        ({"tags": "jazz"}, "tags"),
        ({"tags": [1]}, "tags"),
        ({"tags": [str(n) for n in range(21)]}, "tags"),
        ({"recurrence": "FREQ=DAILY"}, "recurrence"),
        ({"recurrence": {"rrule": "FREQ=SECONDLY"}}, "recurrence"),
        ({"recurrence": {"rrule": "FREQ=DAILY", "exdates": ["x"]}}, "recurrence"),
        ({"recurrence": {"rrule": "FREQ=DAILY", "overrides": [{}]}}, "recurrence.overrides"),
        ({"recurrence": {"rrule": "FREQ=DAILY", "overrides": [1]}}, "recurrence.overrides"),
        ({"external_ref": ""}, "external_ref"),
        ({"external_ref": "x" * 256}, "external_ref"),
        ({"external_ref": "a\u0000b"}, "external_ref"),
    ],
)
def test_wrong_member_is_named_and_changes_nothing(writer, app, change, parameter):
    answer = writer.add({**NIGHT, **change})
    assert_problem(answer, 400, "invalid_request")
    assert answer.json["parameter"] == parameter
    assert count(app) == 0


def test_event_that_becomes_all_day_takes_whole_days_on_each_of_its_dates(writer):
    start = {"local": "2027-05-01T20:00:00", "timezone": "Europe/Rome"}
    end = {**start, "local": "2027-05-01T22:00:00"}
    moved = {
        "recurrence_id": "2027-05-08T20:00:00",
        "start": "2027-05-09T21:00:00",
        "end": "2027-05-09T23:00:00",
    }
    recurrence = {"rrule": "FREQ=WEEKLY;COUNT=3", "overrides": [moved]}
    writer.add({"title": "Fair", "start": start, "end": end, "recurrence": recurrence})

    event = writer.send("PATCH", "/fair", {"all_day": True}).json["data"]
    assert (event["start"]["local"], event["end"]["local"]) == (
        "2027-05-01T00:00:00",
        "2027-05-02T00:00:00",
    )
    [changed] = event["recurrence"]["overrides"]
    assert (changed["recurrence_id"], changed["start"], changed["end"]) == (
        "2027-05-08",
        "2027-05-09T00:00:00",
        "2027-05-10T00:00:00",
    )
    later = {"start": {"local": "2027-05-03T20:00:00"}}
    event = writer.send("PATCH", "/fair", later).json["data"]
    assert (event["start"]["local"], event["end"]["local"]) == (
        "2027-05-03T00:00:00",
        "2027-05-04T00:00:00",
    )


def test_all_day_event_stored_with_clock_times_is_read_as_days_and_mended_by_its_next_write(
    writer, app
):
    writer.add({"title": "Fair", "start": {"local": "2027-05-01T00:00:00"}, "all_day": True})
    with app.app_context():
        event = Event.find(Team.find("harbour-hall"), "fair")
        event.start, event.end = datetime(2027, 5, 1, 20), datetime(2027, 5, 2, 19)
        event.rendered = event_json.render(event)
        db.session.commit()
    calendar = writer.get(f"{EVENTS}/fair.ics").text
    assert "DTSTART;VALUE=DATE:20270501\r\nDTEND;VALUE=DATE:20270503\r\n" in calendar

    event = writer.send("PATCH", "/fair", {"title": "Fair!"}).json["data"]
    assert (event["start"]["local"], event["end"]["local"]) == (
        "2027-05-01T00:00:00",
        "2027-05-03T00:00:00",
    )


@pytest.mark.parametrize(
    ("times", "parameter"),
    [
        ({"start": {"utc": "2027-10-31T01:30:00Z"}}, "start"),
        ({"start": {"local": "2027-10-31T02:30:00", "utc": "2027-10-31T01:30:00Z"}}, "start"),
        ({"end": {"utc": "2027-10-31T01:15:00Z"}}, "end"),
        ({"end": {"utc": "2027-10-31T01:15:00Z", "timezone": "UTC"}}, "end"),
    ],
    ids="instant told end end-elsewhere".split(),
)
def test_second_of_two_equal_times_is_refused_and_not_moved(writer, app, times, parameter):
    event = {"title": "Late", "start": {"local": "2027-10-31T02:00:00"}, **times}
    answer = writer.add(event)
    assert_problem(answer, 400, "invalid_request")
    assert answer.json["parameter"] == parameter
    assert "UTC" in answer.json["message"]
    assert count(app) == 0


def test_first_of_two_equal_times_is_taken_and_both_are_in_utc(writer):
    first = {"local": "2027-10-31T02:30:00", "utc": "2027-10-31T00:30:00Z"}
    assert (
        writer.add({"title": "Late", "start": first}).json["data"]["start"]["utc"] == first["utc"]
    )
    later = {"start": {"utc": "2027-10-31T01:30:00Z", "timezone": "UTC"}}
    changed = writer.send("PATCH", "/late", later).json["data"]
    assert changed["start"]["utc"] == changed["end"]["utc"] == later["start"]["utc"]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ({"organizer": [{"name": "Jazz club"}]}, {"name": "Jazz club", "url": None}),
        ({"organizer": []}, None),
        ({"organizer": {}}, None),
        ({"performers": None}, []),
        ({"performers": [{"name": "Mara"}] * 2}, [{"name": "Mara", "url": None}]),
        (
            {"offers": {"price": "007.5", "currency": "eur"}},
            {"url": None, "price": "7.50", "currency": "EUR"},
        ),
        ({"offers": {"currency": "EUR"}}, None),
        ({"image_alt": "of no picture"}, None),
    ],
    ids="list no-list nothing null twice normal no-price no-picture".split(),
)
def test_content_is_normalised(writer, member, value):
    answer = writer.add({"title": "Night", **NIGHT, **member})
    assert answer.json["data"][next(iter(member))] == value


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "null", '{"title":"a","title":"b"}', '{"title": NaN}', b"\xff", "[" * 100_000],
)
def test_what_is_no_event_is_refused(writer, app, body):
    assert_problem(writer.add(body), 400, "invalid_request")
    assert count(app) == 0


def test_other_content_types_are_refused(writer):
    answer = writer.add("title=x", Content_Type="application/x-www-form-urlencoded")
    assert_problem(answer, 415, "unsupported_media_type")


def test_html_is_cleaned(writer):
    html = "<p onclick='x()'>Hi<script>alert(1)</script></p>"
    event = writer.add({**NIGHT, "description": {"html": html}}).json["data"]
    assert event["description"]["html"] == "<p>Hi</p>"


def test_plain_text_becomes_html(writer):
    event = writer.add({**NIGHT, "description": {"text": "a < b\n\nc"}}).json["data"]
    assert event["description"] == {"html": "<p>a &lt; b</p><p>c</p>", "text": "a < b\n\nc"}
