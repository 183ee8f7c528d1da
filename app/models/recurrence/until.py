"""UNTIL of a recurrence rule: the last time it allows (RFC 5545 section 3.3.10)."""

from datetime import UTC, datetime, time

from app.models.values import wall_time


def until_moment(until: str, timezone: str, *, all_day: bool) -> datetime:
    """The last local time in ``timezone`` that ``until`` allows.

    For a timed event it should be in UTC. Otherwise, a time is local to the event, and a date
    means the whole day.
    """
    day = datetime.strptime(until[:8], "%Y%m%d")
    if all_day:
        return day
    if "T" not in until:
        return datetime.combine(day, time(23, 59, 59))
    moment = datetime.combine(day, time.fromisoformat(until[9:15]))
    if not until.endswith("Z"):
        return moment
    instant = moment.replace(tzinfo=UTC).timestamp()
    return wall_time.from_epoch(int(instant), timezone)


def write_until(last: datetime, timezone: str, *, all_day: bool) -> str:
    """The UNTIL that ``until_moment`` reads as ``last``."""
    if all_day:
        return last.strftime("%Y%m%d")
    instant = wall_time.to_epoch(last, timezone, strict=False)
    return datetime.fromtimestamp(instant, UTC).strftime("%Y%m%dT%H%M%SZ")
