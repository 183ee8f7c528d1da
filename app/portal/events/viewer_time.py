"""An event's time for a viewer in another zone: which zone it is in, and when that is for them."""

from flask_babel import format_datetime
from flask_login import current_user

from app.models.events.event import Event
from app.models.recurrence.occurrence import Occurrence
from app.models.values import wall_time, zone_places

MOMENT = "EEE d MMM y, HH:mm"


def in_zones(event: Event, date: Event | Occurrence) -> dict[str, str]:
    """{"zone", "viewer_time"}: both "" where the viewer reads the time as it is.

    The zone of a viewer who is not signed in is unknown: they read the event's, and
    static/js/viewer_time.js adds their own.
    """
    own = getattr(current_user, "timezone", "")
    if event.all_day or (own and is_same(own, event.timezone)):
        return {"zone": "", "viewer_time": ""}
    return {"zone": event.timezone, "viewer_time": _span(date, own) if own else ""}


def is_same(zone: str, other: str) -> bool:
    """Whether both are names of one zone."""
    return zone_places.current_name(zone) == zone_places.current_name(other)


def _span(date: Event | Occurrence, zone: str) -> str:
    """From start to end in ``zone``: "Sat 27 Mar 2027, 20:00 – 23:00"."""
    start = wall_time.from_epoch(date.starts_at, zone)
    end = wall_time.from_epoch(date.ends_at, zone)
    first = format_datetime(start, MOMENT, rebase=False)
    if end == start:
        return first
    is_one_day = end.date() == start.date()
    return f"{first} – {format_datetime(end, 'HH:mm' if is_one_day else MOMENT, rebase=False)}"
