"""A copy of an event, to begin another one with."""

from dataclasses import replace
from datetime import datetime, timedelta

from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.values import wall_time

WEEK = timedelta(weeks=1)


def of(event: Event, *, after: int) -> EventDetails:
    """Its details as a draft of one date: the same weekday and time, a week or more later.

    It is later than the event's first date and than ``after``, in epoch seconds. It does not
    repeat, and has no bookings.
    """
    details = event.details
    shift = _weeks_to(details.start, wall_time.from_epoch(after, details.timezone))
    return replace(
        details,
        start=details.start + shift,
        end=details.end + shift,
        status="draft",
        recurrence=None,
        overrides=(),
    )


def _weeks_to(start: datetime, now: datetime) -> timedelta:
    return WEEK * max(1, (now - start) // WEEK + 1)
