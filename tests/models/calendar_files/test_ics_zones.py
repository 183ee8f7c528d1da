"""The zones that files name, define, or make up."""

from datetime import datetime, timedelta

import pytest

from app.models.calendar_files import ics_file
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
        ("europe/rome", "Europe/Rome"),
        ("Rome", "Europe/Rome"),
        ("/citadel.org/20271001_1/Europe/Rome", "Europe/Rome"),
        ("tzone://Microsoft/Utc", "UTC"),
        ('"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"', "Europe/Amsterdam"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Amsterdam"),
        ('"(GMT-05.00) New York"', "America/New_York"),
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


@pytest.mark.parametrize(
    ("tzid", "minutes"),
    [
        ("GMT+0200", 120),
        ("GMT+2", 120),
        ("UTC-5", -300),
        ('"UTC+05:30"', 330),
        ("+0545", 345),
        ('"(UTC-03:00) Somewhere"', -180),
        ("GMT", 0),
    ],
)
def test_name_that_is_an_offset_is_so_far_ahead(tzid, minutes):
    (found,) = read(tzid, zone="Asia/Tokyo").events
    assert wall_time.to_epoch(found.start, found.timezone) == 1_814_126_400 - minutes * 60
    assert found.timezone in {"Asia/Tokyo", "GMT"}
    (series,) = read(tzid, lines=["RRULE:FREQ=DAILY"]).events
    assert series.start == datetime(2027, 6, 27, 20)


def test_name_with_escapes_is_that_of_its_definition():
    definition = WEST_EUROPE.format(name="Our town\\, north\\; east")
    (found,) = read('"Our town, north; east"', definition).events
    assert wall_time.to_epoch(found.start, found.timezone) % 86400 == 18 * 3600


def definition(*parts):
    observances = (f"BEGIN:{part}\nEND:{part.partition(chr(10))[0]}\n" for part in parts)
    return "BEGIN:VTIMEZONE\nTZID:Isle\n" + "".join(observances) + "END:VTIMEZONE\n"


SUMMER = "DAYLIGHT\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
WINTER = "STANDARD\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"
LAST_SUNDAY = "DTSTART:20201025T030000\nRRULE:FREQ=YEARLY;BYMONTH=10;"
FIXED = "STANDARD\nTZOFFSETFROM:+0000\nTZOFFSETTO:+0300\nDTSTART:19700101T000000\n"


@pytest.mark.parametrize(
    ("observances", "ahead"),
    [
        (
            (
                WINTER + LAST_SUNDAY + "BYDAY=SU;BYSETPOS=-1",
                SUMMER + "DTSTART:20200329T020000\nRRULE:FREQ=MONTHLY;INTERVAL=12;BYDAY=-1SU",
            ),
            2,
        ),
        (
            (
                WINTER + LAST_SUNDAY + "BYMONTHDAY=25,26,27,28,29,30,31;BYDAY=SU",
                SUMMER + "DTSTART;VALUE=DATE:20200329\nRRULE:FREQ=YEARLY;BYYEARDAY=88",
            ),
            2,
        ),
        (
            (
                WINTER + LAST_SUNDAY + "BYDAY=-1SU;COUNT=30;WKST=SU",
                SUMMER + "DTSTART:20200329T020000\nRDATE:20270328T020000,20280326T020000",
            ),
            2,
        ),
        (
            (
                WINTER + "DTSTART:20261025T030000",
                SUMMER + "DTSTART:20260329T020000\nRDATE;VALUE=DATE-TIME:20270328T020000",
            ),
            2,
        ),
        (
            (
                WINTER + LAST_SUNDAY + "BYDAY=-1SU;UNTIL=20251231T000000Z",
                SUMMER + "DTSTART:20200329T020000\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;COUNT=3",
            ),
            1,
        ),
        ((FIXED + "RRULE:FREQ=YEARLY;COUNT=1",), 3),
        ((FIXED.replace("19700101T000000", "19700101"),), 3),
        ((FIXED, FIXED.replace("DTSTART:19700101T000000", "DTSTART:never")), 3),
    ],
    ids=["by-month", "by-days", "dates", "onsets", "ended", "once", "by-date", "one-is-broken"],
)
def test_definition_is_understood(observances, ahead):
    (found,) = read("Isle", definition(*observances)).events
    assert wall_time.to_epoch(found.start, found.timezone) % 86400 == (20 - ahead) * 3600


def test_series_follows_the_zone_that_is_named_and_not_old_rules_of_it():
    old = WEST_EUROPE.format(name="W. Europe Standard Time").replace("BYMONTH=3", "BYMONTH=7")
    lines = ["RRULE:FREQ=DAILY", "EXDATE;TZID=W. Europe Standard Time:20270628T200000"]
    (found,) = read("W. Europe Standard Time", old, lines=lines).events
    assert (found.start, found.timezone) == (datetime(2027, 6, 27, 20), "Europe/Berlin")
    assert found.recurrence.exdates == ("2027-06-28T20:00:00",)


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


def made_up(number: int) -> str:
    """A definition that no other number has, and that no place on earth keeps."""
    definition = WEST_EUROPE.format(name=f"Zone {number}")
    return definition.replace("TZOFFSETTO:+0100", f"TZOFFSETTO:+01{number:02}")


def at_made_up(number: int) -> str:
    return event(start=f"DTSTART;TZID=Zone {number}:20270627T200000", uid=f"Zone {number}")


@pytest.mark.parametrize("per_file", [1, 5], ids=["one-calendar", "five-calendars"])
def test_made_up_zones_beyond_the_limit_refuse_their_events_alone(per_file):
    numbers = range(1, MAX_COMPARED + 3)
    parts = [made_up(number) + at_made_up(number) for number in numbers]
    data = b"".join(calendar(*parts[first::per_file]) for first in range(per_file))

    found = ics_file.read(data, default_timezone="UTC")

    assert len(found.events) == MAX_COMPARED
    assert len(found.refusals) == 2
    assert all("Zone" in refusal.reason for refusal in found.refusals)


def test_one_made_up_zone_under_many_names_is_one():
    names = [f"Name {number}" for number in range(MAX_COMPARED + 1)]
    parts = [WEST_EUROPE.format(name=name) for name in names]
    parts += [event(start=f"DTSTART;TZID={name}:20270627T200000", uid=name) for name in names]
    assert ics_file.read(calendar(*parts), default_timezone="UTC").refusals == ()


def test_clocks_that_change_every_day_are_not_understood():
    daily = WEST_EUROPE.format(name="Odd").replace(
        "FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10", "FREQ=DAILY"
    )
    assert "Odd" in read("Odd", daily).refusals[0].reason
