"""Real calendars, imported: what is stored is what icalendar reads from the same file."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.calendar_files import ics_file
from app.models.calendar_files.event_import import EventImport, Outcome
from app.models.calendar_files.import_candidate import check_file
from app.models.events.event import Event
from app.models.values import wall_time
from tests.support.factories import make_team
from tests.support.ics import SHARED_FILES, calendar
from tests.support.ics import event as vevent

ROME = ZoneInfo("Europe/Rome")
needs_files = pytest.mark.skipif(not SHARED_FILES, reason="The calendars are not on this machine")


def bring_in(team, data: bytes, **options) -> EventImport:
    read = ics_file.read(data, default_timezone="Europe/Rome")
    imported = EventImport.of(team, check_file(read), **options)
    db.session.commit()
    return imported


def outcomes(imported: EventImport) -> list[str]:
    return [line.outcome for line in imported.lines]


def stored(team) -> list[Event]:
    return list(
        db.session.scalars(select(Event).where(Event.team_id == team.id).order_by(Event.id))
    )


@pytest.fixture
def team(context):
    return make_team()


@needs_files
@pytest.mark.parametrize("path", SHARED_FILES, ids=lambda path: path.stem)
def test_real_calendar_is_stored_as_icalendar_reads_it(team, path):
    bring_in(team, path.read_bytes())

    ours = {event.uid: what_counts(event) for event in stored(team)}
    assert ours == as_icalendar_reads(path.read_bytes())
    again = bring_in(team, path.read_bytes())
    assert again.counts[Outcome.CREATED] + again.counts[Outcome.UPDATED] == 0


def what_counts(event: Event) -> tuple:
    when = event.start.date() if event.all_day else event.starts_at
    return event.title, when, event.all_day


def as_icalendar_reads(data: bytes) -> dict[str, tuple]:
    """Title, start and all-day by UID: of several versions the newest, changed dates apart."""
    read = icalendar.Calendar.from_ical(data)
    default = ZoneInfo(str(read.get("X-WR-TIMEZONE", "Europe/Rome")))
    newest: dict[str, tuple] = {}
    masters = {str(e["UID"]) for e in read.walk("VEVENT") if "RECURRENCE-ID" not in e}
    for event in read.walk("VEVENT"):
        uid = str(event["UID"])
        if "RECURRENCE-ID" in event:
            if uid in masters:
                continue
            uid += "#" + event["RECURRENCE-ID"].to_ical().decode()
        age = (
            int(event.get("SEQUENCE", 0)),
            event["DTSTAMP"].to_ical() if "DTSTAMP" in event else b"",
        )
        if uid not in newest or age >= newest[uid][0]:
            newest[uid] = (age, (str(event.get("SUMMARY", "")).strip(), *instant(event, default)))
    return {uid: value for uid, (_age, value) in newest.items()}


def instant(event, default: ZoneInfo) -> tuple[date | int, bool]:
    start = event["DTSTART"].dt
    if not isinstance(start, datetime):
        return start, True
    aware = start if start.tzinfo else start.replace(tzinfo=default)
    return int((aware - wall_time.EPOCH).total_seconds()), False


REPORTED = Path(__file__).parents[2] / "data" / "ics-reported"


def test_calendar_that_cancels_cancels_what_the_team_has_and_adds_nothing(team):
    cancels = (REPORTED / "06b-method-cancel.ics").read_bytes()
    bring_in(team, cancels)
    assert stored(team) == []

    bring_in(team, (REPORTED / "06a-method-publish.ics").read_bytes())
    before = {event.uid: (event.title, event.start, event.end) for event in stored(team)}
    bring_in(team, cancels)
    assert {event.uid: (event.title, event.start, event.end) for event in stored(team)} == before
    assert {event.status for event in stored(team)} == {"cancelled"}

    stored(team)[0].delete()
    bring_in(team, cancels)
    assert stored(team)[0].deleted_at is not None


@pytest.mark.parametrize(
    "which",
    ["RECURRENCE-ID;TZID=Europe/Rome:20270408T210000", "RECURRENCE-ID:20270408T190000Z"],
)
@pytest.mark.parametrize("title", [None, "Jam"])
def test_one_date_of_a_known_series_is_called_off(team, which, title):
    series = vevent("RRULE:FREQ=WEEKLY", start="DTSTART;TZID=Europe/Rome:20270401T210000")
    moved = vevent(
        "RECURRENCE-ID;TZID=Europe/Rome:20270408T210000",
        title="Moved",
        start="DTSTART;TZID=Europe/Rome:20270408T220000",
    )
    bring_in(team, calendar(series, moved))

    dates = (
        vevent(line, title=title, start=None)
        for line in (which, "RECURRENCE-ID;VALUE=DATE:20270415", "RECURRENCE-ID:20270416T190000Z")
    )
    cancels = calendar(*dates).replace(b"VERSION:2.0", b"METHOD:CANCEL")
    bring_in(team, cancels)

    [jam] = stored(team)
    assert (jam.status, jam.title) == ("scheduled", "Night")
    assert [(one.recurrence_id, one.title, one.status) for one in jam.details.overrides] == [
        ("2027-04-08T21:00:00", "Moved", "cancelled"),
        ("2027-04-15T21:00:00", None, "cancelled"),
    ]
    again = bring_in(team, cancels)
    assert again.counts[Outcome.UNCHANGED] == 1


def test_event_keeps_its_title_when_the_file_gives_none(team):
    bring_in(team, calendar(vevent()))
    bring_in(team, calendar(vevent("LOCATION:Quay", title=None)))
    assert (stored(team)[0].title, stored(team)[0].venue_name) == ("Night", "Quay")
