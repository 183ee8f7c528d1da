"""An event's time for a viewer in another zone: which zone it is in, and when that is for them."""

from datetime import datetime

from app.models.events.event import Event
from app.models.values import wall_time, zone_places
from app.web.language.date_formats import format_clock, format_moment
from app.web.signed_in import visitor


def in_zones(event: Event, *, starts_at: int, ends_at: int) -> dict[str, str]:
    """Of one date of ``event``, {"zone", "viewer_time"}: "" where the viewer's zone is the same.

    The zone of a viewer who is not signed in is unknown: they read the event's, and
    static/js/viewer_time.js adds their own.
    """
    own = getattr(visitor(), "timezone", "")
    if event.all_day or (own and is_same(own, event.timezone)):
        return {"zone": "", "viewer_time": ""}
    return {"zone": event.timezone, "viewer_time": _span(starts_at, ends_at, own) if own else ""}


def is_same(zone: str, other: str) -> bool:
    """Whether both are names of one zone."""
    return zone_places.current_name(zone) == zone_places.current_name(other)


def _span(starts_at: int, ends_at: int, zone: str) -> str:
    """From start to end in ``zone``: "Sat 27 Mar 2027, 20:00 – 23:00"."""
    start = wall_time.from_epoch(starts_at, zone)
    end = wall_time.from_epoch(ends_at, zone)
    first = _moment(start)
    if end == start:
        return first
    is_one_day = end.date() == start.date()
    return f"{first} – {format_clock(end) if is_one_day else _moment(end)}"


def _moment(local: datetime) -> str:
    return format_moment(local, "date with weekday")
