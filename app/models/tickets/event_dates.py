"""The dates of an event that one can have a ticket for."""

from collections.abc import Iterator
from itertools import islice

from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.recurrence.occurrence import Occurrence
from app.models.recurrence.series import Series
from app.models.values import clock

AHEAD = 3 * 366 * 86_400  # seconds
MOST = 50  # dates to choose from


def find(event: Event, recurrence_id: str) -> Occurrence | None:
    """The date that anyone may book, "" for an event that does not repeat; None without one."""
    if event.recurrence_json is not None:
        return event.find_date(recurrence_id) if recurrence_id else None
    return None if recurrence_id else _only(event)


def find_held(event: Event, recurrence_id: str) -> Occurrence | None:
    """The same for members and for holders of tickets, who also know of private dates."""
    if event.recurrence_json is not None:
        return event.find_date_for_members(recurrence_id) if recurrence_id else None
    return None if recurrence_id else _only(event)


def find_in(details: EventDetails, recurrence_id: str) -> Occurrence | None:
    """The same for an event with these details."""
    if details.recurrence is None:
        return None if recurrence_id else _only(details)
    try:
        return Series(details.times).find(recurrence_id) if recurrence_id else None
    except ValueError:
        return None


def list_next(event: Event) -> list[Occurrence]:
    """The dates that are to be expected and not over, soonest first, at most MOST."""
    return list(islice((date for date in _coming(event) if takes_place(event, date)), MOST))


def takes_place(event: Event, date: Occurrence | None) -> bool:
    """Whether the date is neither cancelled nor hidden, and exists."""
    is_kept = date is not None and date.status != "cancelled"
    return is_kept and event.is_announced and event.status != "cancelled"


def is_over(date: Occurrence) -> bool:
    """Whether it has ended; one without an end, whether it has begun."""
    return clock.now() >= max(date.ends_at, date.starts_at + 1)


def _coming(event: Event) -> Iterator[Occurrence]:
    series, now = event.series, clock.now()
    if series is not None:
        yield from series.between(now, now + AHEAD)
    elif not is_over(only := _only(event)):
        yield only


def _only(event: Event | EventDetails) -> Occurrence:
    return Occurrence(event.starts_at, event.ends_at, "", event.start, event.end)
