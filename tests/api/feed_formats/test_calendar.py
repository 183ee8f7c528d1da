"""Calendars of a team's events, read by programs that others wrote."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.tz import tzical

from app.api.feed_formats import vtimezone
from app.extensions import db
from app.models.events.event import Event
from app.models.recurrence.recurrence import Recurrence
from app.models.teams.team import Team
from tests.support.api import EVENTS
from tests.support.hall import add

FEED = f"{EVENTS}.ics"
ZONES = (
    "Europe/Rome",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Jerusalem",
    "Asia/Kolkata",
    "Europe/Dublin",
    "America/Nuuk",
    "Asia/Tehran",
    "Pacific/Apia",
    "Etc/UTC",
)


def calendar_of(answer):
    assert answer.status_code == 200, answer.text
    return icalendar.Calendar.from_ical(answer.data)


def test_calendar_lists_what_the_list_does(reader):
    answer = reader.get(FEED)

    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'inline; filename="harbour-hall.ics"'
    found = calendar_of(answer)
    assert str(found["X-WR-CALNAME"]) == str(found["NAME"]) == "Harbour Hall"
    assert [str(one["SUMMARY"]) for one in found.walk("VEVENT")] == reader.titles(EVENTS)
    [last] = calendar_of(reader.get(f"{FEED}?q=three")).walk("VEVENT")
    assert str(last["SUMMARY"]) == "Three"


def test_event_is_a_calendar_at_the_address_that_its_json_names(reader):
    [first, *_rest] = reader.get(EVENTS).json["data"]
    answer = reader.get(first["links"]["ics"])

    [found] = calendar_of(answer).walk("VEVENT")
    assert str(found["UID"]) == first["uid"]
    assert found["LAST-MODIFIED"].dt == found["DTSTAMP"].dt
    assert found["DTSTAMP"].dt == datetime.fromisoformat(first["updated_at"])
    assert (found["SEQUENCE"], str(found["URL"])) == (first["sequence"], first["url"])
    assert answer.headers["Content-Disposition"] == 'inline; filename="one.ics"'
    assert reader.get(f"{EVENTS}/one.ics", if_none_match=answer.headers["ETag"]).status_code == 304
    assert reader.get(f"{EVENTS}/nothing.ics").status_code == 404


def test_status_and_place_are_what_the_standard_has_for_them(app, reader):
    add(app, "Late", status="postponed", latitude=45.65, longitude=13.76, venue_name="Pier, 3")
    add(app, "Off", status="cancelled", visibility="unlisted", online_url="https://x.example/ü")

    found = {str(one["SUMMARY"]): one for one in calendar_of(reader.get(FEED)).walk("VEVENT")}
    assert {name: str(one["STATUS"]) for name, one in found.items()} == {
        "One": "CONFIRMED",
        "Two": "CONFIRMED",
        "Three": "CONFIRMED",
        "Late": "TENTATIVE",
        "Off": "CANCELLED",
    }
    assert found["Late"]["LOCATION"] == "Pier, 3"
    assert found["Late"]["GEO"].to_ical() == "45.65;13.76"
    assert (found["Late"]["CLASS"], found["Off"]["CLASS"]) == ("PUBLIC", "PRIVATE")
    assert found["Off"]["CONFERENCE"] == "https://x.example/%C3%BC"


def test_days_are_dates_and_a_moment_has_no_end(app, reader):
    day = datetime(2027, 3, 27)
    add(app, "Days", start=day, end=day + timedelta(days=2), all_day=True)
    add(app, "Moment", start=day, end=day)

    found = {str(one["SUMMARY"]): one for one in calendar_of(reader.get(FEED)).walk("VEVENT")}
    assert (found["Days"].start, found["Days"].end) == (day.date(), datetime(2027, 3, 29).date())
    assert "DTEND" not in found["Moment"]


@pytest.mark.parametrize(
    ("until", "written"),
    [
        ("20270410", "20270410T215959Z"),
        ("20270410T200000", "20270410T180000Z"),
        ("20270410T190000Z", "20270410T190000Z"),
    ],
)
def test_until_is_an_instant_where_the_start_is_one(app, reader, until, written):
    add(app, "Weekly", recurrence=Recurrence(f"FREQ=WEEKLY;UNTIL={until}"))
    assert f"RRULE:FREQ=WEEKLY;UNTIL={written}\r\n".encode() in reader.get(FEED).data


def test_date_that_is_named_by_its_day_has_the_time_of_its_event(app, reader):
    start = datetime(2027, 3, 27, 20)
    recurrence = Recurrence("FREQ=WEEKLY", exdates=("2027-04-03",))
    add(app, "Weekly", start=start, end=start, timezone="Europe/Rome", recurrence=recurrence)
    assert b"EXDATE;TZID=Europe/Rome:20270403T200000\r\n" in reader.get(FEED).data


def test_every_zone_that_is_named_is_defined_once(app, reader):
    for zone in ("America/New_York", "America/New_York", "UTC", "Asia/Kolkata"):
        add(app, zone, timezone=zone)

    found = calendar_of(reader.get(FEED))
    named = {one["DTSTART"].params.get("TZID") for one in found.walk("VEVENT")} - {None}
    defined = [str(zone["TZID"]) for zone in found.walk("VTIMEZONE")]
    assert sorted(defined) == sorted(named) == ["America/New_York", "Asia/Kolkata", "Europe/Rome"]


def test_calendar_without_events_still_has_a_component(reader):
    found = calendar_of(reader.get(f"{FEED}?q=nothing+like+it"))
    assert [one.name for one in found.subcomponents] == ["VTIMEZONE"]


@pytest.mark.parametrize("name", ZONES)
def test_zone_has_the_same_offsets_for_two_other_readers(name):
    text = vtimezone.definition(name, 1990)
    theirs = icalendar.Timezone.from_ical(text).to_tz(lookup_tzid=False)
    dateutils = tzical(StringIO(f"BEGIN:VCALENDAR\r\n{text}END:VCALENDAR\r\n")).get(name)
    for noon in noons(1991, 2049):
        local = noon.astimezone(ZoneInfo(name)).replace(tzinfo=None)
        offset = local.replace(tzinfo=ZoneInfo(name)).utcoffset()
        assert local.replace(tzinfo=dateutils).utcoffset() == offset, (name, local)
        assert local.replace(tzinfo=theirs).utcoffset() == offset, (name, local)


def noons(first, last):
    """Some noon of every eleventh day, which no change of clocks is near for long."""
    days = (datetime(last, 1, 1) - datetime(first, 1, 1)).days
    start = datetime(first, 1, 1, 12, tzinfo=UTC)
    return [start + timedelta(days=day) for day in range(0, days, 11)]


def test_uid_stays_whatever_happens_to_the_event(app, reader):
    known = {str(one["UID"]) for one in calendar_of(reader.get(FEED)).walk("VEVENT")}
    with app.app_context():
        team = Team.find("harbour-hall")
        team.change(name="Harbour", slug="harbour", timezone="UTC")
        Event.rewrite_all(team)
        event = Event.find(team, "one")
        start = datetime(2030, 1, 1, 9, 0)
        event.change(replace(event.details, title="Else", start=start, end=start))
        event.delete()
        event.change(replace(event.details, status="postponed"))
        db.session.commit()

    found = calendar_of(reader.get("/api/v1/organizer/harbour/events.ics")).walk("VEVENT")
    assert {str(one["UID"]) for one in found} == known
    assert {str(one["URL"]).rpartition("/")[0] for one in found} == {"http://localhost/harbour"}
