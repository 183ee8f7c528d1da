"""Describes how an event repeats: "Every Monday until 4 May 2027"."""

from datetime import date

from app.language.texts import gettext as _
from app.language.texts import lazy_gettext, ngettext
from app.models.events.event_details import EventDetails
from app.models.events.repeat import Repeat
from app.models.recurrence.series_move import numbered
from app.web.language.date_formats import format_day

WEEKDAYS = {
    "MO": lazy_gettext("Monday"),
    "TU": lazy_gettext("Tuesday"),
    "WE": lazy_gettext("Wednesday"),
    "TH": lazy_gettext("Thursday"),
    "FR": lazy_gettext("Friday"),
    "SA": lazy_gettext("Saturday"),
    "SU": lazy_gettext("Sunday"),
}


def repeats(details: EventDetails) -> str:
    """How it repeats; the rule itself when there are no words for it, "" without one."""
    if details.recurrence is None:
        return ""
    if details.recurrence.rrule is None:
        more = len(details.recurrence.rdates)
        return ngettext("On %(num)d more date", "On %(num)d more dates", more)
    repeat = Repeat.of(details)
    if repeat is None:
        return _("By a custom rule: %(rule)s", rule=details.recurrence.rrule)
    return f"{_rhythm(repeat, details.start.date())}{_end(repeat)}"


def _rhythm(repeat: Repeat, start: date) -> str:
    every = repeat.every
    if repeat.each == "day":
        return ngettext("Every day", "Every %(num)d days", every)
    if repeat.each == "week":
        days = _listed([str(WEEKDAYS[day]) for day in repeat.days])
        if every > 1:
            return _("Every %(num)d weeks on %(days)s", num=every, days=days)
        is_daily = len(repeat.days) == len(WEEKDAYS)
        return _("Every day") if is_daily else _("Every %(days)s", days=days)
    if repeat.each == "year":
        day = format_day(start, "long day")
        if every == 1:
            return _("Every year on %(day)s", day=day)
        return _("Every %(num)d years on %(day)s", num=every, day=day)
    which = _in_month(repeat, start)
    if every == 1:
        return _("%(which)s of each month", which=which)
    return _("%(which)s of every %(num)d months", which=which, num=every)


def _in_month(repeat: Repeat, start: date) -> str:
    if repeat.each == "month":
        return _("Day %(day)d", day=start.day)
    place = numbered(start, 1)
    ordinal = {"1": _("First"), "2": _("Second"), "3": _("Third"), "4": _("Fourth")}
    which, day = ordinal.get(place[:-2], _("Last")), WEEKDAYS[place[-2:]]
    return _("%(which)s %(weekday)s", which=which, weekday=day)


def _end(repeat: Repeat) -> str:
    if repeat.count is not None:
        return ngettext(", once", ", %(num)d times", repeat.count)
    if repeat.until is not None:
        return _(" until %(day)s", day=format_day(repeat.until, "long date"))
    return ""


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return _("%(first)s and %(last)s", first=", ".join(names[:-1]), last=names[-1])
