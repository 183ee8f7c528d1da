"""Import, feed, import into another team: the same events."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import recurring_ical_events
from icalendar import Calendar

from app.extensions import db
from app.models.calendar_files import ics_file
from app.models.calendar_files.event_import import EventImport
from app.models.calendar_files.import_candidate import check_file
from app.models.calendar_files.imports import file_reading, import_work
from app.models.events.event import Event
from app.models.teams.team import Team
from tests.support.api import make_reader
from tests.support.factories import make_team, make_user
from tests.support.ics import SAMPLES, WEST_EUROPE, calendar, event

FEED = "/api/v1/organizer/harbour-hall/events.ics"
OWN = {
    "series": calendar(
        WEST_EUROPE.format(name="W. Europe Standard Time"),
        event(
            "DTEND;TZID=W. Europe Standard Time:20260327T230000",
            "RRULE:FREQ=WEEKLY;UNTIL=20270401T180000Z;BYDAY=FR,SA",
            "EXDATE;TZID=W. Europe Standard Time:20260403T200000,20260404T200000",
            "RDATE;TZID=W. Europe Standard Time:20260406T200000",
            "LOCATION:Harbour Hall\\nPier 3\\, Trieste",
            "CATEGORIES:Music,Sea\\, sun",
            "GEO:45.65;13.76",
            start="DTSTART;TZID=W. Europe Standard Time:20260327T200000",
        ),
        event(
            "RECURRENCE-ID;TZID=W. Europe Standard Time:20260410T200000",
            "DTEND;TZID=W. Europe Standard Time:20260411T010000",
            "DESCRIPTION:Later this time",
            start="DTSTART;TZID=W. Europe Standard Time:20260410T220000",
            title="Late night",
        ),
        event(
            "RECURRENCE-ID;TZID=W. Europe Standard Time:20260417T200000",
            "DTEND;TZID=W. Europe Standard Time:20260417T230000",
            "STATUS:CANCELLED",
            start="DTSTART;TZID=W. Europe Standard Time:20260417T200000",
        ),
    ),
    "whole-days": calendar(
        event(
            "RRULE:FREQ=MONTHLY;BYDAY=2SA;UNTIL=20271231",
            "EXDATE;VALUE=DATE:20260411",
            start="DTSTART;VALUE=DATE:20260314",
        ),
        event("DTEND;VALUE=DATE:20260403", uid="week", start="DTSTART;VALUE=DATE:20260327"),
        zone="Pacific/Auckland",
    ),
    "utc": calendar(
        event(start="DTSTART:20260329T003000Z"),
        event("RRULE:FREQ=DAILY;COUNT=40", uid="daily", start="DTSTART:20261020T003000Z"),
        zone="UTC",
    ),
    "doubled-hour": calendar(
        event("DTEND:20261025T013000Z", start="DTSTART:20261025T003000Z"),
        event("RRULE:FREQ=DAILY", uid="n", start="DTSTART;TZID=Africa/Casablanca:20260101T023000"),
    ),
}
# Others do not read these as we do, or at all.
RARE = calendar(
    event("RRULE:FREQ=WEEKLY;COUNT=3", uid="east", start="DTSTART;TZID=GMT+3:20260327T200000"),
    event("RRULE:FREQ=WEEKLY", uid="half", start='DTSTART;TZID="UTC+05:30":20260327T200000'),
    event(
        "RRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD",
        uid="forward",
        start="DTSTART;TZID=Europe/Rome:20260131T200000",
    ),
    event(
        "RRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD;COUNT=5",
        uid="backward",
        start="DTSTART;VALUE=DATE:20260131",
    ),
    event("RRULE:FREQ=WEEKLY", start="DTSTART;TZID=Europe/Rome:20260327T200000"),
    event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260410T200000",
        start="DTSTART;TZID=Europe/Rome:20260411T210000",
    ),
    event("RECURRENCE-ID:20260403T200000", start="DTSTART;VALUE=DATE:20260403"),
)
REPORTED = sorted((Path(__file__).parents[1] / "data" / "ics-reported").glob("*.ics"))
FILES = {path.stem: path.read_bytes() for path in sorted(SAMPLES.glob("*.ics"))} | OWN
YEARS = (date(2026, 1, 1), date(2028, 1, 1))


def bring_in(slug, data):
    team = Team.find(slug)
    read = ics_file.read(data, default_timezone=team.timezone)
    imported = EventImport.of(team, check_file(read))
    db.session.commit()
    return imported


def stored(slug):
    """The team's events by UID."""
    events = db.session.scalars(db.select(Event).where(Event.team_id == Team.find(slug).id))
    return {event.uid: event.details for event in events}


