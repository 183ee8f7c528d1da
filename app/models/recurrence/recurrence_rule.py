"""Validation of recurrence rules (RFC 5545 section 3.3.10)."""

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from math import prod

from app.language.texts import gettext as _
from app.models.values.errors import ValidationError

FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
MAX_COUNT = 10_000  # occurrences: daily for 27 years
MAX_INTERVAL = 1_000  # periods between two occurrences
MAX_BY = 62  # values in one BY list: every day of a month, from both ends
MAX_A_DAY = 24  # occurrences on one day
FOREVER = 3000  # from this year on, UNTIL means "without end" in other tools

# The smallest and largest value of each list; 0 is invalid where the smallest is negative.
RANGES = {
    "BYSECOND": (0, 59),
    "BYMINUTE": (0, 59),
    "BYHOUR": (0, 23),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYMONTH": (1, 12),
    "BYSETPOS": (-366, 366),
}
PARTS = frozenset(
    {"FREQ", "UNTIL", "COUNT", "INTERVAL", "BYDAY", "WKST", "RSCALE", "SKIP", *RANGES}
)
SKIPS = frozenset({"OMIT", "BACKWARD", "FORWARD"})  # RFC 7529 section 4.1
# These already imply the month; a combination with others mostly never matches.
EXCLUSIVE = ("BYYEARDAY", "BYWEEKNO")
_DAY = re.compile(r"([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(\d{8})(T\d{6}Z?)?")


def normalise(rule: str) -> str:
    """``rule`` in upper case, without spaces, empty parts and parts without effect."""
    parts = [part for part in "".join(rule.upper().split()).split(";") if part]
    if "SKIP=OMIT" in parts or not any(part.startswith("SKIP=") for part in parts):
        # The Gregorian scale and leaving out invalid dates are what a rule means without them.
        parts = [part for part in parts if part not in {"RSCALE=GREGORIAN", "SKIP=OMIT"}]
    return ";".join(part for part in parts if not _means_forever(part))


def check(rule: str, *, start: datetime) -> None:
    """Raise ValidationError("recurrence", …) for a rule that is invalid or too expensive.

    ``start`` is that of the series.
    """
    parts = split(rule)
    _check_frequency(parts)
    _check_skip(parts)
    _check_number(parts, "INTERVAL", MAX_INTERVAL)
    _check_number(parts, "COUNT", MAX_COUNT)
    _check_end(parts, start)
    for name, values in parts.items():
        if name in RANGES:
            _check_list(name, values)
    _check_days(parts)
    _check_often_enough(parts)


def split(rule: str) -> dict[str, str]:
    """The parts of ``rule`` by name; raises ValidationError for an unknown or repeated one."""
    parts: dict[str, str] = {}
    for part in normalise(rule).split(";"):
        name, equals, value = part.partition("=")
        if name not in PARTS or not equals or not value or name in parts:
            raise _wrong(_("The rule has an unknown, empty or repeated part."))
        parts[name] = value
    return parts


def join(parts: dict[str, str]) -> str:
    """The rule with these parts."""
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _check_frequency(parts: dict[str, str]) -> None:
    frequency = parts.get("FREQ", "")
    if frequency in TOO_OFTEN:
        raise _wrong(_("FREQ=%(freq)s is too often. Repeat daily or less.", freq=frequency))
    if frequency not in FREQUENCIES:
        raise _wrong(_("Use FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."))


def _check_skip(parts: dict[str, str]) -> None:
    if parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise _wrong(_("Use RSCALE=GREGORIAN. Other calendar scales cannot be kept."))
    if parts.get("SKIP", "OMIT") not in SKIPS:
        raise _wrong(_("SKIP must be OMIT, BACKWARD or FORWARD."))
    if "SKIP" in parts and "RSCALE" not in parts:
        raise _wrong(_("SKIP needs RSCALE=GREGORIAN (RFC 7529)."))


def _check_number(parts: dict[str, str], name: str, most: int) -> None:
    value = parts.get(name, "1")
    if not _is_number(value) or int(value) < 1:
        raise _wrong(_("%(name)s must be a number from 1.", name=name))
    if int(value) > most:
        raise _wrong(_("%(name)s can be at most %(most)d.", name=name, most=most))


def _check_end(parts: dict[str, str], start: datetime) -> None:
    if "UNTIL" not in parts:
        return
    if "COUNT" in parts:
        raise _wrong(_("Use COUNT or UNTIL, not both."))
    value = parts["UNTIL"]
    # Without the zone of a UTC time, only a day's difference is certain.
    slack = timedelta(days=1 if value.endswith("Z") else 0)
    if _until(value) + slack < start.date():
        raise _wrong(_("UNTIL is before the event starts."))


