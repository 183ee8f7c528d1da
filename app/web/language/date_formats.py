"""How dates and times are written: day first in English, by CLDR in other languages."""

from datetime import date, datetime
from functools import cache

import flask_babel
from babel import Locale

from app.models.accounts.languages import DEFAULT

# CLDR's English is American: month first, twelve hours. Those with the day first have commas.
ENGLISH = {
    "date": "d MMM y",
    "date with weekday": "EEE d MMM y",
    "long date": "d MMMM y",
    "day": "d MMM",
    "day with weekday": "EEE d MMM",
    "long day": "d MMMM",
    "long day with weekday": "EEEE d MMMM",
    "month": "LLLL y",
    "short month": "MMM",
    "weekday": "EEEE",
    "short weekday": "EEE",
    "minute": "HH:mm",
    "second": "HH:mm:ss",
}
SKELETONS = {
    "date": "yMMMd",
    "date with weekday": "yMMMEd",
    "long date": "yMMMMd",
    "day": "MMMd",
    "day with weekday": "MMMEd",
    "long day": "MMMMd",
    "long day with weekday": "MMMEd",
    "month": "yMMMM",
    "minute": "Hm",
    "second": "Hms",
}


def format_day(day: date, name: str = "date") -> str:
    """The day alone, in one of the formats: "12 Oct 2026". A datetime is in its own zone."""
    return flask_babel.format_date(day, pattern(page_locale(), name), rebase=False)


def format_moment(
    moment: datetime, name: str = "date", *, time: str = "minute", rebase: bool = False
) -> str:
    """Day and time: "12 Oct 2026, 14:03"; in the viewer's zone if ``rebase``, else in its own."""
    locale = page_locale()
    both = _joined(locale, name, time)
    return flask_babel.format_datetime(moment, both, rebase=rebase)


def format_clock(moment: datetime) -> str:
    """The time alone, in its own zone: "14:03"."""
    return flask_babel.format_datetime(moment, pattern(page_locale(), "minute"), rebase=False)


def page_locale() -> Locale:
    """The locale of a page; English when none is chosen."""
    return flask_babel.get_locale() or Locale(DEFAULT)


@cache
def pattern(locale: Locale, name: str) -> str:
    """The pattern of a format, as Babel takes it."""
    if locale.language == DEFAULT or name not in SKELETONS:
        return ENGLISH[name]
    if name == "long date":
        return str(locale.date_formats["long"])
    form = str(locale.datetime_skeletons[SKELETONS[name]])
    if name == "long day with weekday":
        return form.replace("E", "EEEE").replace("MMM", "MMMM")
    return form


@cache
def _joined(locale: Locale, day: str, time: str) -> str:
    parts = pattern(locale, time), pattern(locale, day)
    if locale.language == DEFAULT:
        return f"{parts[1]}, {parts[0]}"
    return str(locale.datetime_formats["medium"]).format(*parts)
