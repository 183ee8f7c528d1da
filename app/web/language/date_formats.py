"""How dates and times are written: day first in English, by CLDR in other languages."""

from datetime import date, datetime
from functools import cache

from app.language.current import current, locale_of
from app.language.formats import format_pattern
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
    return format_pattern(day, pattern(current().tag, name))


def format_moment(
    moment: datetime, name: str = "date", *, time: str = "minute", rebase: bool = False
) -> str:
    """Day and time: "12 Oct 2026, 14:03"; in the viewer's zone if ``rebase``, else in its own."""
    language = current()
    shown = moment.astimezone(language.zone) if rebase else moment
    return format_pattern(shown, _joined(language.tag, name, time))


def format_clock(moment: datetime) -> str:
    """The time alone, in its own zone: "14:03"."""
    return format_pattern(moment, pattern(current().tag, "minute"))


@cache
def pattern(tag: str, name: str) -> str:
    """The pattern of a format in the language ``tag``, as Babel takes it."""
    if tag == DEFAULT or name not in SKELETONS:
        return ENGLISH[name]
    locale = locale_of(tag)
    if name == "long date":
        return str(locale.date_formats["long"])
    form = str(locale.datetime_skeletons[SKELETONS[name]])
    if name == "long day with weekday":
        return form.replace("E", "EEEE").replace("MMM", "MMMM")
    return form


@cache
def _joined(tag: str, day: str, time: str) -> str:
    parts = pattern(tag, time), pattern(tag, day)
    if tag == DEFAULT:
        return f"{parts[1]}, {parts[0]}"
    return str(locale_of(tag).datetime_formats["medium"]).format(*parts)