def _until(value: str) -> date:
    try:
        if not _UNTIL.fullmatch(value):
            raise ValueError
        if "T" in value:
            datetime.strptime(value[9:15], "%H%M%S")
        return datetime.strptime(value[:8], "%Y%m%d").date()
    except ValueError:
        raise _wrong(_("UNTIL must be a date such as 20270327 or 20270327T190000Z.")) from None


def _check_list(name: str, values: str) -> None:
    numbers = values.split(",")
    if len(numbers) > MAX_BY:
        raise _wrong(_("%(name)s can list at most %(most)d numbers.", name=name, most=MAX_BY))
    least, most = RANGES[name]
    for number in numbers:
        digits = number.lstrip("+-") if least < 0 else number
        signs = len(number) - len(digits)
        is_valid = signs < 2 and _is_number(digits) and int(digits) <= most
        if not is_valid or (int(digits) == 0 and least != 0):
            raise _wrong(_("%(name)s has a number out of range.", name=name))


def _check_days(parts: dict[str, str]) -> None:
    days = parts.get("BYDAY", "MO").split(",")
    if len(days) > MAX_BY:
        raise _wrong(_("%(name)s can list at most %(most)d numbers.", name="BYDAY", most=MAX_BY))
    matches = [_DAY.fullmatch(day) for day in days]
    if not all(matches) or not _DAY.fullmatch(parts.get("WKST", "MO")):
        raise _wrong(_("BYDAY must list days such as MO or, in a month or year, 2MO."))
    if parts["FREQ"] in {"DAILY", "WEEKLY"} and any(day and day[1] for day in matches):
        raise _wrong(_("BYDAY must list days such as MO or, in a month or year, 2MO."))
    for day in matches:
        if day and day[1] and abs(int(day[1])) > (5 if _is_monthly(parts) else 53):
            raise _wrong(_never())


def _check_often_enough(parts: dict[str, str]) -> None:
    if _times_a_day(parts) > MAX_A_DAY:
        raise _wrong(_("The rule repeats more than %(n)d times a day.", n=MAX_A_DAY))
    if not _has_a_day(parts):
        raise _wrong(_never())
    if any(name in parts for name in EXCLUSIVE) and {"BYMONTH", "BYMONTHDAY"} & parts.keys():
        raise _wrong(_("BYYEARDAY and BYWEEKNO exclude BYMONTH and BYMONTHDAY."))
    if all(name in parts for name in EXCLUSIVE):
        raise _wrong(_("Use BYYEARDAY or BYWEEKNO, not both."))


def _has_a_day(parts: dict[str, str]) -> bool:
    """Whether some month of BYMONTH has a day of BYMONTHDAY, and a period a place of BYSETPOS."""
    months = [int(month) for month in parts.get("BYMONTH", "1").split(",")]
    days = [abs(int(day)) for day in parts.get("BYMONTHDAY", "1").split(",")]
    longest = max(monthrange(2024, month)[1] for month in months)
    if "SKIP" in parts and parts["FREQ"] in {"MONTHLY", "YEARLY"}:
        longest = 31  # a day that the month does not have moves to another
    positions = [abs(int(place)) for place in parts.get("BYSETPOS", "1").split(",")]
    most = _most_days(parts) * _times_a_day(parts)
    return min(days) <= longest and min(positions) <= most


def _most_days(parts: dict[str, str]) -> int:
    """The most days that BYSETPOS can choose from in one period of the rule."""
    if parts["FREQ"] == "DAILY":
        return 1
    if not parts.keys() & {"BYDAY", "BYMONTHDAY", *EXCLUSIVE}:
        return _length(parts, "BYMONTH", 1) if parts["FREQ"] == "YEARLY" else 1
    weekdays = _length(parts, "BYDAY", 7)
    if parts["FREQ"] == "WEEKLY":
        return weekdays
    months = 1 if parts["FREQ"] == "MONTHLY" else _length(parts, "BYMONTH", 12)
    return months * min(weekdays * 5, _length(parts, "BYMONTHDAY", 31))


def _times_a_day(parts: dict[str, str]) -> int:
    return prod(_length(parts, name, 1) for name in ("BYHOUR", "BYMINUTE", "BYSECOND"))


def _length(parts: dict[str, str], name: str, otherwise: int) -> int:
    return len(parts[name].split(",")) if name in parts else otherwise


def _is_monthly(parts: dict[str, str]) -> bool:
    return parts["FREQ"] == "MONTHLY" or "BYMONTH" in parts


def _means_forever(part: str) -> bool:
    year = part.removeprefix("UNTIL=")[:4]
    return part.startswith("UNTIL=") and _is_number(year) and int(year) >= FOREVER


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _never() -> str:
    return str(_("The rule never takes place."))


def _wrong(message: str) -> ValidationError:
    return ValidationError("recurrence", message)
