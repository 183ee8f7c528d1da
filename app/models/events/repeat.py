"""The ways of repeating that forms offer, and their rules."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from app.language.texts import gettext as _
from app.models.events.event_details import EventDetails
from app.models.recurrence import recurrence_rule
from app.models.recurrence.recurrence import Recurrence
from app.models.recurrence.rule_days import DAYS
from app.models.recurrence.series import Series
from app.models.recurrence.series_move import numbered
from app.models.recurrence.until import until_moment, write_until
from app.models.values import wall_time
from app.models.values.errors import ValidationError

FREQUENCIES = {
    "day": "DAILY",
    "week": "WEEKLY",
    "month": "MONTHLY",
    "weekday": "MONTHLY",
    "year": "YEARLY",
}
ENDING = frozenset({"UNTIL", "COUNT"})


@dataclass(frozen=True)
class Repeat:
    """Every N days, weeks, months or years; ``each`` "weekday" means a month's third Thursday.

    ``days`` are the weekdays (MO) of weeks. ``until`` is the last day; without it and ``count``
    the series has no end.
    """

    each: str
    every: int = 1
    days: tuple[str, ...] = ()
    until: date | None = None
    count: int | None = None

    @classmethod
    def of(cls, details: EventDetails) -> "Repeat | None":
        """How the event repeats; None for a rule that forms do not offer."""
        if details.recurrence is None or details.recurrence.rrule is None:
            return None
        parts = recurrence_rule.split(details.recurrence.rrule)
        each, days = _each(parts, details.start)
        if each is None:
            return None
        until = parts.get("UNTIL")
        last = until and until_moment(until, details.timezone, all_day=details.all_day).date()
        count = int(parts["COUNT"]) if "COUNT" in parts else None
        return cls(each, int(parts.get("INTERVAL", "1")), days, last or None, count)

    def rule(self, details: EventDetails) -> str:
        """The rule for an event at these times."""
        parts = {"FREQ": FREQUENCIES[self.each]}
        if self.every > 1:
            parts["INTERVAL"] = str(self.every)
        if self.each == "week":
            days = {*self.days, DAYS[details.start.weekday()]}
            parts["BYDAY"] = ",".join(sorted(days, key=DAYS.index))
        elif self.each == "weekday":
            parts["BYDAY"] = numbered(details.start, 1)
        if self.count is not None:
            parts["COUNT"] = str(self.count)
        elif self.until is not None:
            last = datetime.combine(self.until, time(23, 59, 59))
            parts["UNTIL"] = write_until(last, details.timezone, all_day=details.all_day)
        return recurrence_rule.join(parts)


def apply(details: EventDetails, repeat: Repeat | None) -> EventDetails:
    """The event with this repetition, or none; it keeps dates and changes that still fit."""
    if repeat is None:
        return replace(details, recurrence=None, overrides=())
    current = details.recurrence or Recurrence()
    if repeat.until is not None and repeat.until < details.start.date():
        raise ValidationError("repeat_until", _("Choose a day after the event starts."))
    if repeat.until is not None and repeat.until.year not in wall_time.YEARS:
        raise ValidationError("repeat_until", _("Choose an earlier day."))
    rule = repeat.rule(details)
    bare = replace(details, recurrence=Recurrence(rule, current.rdates), overrides=())
    series = Series(bare.checked(strict=False).times)
    exdates = tuple(name for name in current.exdates if series.find(name))
    kept = tuple(changed for changed in details.overrides if series.find(changed.recurrence_id))
    return replace(bare, recurrence=Recurrence(rule, current.rdates, exdates), overrides=kept)


def _each(parts: dict[str, str], start: datetime) -> tuple[str | None, tuple[str, ...]]:
    """The key of FREQUENCIES for the rule of an event with this start, and its weekdays."""
    values = {name: value for name, value in parts.items() if name not in ENDING | {"INTERVAL"}}
    frequency, week_start = values.pop("FREQ"), values.pop("WKST", "MO")
    if frequency == "WEEKLY" and values.keys() <= {"BYDAY"}:
        days = tuple(values.get("BYDAY", DAYS[start.weekday()]).split(","))
        return ("week" if week_start == "MO" or len(days) == 1 else None), days
    if frequency == "MONTHLY" and values == {"BYDAY": numbered(start, 1)}:
        return "weekday", ()
    usual = {"BYMONTHDAY": str(start.day), "BYMONTH": str(start.month)}
    names = {"DAILY": ("day", 0), "MONTHLY": ("month", 1), "YEARLY": ("year", 2)}
    each, most = names.get(frequency, (None, 0))
    allowed = dict(list(usual.items())[:most])
    return (each if values.items() <= allowed.items() else None), ()
