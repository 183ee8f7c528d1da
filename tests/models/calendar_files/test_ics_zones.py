"""The zones that files name, define, or make up."""

from datetime import datetime, timedelta

import pytest

from app.models.calendar_files import ics_file
from app.models.calendar_files.ics_file import CalendarFileError
from app.models.calendar_files.ics_zones import MAX_COMPARED
from app.models.values import wall_time
from tests.support.ics import WEST_EUROPE, calendar, event, read_independently


def read(tzid, *definitions, zone=None, local="20270627T200000", lines=()):
    data = calendar(*definitions, event(*lines, start=f"DTSTART;TZID={tzid}:{local}"), zone=zone)
    return ics_file.read(data, default_timezone="America/New_York")


@pytest.mark.parametrize(
    ("tzid", "name"),
    [
        ("Europe/Rome", "Europe/Rome"),
        ("/Europe/Rome", "Europe/Rome"),
        ("/freeassociation.sourceforge.net/Europe/Rome", "Europe/Rome"),
        ("/mozilla.org/20050126_1/America/Argentina/Ushuaia", "America/Argentina/Ushuaia"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Tokyo Standard Time", "Asia/Tokyo"),
        ('"Eastern Standard Time"', "America/New_York"),
        ("UTC", "UTC"),
    ],
)
def test_name_without_definition_is_understood(tzid, name):
    (found,) = read(tzid).events
    assert (found.timezone, found.start) == (name, datetime(2027, 6, 27, 20))


@pytest.mark.parametrize("tzid", ["Mars/Olympus", "Europe", "My zone", "../../etc/passwd"])
def test_unknown_name_without_definition_is_refused_by_name(tzid):
    found = read(tzid)
    assert found.events == ()
    assert tzid in found.refusals[0].reason


def test_definition_under_a_made_up_name_is_recognised():
    (found,) = read("Our town", WEST_EUROPE.format(name="Our town")).events
    assert wall_time.zone(found.timezone).utcoffset(datetime(2027, 10, 31, 2)) == timedelta(hours=2)
    (found,) = read("Our town", WEST_EUROPE.format(name="Our town"), zone="Europe/Rome").events
    assert found.timezone == "Europe/Rome"


@pytest.mark.parametrize("local", ["19750627T200000", "20270115T090000", "20270627T200000"])
@pytest.mark.parametrize("tzid", ["W. Europe Standard Time", "Our town"])
def test_instant_is_the_one_of_the_files_own_definition(tzid, local):
    definition = WEST_EUROPE.format(name=tzid)
    data = calendar(definition, event(start=f"DTSTART;TZID={tzid}:{local}"))
    (found,) = read(tzid, definition, local=local).events
    ((_uid, _title, instant),) = read_independently(data, "UTC")
    assert wall_time.to_epoch(found.start, found.timezone) == instant


def test_definition_that_no_zone_keeps_gives_the_instant_in_the_calendars_zone():
    odd = WEST_EUROPE.format(name="Odd").replace("+0200", "+0217").replace("+0100", "+0117")
    (found,) = read("Odd", odd, zone="Asia/Tokyo").events
    assert (found.start, found.timezone) == (datetime(2027, 6, 28, 2, 43), "Asia/Tokyo")
    assert "rules of its own" in read("Odd", odd, lines=["RRULE:FREQ=DAILY"]).refusals[0].reason


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("FREQ=YEARLY", "FREQ=SECONDLY"),
        ("BYDAY=-1SU", "BYDAY=SU,MO"),
        ("BYDAY=-1SU", "BYDAY=SU"),
        ("TZOFFSETTO:+0100", "TZOFFSETTO:soon"),
        ("TZOFFSETTO:+0100", "COMMENT:none"),
        ("DTSTART:16010101T030000", "DTSTART:today"),
        ("BYMONTH=10", "BYMONTH=13"),
        ("BYMONTH=10", "BYMONTH=10;BYMONTHDAY=40"),
    ],
)
def test_definition_that_is_not_understood_refuses_its_events_only(old, new):
    broken = WEST_EUROPE.format(name="Odd").replace(old, new)
    assert "Odd" in read("Odd", broken).refusals[0].reason


def test_definition_lives_in_its_own_file_only():
    read("Shared name", WEST_EUROPE.format(name="Shared name"))
    assert read("Shared name").events == ()


def test_too_many_made_up_zones_refuse_the_file():
    names = [f"Zone {number}" for number in range(MAX_COMPARED + 1)]
    parts = [WEST_EUROPE.format(name=name) for name in names]
    parts += [event(start=f"DTSTART;TZID={name}:20270627T200000", uid=name) for name in names]
    with pytest.raises(CalendarFileError):
        ics_file.read(calendar(*parts), default_timezone="UTC")
