"""Histories of a team's events, for tests of what follows them: random acts, and doing them."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from app.extensions import db
from app.models.calendar_files import ics_file
from app.models.calendar_files.event_import import EventImport
from app.models.calendar_files.import_candidate import check_file
from app.models.events.event import Event
from tests.support import calendars
from tests.support.factories import make_event

FILE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//EN
BEGIN:VEVENT
UID:night-{number}@example.org
SUMMARY:{title}
STATUS:{status}
DTSTART:20270320T200000Z
END:VEVENT
END:VCALENDAR
"""
NUMBERS = st.integers(0, 5)
TITLES = st.sampled_from(["Night", "Day", "Ünlü gece"])


def change(**said):
    return lambda event: event.change(replace(event.details, **said))


def move(days):
    def act(event):
        details, delta = event.details, timedelta(days=days)
        event.change(replace(details, start=details.start + delta, end=details.end + delta))

    return act


# What happens to one of the team's events, deleted ones included, or to the team.
ON_EVENT = st.one_of(
    st.builds(lambda title: change(title=title), TITLES),
    st.builds(
        lambda status: change(status=status),
        st.sampled_from(["draft", "scheduled", "postponed", "cancelled"]),
    ),
    st.builds(
        lambda seen: change(visibility=seen), st.sampled_from(["public", "unlisted", "private"])
    ),
    st.builds(move, st.integers(-3, 3)),
    st.just(lambda event: event.delete()),
)
EDITS = st.tuples(st.just("edit"), NUMBERS, ON_EVENT)
NEW = st.tuples(st.just("add"), TITLES, st.sampled_from(["draft", "scheduled"]))
IMPORTS = st.tuples(st.just("import"), NUMBERS, TITLES, st.sampled_from(["CONFIRMED", "CANCELLED"]))
READINGS = st.tuples(st.just("read"), st.sets(st.sampled_from("abcdef")))
RENAMES = st.tuples(st.just("rename"), TITLES)
ACTS = (EDITS, NEW, IMPORTS, READINGS, RENAMES)


def happen(team, kind, *what):
    if kind == "edit":
        number, act = what
        events = db.session.scalars(db.select(Event).order_by(Event.id)).all()
        if number < len(events):
            act(events[number])
    elif kind == "add":
        make_event(team, what[0], status=what[1])
    elif kind == "import":
        text = FILE.format(number=what[0], title=what[1], status=what[2])
        EventImport.of(team, check_file(ics_file.read(text.encode(), default_timezone="UTC")))
    elif kind == "read":
        calendars.take(team, *what[0])
    elif team.change(name=what[0], slug=team.slug, timezone=team.timezone):
        Event.rewrite_all(team)
