"""Numbers, durations, days and times as the language of the reader writes them.

Babel decides how; what it made of a number or a pattern is remembered, for a page shows the same
ones again and again.
"""

import math
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from babel import dates, numbers

from app.language.current import current, locale_of

REMEMBERED = 2048  # results of each kind; a few hundred kilobytes in all

# What str.format() puts in place of the fields of a pattern (Unicode TR 35, part 4).
DIGITS = {
    "y": "{y}",
    "M": "{M}",
    "MM": "{M:02}",
    "L": "{M}",
    "LL": "{M:02}",
    "d": "{d}",
    "dd": "{d:02}",
    "H": "{H}",
    "HH": "{H:02}",
    "m": "{m}",
    "mm": "{m:02}",
    "ss": "{s:02}",
}
Unit = Literal["year", "month", "week", "day", "hour", "minute", "second"]
Width = Literal["abbreviated", "wide"]
Context = Literal["format", "stand-alone"]
# In seconds, as Babel counts them.
UNITS: dict[Unit, int] = {
    "year": 365 * 86_400,
    "month": 30 * 86_400,
    "week": 7 * 86_400,
    "day": 86_400,
    "hour": 3600,
    "minute": 60,
    "second": 1,
}
MONTHS: dict[str, tuple[Width, Context]] = {
    "MMM": ("abbreviated", "format"),
    "MMMM": ("wide", "format"),
    "LLL": ("abbreviated", "stand-alone"),
    "LLLL": ("wide", "stand-alone"),
}
DAYS: dict[str, Width] = {"E": "abbreviated", "EEE": "abbreviated", "EEEE": "wide"}


class Pattern(NamedTuple):
    """A pattern of Babel, ready to be filled: the names of months and days are at their numbers."""

    template: str
    months: dict[int, str]
    days: dict[int, str]


def format_decimal(number: float) -> str:
    """A number with the language's separators: "1,234.5", in German "1.234,5"."""
    return _decimal(current().tag, number)


def format_percent(share: float, pattern: str | None = None) -> str:
    """A share in percent."""
    return str(numbers.format_percent(share, pattern, locale=current().locale))


def format_timedelta(
    difference: timedelta, *, add_direction: bool = False, threshold: float = 0.85
) -> str:
    """A duration in its largest unit: "3 days"; with a direction, "3 days ago".

    A unit is taken from ``threshold`` of it on.
    """
    seconds = difference // timedelta(seconds=1)
    unit: Unit = "second"
    for larger, length in UNITS.items():
        if abs(seconds) / length >= threshold:
            unit = larger
            break
    return _duration(current().tag, unit, round(seconds / UNITS[unit]), add_direction)


def format_pattern(moment: date, pattern: str) -> str:
    """A day, or a time in its own zone, by a pattern of Babel such as "d MMM y, HH:mm"."""
    tag = current().tag
    ready = compiled(tag, pattern)
    if ready is None:
        write = dates.format_datetime if isinstance(moment, datetime) else dates.format_date
        return str(write(moment, pattern, locale=locale_of(tag)))
    hour, minute, second = (
        (moment.hour, moment.minute, moment.second) if isinstance(moment, datetime) else (0, 0, 0)
    )
    return ready.template.format(
        y=moment.year,
        M=moment.month,
        d=moment.day,
        H=hour,
        m=minute,
        s=second,
        month=ready.months.get(moment.month),
        day=ready.days.get(moment.weekday()),
    )


@cache  # the patterns of date_formats, in each language
def compiled(tag: str, pattern: str) -> Pattern | None:
    """The pattern, ready to be filled; None for one with fields that Babel has to write."""
    parts: list[str] = []
    months: dict[int, str] = {}
    days: dict[int, str] = {}
    for kind, value in dates.tokenize_pattern(pattern):
        field = str(value) if kind == "chars" else str(value[0]) * int(value[1])
        if kind == "chars":
            parts.append(field.replace("{", "{{").replace("}", "}}"))
        elif field in DIGITS:
            parts.append(DIGITS[field])
        elif field in MONTHS and not months:
            months = dict(dates.get_month_names(*MONTHS[field], locale_of(tag)))
            parts.append("{month}")
        elif field in DAYS and not days:
            days = dict(dates.get_day_names(DAYS[field], "format", locale_of(tag)))
            parts.append("{day}")
        else:
            return None
    return Pattern("".join(parts), months, days)


@lru_cache(REMEMBERED)
def _decimal(tag: str, number: float) -> str:
    return str(numbers.format_decimal(number, locale=locale_of(tag)))


@lru_cache(REMEMBERED)
def _duration(tag: str, unit: Unit, count: int, add_direction: bool) -> str:
    # With an infinite threshold Babel takes the smallest unit that it may, which is ours.
    return str(
        dates.format_timedelta(
            count * UNITS[unit],
            granularity=unit,
            threshold=math.inf,
            add_direction=add_direction,
            locale=locale_of(tag),
        )
    )