@pytest.fixture
def reader(app):
    with app.app_context():
        made = make_reader(app, make_team(name="Harbour Hall", slug="harbour-hall"))
        make_team(name="Night Owl", slug="night-owl")
        db.session.commit()
        return made


@pytest.mark.parametrize("data", [*FILES.values(), RARE], ids=[*FILES, "rare"])
def test_feed_of_an_imported_calendar_gives_the_same_events_again(app, reader, data):
    with app.app_context():
        imported = bring_in("harbour-hall", data)
        assert data is not RARE or imported.refused == []
    feed = reader.get(FEED).data
    with app.app_context():
        imported = bring_in("night-owl", feed)
        assert imported.refused == []
        assert stored("night-owl") == stored("harbour-hall")
        assert stored("night-owl")


def test_every_reported_calendar_gives_the_same_events_to_another_team(app):
    """Imported as people do it in the portal."""
    files = {path.stem: path for path in REPORTED}
    slugs = {stem: f"team-{number}" for number, stem in enumerate(files)}
    with app.app_context():
        ana = make_user()
        teams = [make_team(ana, slug=slug) for slug in slugs.values()]
        made = make_reader(app, *teams)
        for slug in slugs.values():
            make_team(ana, slug=f"other-{slug}")
        for stem, path in files.items():
            # A calendar that cancels says nothing without the one that it follows.
            before = [path.with_name("06a-method-publish.ics")] if stem.startswith("06b") else []
            for file in (*before, path):
                upload(slugs[stem], file.read_bytes(), ana)
    feeds = {
        stem: made.get(f"/api/v1/organizer/{slug}/events.ics").data for stem, slug in slugs.items()
    }
    with app.app_context():
        ana = db.session.merge(ana)
        for stem, feed in feeds.items():
            upload(f"other-{slugs[stem]}", feed, ana, visibility="public")
        first = {stem: stored(slug) for stem, slug in slugs.items()}
        assert {stem: stored(f"other-{slug}") for stem, slug in slugs.items()} == first
        assert [stem for stem, events in first.items() if not events] == []


def upload(slug, data, person, **choices):
    """Import a file as the portal does, with the visibility that it proposes unless chosen."""
    team = Team.find(slug)
    read = file_reading.read(data, timezone=team.timezone)
    imported = file_reading.store(team, read, name="calendar.ics", by=person)
    imported.confirm(**{"visibility": imported.visibility, **choices}, by=person)
    while import_work.advance(imported):
        db.session.commit()
    db.session.commit()


def test_feed_that_comes_back_to_its_own_team_changes_nothing(app, reader):
    with app.app_context():
        bring_in("harbour-hall", OWN["series"])
    feed = reader.get(FEED).data
    with app.app_context():
        imported = bring_in("harbour-hall", feed)
        assert [line.outcome for line in imported.lines] == ["unchanged"]


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_occurrences_of_two_years_are_those_of_the_file(app, reader, data):
    with app.app_context():
        bring_in("harbour-hall", data)
        known = stored("harbour-hall").keys()

    feed = occurrences(reader.get(FEED).data)
    assert feed == [one for one in occurrences(data) if one[0] in known]


def occurrences(data):
    """(UID, title, start, end) of each time in two years, as a library of others works it out."""
    found = recurring_ical_events.of(Calendar.from_ical(data)).between(*YEARS)
    return sorted(
        (str(one["UID"]), " ".join(str(one["SUMMARY"]).split()), _when(one.start), _when(one.end))
        for one in found
        if one.get("STATUS") != "CANCELLED"
    )


def _when(moment):
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return moment.astimezone(UTC).isoformat()
