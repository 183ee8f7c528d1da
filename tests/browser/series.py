"""A series of which some dates are unlike the others, for the pages that show dates."""

from datetime import datetime, timedelta

from app.models.recurrence.recurrence import Override, Recurrence
from tests.support.factories import make_event

MONDAY = datetime(2027, 3, 22, 20)
WEEK = timedelta(days=7)
LENGTH = timedelta(hours=3)


def make_series(team):
    """Rehearsals: one cancelled, one moved, one with another name elsewhere."""
    return make_event(
        team,
        "Monday rehearsal",
        start=MONDAY,
        recurrence=Recurrence("FREQ=WEEKLY;BYDAY=MO"),
        overrides=(
            _changed(1, status="cancelled"),
            _changed(2, later=timedelta(hours=23)),
            _changed(3, title="Open rehearsal", venue_name="Old customs house"),
        ),
    )


def _changed(weeks, *, later=timedelta(), **said):
    usual = MONDAY + weeks * WEEK
    return Override(usual.isoformat(), usual + later, usual + later + LENGTH, **said)
