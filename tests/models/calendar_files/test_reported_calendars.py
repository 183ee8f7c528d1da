"""Calendars as bug reports describe them: each shows one symptom, and gives the dates expected.

The files and ``expected.json`` are ours. Its dates are those of icalendar with
recurring-ical-events, checked against ical.js or node-ical where these read the file.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.models.calendar_files import ics_file, import_candidate
from app.models.recurrence.series import Series

FOLDER = Path(__file__).parents[2] / "data" / "ics-reported"
EXPECTED = json.loads((FOLDER / "expected.json").read_text())
SINCE, UNTIL = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2026, 2030))

# Where we differ from the other readers: the dates that we give, and why.
DIFFERENCES = {
    "06b-method-cancel.ics": (
        [
            ["2027-06-10T18:00:00Z", "2027-06-10T20:00:00Z", "Reading A"],
            ["2027-06-11T18:00:00Z", "2027-06-11T18:00:00Z", "Untitled event"],
            ["2027-06-12T18:00:00Z", "2027-06-12T20:00:00Z", "Reading C"],
        ],
        "an event has a title; a cancellation changes nothing but the state of a known event",
    ),
    "09-date-called-date-time.ics": (
        [["2027-05-04", "2027-05-05", "Paper collection"]],
        "an all-day event lasts a day: the same date twice means that day",
    ),
}
# Other readers do not know RFC 7529.
BY_STANDARD = {
    "05-rscale-gregorian.ics": {
        "Omit": "01-31 03-31 05-31 07-31",
        "Backward": "01-31 02-28 03-31 04-30",
        "Plain": "01-05 01-12 01-19",
    },
}


def dates_of(name):
    """[start, end, title] of every date in the file: days when all-day, else times in UTC."""
    data = (FOLDER / name).read_bytes()
    calendar = ics_file.read(data, default_timezone=EXPECTED["team_zone"])
    events = [candidate.details for candidate in import_candidate.check_file(calendar).candidates]
    return sorted(date for details in events for date in _dates(details))


def _dates(details):
    if details.recurrence is None:
        yield [*_span(details.all_day, details), details.title]
        return
    for date in Series(details.times).between(SINCE, UNTIL):
        title = (date.override and date.override.title) or details.title
        yield [*_span(details.all_day, date), title]


def _span(all_day, date):
    if all_day:
        return [moment.date().isoformat() for moment in (date.start, date.end)]
    instants = (datetime.fromtimestamp(at, UTC) for at in (date.starts_at, date.ends_at))
    return [f"{instant:%Y-%m-%dT%H:%M:%SZ}" for instant in instants]


@pytest.mark.parametrize("name", sorted(EXPECTED["occurrences"]))
def test_reported_calendar_gives_the_dates_that_other_readers_agree_on(name):
    expected, _reason = DIFFERENCES.get(name, (EXPECTED["occurrences"][name], ""))
    assert dates_of(name) == sorted(expected)


@pytest.mark.parametrize("name", BY_STANDARD)
def test_reported_calendar_gives_the_dates_that_the_standard_asks_for(name):
    found = dates_of(name)
    for title, days in BY_STANDARD[name].items():
        starts = [start[5:10] for start, _end, one in found if one == title]
        assert starts == days.split()
