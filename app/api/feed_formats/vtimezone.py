"""VTIMEZONE of an IANA zone (RFC 5545 section 3.6.5), as rules that every reader supports.

Yearly changes are one RRULE; single changes are listed by date.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from app.api.feed_formats.ics_lines import line

HORIZON = 2050  # the last year whose changes are listed; rules that apply then continue
DAY = 86_400  # seconds
STEP = 2 * DAY  # no zone changes its clocks twice in two days
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Kind:
    """A kind of change: the offsets before and after it, and the name of the new one."""

    before: timedelta
    after: timedelta
    name: str
    is_daylight: bool


@dataclass(frozen=True)
class Change:
    """One change of the clocks: the instant in epoch seconds, and the wall time before it."""

    instant: int
    wall: datetime
    kind: Kind


@lru_cache(maxsize=256)
def definition(name: str, since: int) -> str:
    """The VTIMEZONE of the zone ``name``, valid from the first day of the year ``since`` on."""
    zone = ZoneInfo(name)
    start = int(datetime(since, 1, 1, tzinfo=UTC).timestamp()) - DAY
    changes = list(_changes(zone, start))
    lines = ["BEGIN:VTIMEZONE\r\n", line("TZID", name)]
    lines.append(_first(zone, start))
    by_kind = sorted(changes, key=lambda change: (str(change.kind), change.instant))
    for _kind, group in groupby(by_kind, key=lambda change: change.kind):
        lines += _observances(list(group))
    return "".join([*lines, "END:VTIMEZONE\r\n"])


def _changes(zone: ZoneInfo, start: int) -> Iterator[Change]:
    end = int(datetime(HORIZON + 1, 1, 1, tzinfo=UTC).timestamp())
    state = _state(zone, start)
    for late in range(start + STEP, end, STEP):
        if _state(zone, late) != state:
            early = late - STEP
            while late - early > 1:
                middle = (early + late) // 2
                early, late = (middle, late) if _state(zone, middle) == state else (early, middle)
            new_state = _state(zone, late)
            wall = datetime.fromtimestamp(late, UTC).replace(tzinfo=None) + state[0]
            yield Change(late, wall, Kind(state[0], *new_state))
            state = new_state


def _state(zone: ZoneInfo, instant: int) -> tuple[timedelta, str, bool]:
    """The offset, its name, and whether it is daylight saving time."""
    moment = datetime.fromtimestamp(instant, zone)
    offset, saved = moment.utcoffset() or timedelta(), moment.dst() or timedelta()
    return offset, moment.tzname() or "", saved > timedelta()


def _first(zone: ZoneInfo, start: int) -> str:
    """The observance before the first change."""
    offset, name, is_daylight = _state(zone, start)
    wall = datetime.fromtimestamp(start, UTC).replace(tzinfo=None) + offset
    return _observance(Kind(offset, offset, name, is_daylight), wall)


def _observances(changes: list[Change]) -> list[str]:
    """The observances of one kind: a rule for each yearly run, one list for the others."""
    rules, alone = [], []
    while changes:
        run = _longest_run(changes)
        changes = changes[len(run) :]
        if len(run) < 3:
            alone += run
        else:
            rules.append(_observance(run[0].kind, run[0].wall, _rule(run)))
    if alone:
        dates = ",".join(f"{change.wall:%Y%m%dT%H%M%S}" for change in alone[1:])
        extra = line("RDATE", dates) if dates else ""
        rules.append(_observance(alone[0].kind, alone[0].wall, extra))
    return rules


def _longest_run(changes: list[Change]) -> list[Change]:
    """The first changes, as many as come once a year by the same rule."""
    count = 1
    while count < len(changes):
        same_rule = _day_rule(changes[: count + 1]) is not None
        if changes[count].wall.year != changes[count - 1].wall.year + 1 or not same_rule:
            break
        count += 1
    return changes[:count]


def _rule(run: list[Change]) -> str:
    ends = run[-1].wall.year < HORIZON
    # A day later, for readers that compare it with local time.
    until = f"{datetime.fromtimestamp(run[-1].instant + DAY, UTC):%Y%m%dT%H%M%SZ}"
    tail = f";UNTIL={until}" if ends else ""
    return line("RRULE", f"FREQ=YEARLY;BYMONTH={run[0].wall.month};{_day_rule(run)}{tail}")


def _day_rule(run: list[Change]) -> str | None:
    """The rule for the day of the month that all of them share; None without one."""
    walls = [change.wall for change in run]
    if len({(wall.month, wall.time()) for wall in walls}) > 1:
        return None
    days = [wall.day for wall in walls]
    if len({wall.weekday() for wall in walls}) > 1:
        return f"BYMONTHDAY={days[0]}" if len(set(days)) == 1 else None
    weekday, first = WEEKDAYS[walls[0].weekday()], max(1, max(days) - 6)
    if max(days) - min(days) > 6:
        return None
    if all(wall.day > monthrange(wall.year, wall.month)[1] - 7 for wall in walls):
        return f"BYDAY=-1{weekday}"
    for place in (1, 2, 3, 4):
        if all((day - 1) // 7 == place - 1 for day in days):
            return f"BYDAY={place}{weekday}"
    listed = ",".join(str(day) for day in range(first, first + 7))
    return f"BYDAY={weekday};BYMONTHDAY={listed}"


def _observance(kind: Kind, wall: datetime, extra: str = "") -> str:
    name = "DAYLIGHT" if kind.is_daylight else "STANDARD"
    lines = (
        line("BEGIN", name),
        line("DTSTART", f"{wall:%Y%m%dT%H%M%S}"),
        line("TZOFFSETFROM", _offset(kind.before)),
        line("TZOFFSETTO", _offset(kind.after)),
        line("TZNAME", kind.name),
        extra,
        line("END", name),
    )
    return "".join(lines)


def _offset(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("+", seconds)
    hours, rest = divmod(seconds, 3600)
    tail = f"{rest % 60:02}" if rest % 60 else ""
    return f"{sign}{hours:02}{rest // 60:02}{tail}"
