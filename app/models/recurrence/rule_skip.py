"""SKIP of a rule (RFC 7529 section 4.1), written as RFC 5545 has it wherever that says the same.

Few calendars read SKIP, and a rule without it is the same in all of them.
"""

from calendar import monthrange
from datetime import datetime

MOVES = ("RSCALE", "SKIP")
OTHER_DAYS = frozenset({"BYDAY", "BYYEARDAY", "BYWEEKNO"})
# BYSETPOS counts times, so that it means days only where a day has one.
COUNTED = frozenset({"BYSETPOS", "BYHOUR", "BYMINUTE", "BYSECOND"})
Parts = dict[str, str]


def simplify(parts: Parts, start: datetime) -> Parts:
    """The parts without SKIP where the same days can be named without it, else unchanged."""
    if "SKIP" not in parts:
        return parts
    bare = {name: value for name, value in parts.items() if name not in MOVES}
    days = _month_days(parts, start)
    months = _months(parts, start)
    shortest = min(monthrange(2027, month)[1] for month in months)
    if parts["FREQ"] not in {"MONTHLY", "YEARLY"} or max(days, default=0) <= shortest:
        return bare  # no month is too short
    if parts["SKIP"] == "BACKWARD":
        return _backward(parts, bare, days, months)
    is_leap_day = (parts["FREQ"], days, months) == ("YEARLY", [29], [2])
    if is_leap_day and not parts.keys() & (OTHER_DAYS | {"BYSETPOS"}):
        # 29 February, or 1 March: the sixtieth day of every year.
        bare = {name: bare[name] for name in bare if name not in {"BYMONTH", "BYMONTHDAY"}}
        return {**bare, "BYYEARDAY": "60"}
    return parts


def _backward(parts: Parts, bare: Parts, days: list[int], months: list[int]) -> Parts:
    longest = max(monthrange(2024, month)[1] for month in months)
    if all(day <= 28 or day >= longest for day in days):
        named = dict.fromkeys(day if day <= 28 else -1 for day in days)
        return _named(bare, parts, ",".join(map(str, named)), months)
    is_single = len(days) == 1 and (parts["FREQ"] == "MONTHLY" or len(months) == 1)
    if is_single and not parts.keys() & (OTHER_DAYS | COUNTED):
        until = ",".join(map(str, range(28, days[0] + 1)))
        return {**_named(bare, parts, until, months), "BYSETPOS": "-1"}
    return parts


def _named(bare: Parts, parts: Parts, days: str, months: list[int]) -> Parts:
    """The rule with these days of the month, and with the month that it took from its start."""
    is_yearly_by_start = parts["FREQ"] == "YEARLY" and "BYMONTHDAY" not in parts
    month = {"BYMONTH": ",".join(map(str, months))} if is_yearly_by_start else {}
    return {**bare, **month, "BYMONTHDAY": days}


def _month_days(parts: Parts, start: datetime) -> list[int]:
    if "BYMONTHDAY" in parts:
        return [int(day) for day in parts["BYMONTHDAY"].split(",")]
    return [] if parts.keys() & OTHER_DAYS else [start.day]


def _months(parts: Parts, start: datetime) -> list[int]:
    if "BYMONTH" in parts:
        return [int(month) for month in parts["BYMONTH"].split(",")]
    is_by_start = parts["FREQ"] == "YEARLY" and "BYMONTHDAY" not in parts
    return [start.month] if is_by_start else list(range(1, 13))
