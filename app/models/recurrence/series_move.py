"""Moves a series to other days or times, with its rule, its dates and its changes."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property

from app.models.recurrence import recurrence_rule, rule_times
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.recurrence.rule_days import DAYS
from app.models.recurrence.times import Times
from app.models.recurrence.until import until_moment, write_until

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Move:
    """A move of the series ``before`` to the start, end and zone of ``after``."""

    before: Times
    after: Times

    @property
    def changes_times(self) -> bool:
        """Whether rule, dates and changes have to move."""
        places = ((t.start, t.all_day, t.timezone) for t in (self.before, self.after))
        return len(set(places)) > 1

    def recurrence(self) -> Recurrence | None:
        """The moved recurrence."""
        old = self.before.recurrence
        if old is None:
            return None
        rdates, exdates = (tuple(map(self._date, dates)) for dates in (old.rdates, old.exdates))
        return Recurrence(self._rule, rdates, exdates)

    def overrides(self) -> tuple[Override, ...]:
        """The moved overrides, each as far from its usual time as before."""
        return tuple(map(self._override, self.before.overrides))

    def recurrence_id(self, moment: str) -> str:
        """The recurrence id, after the move, of the date that had this one."""
        return self._date(moment)

    @cached_property
    def _rule(self) -> str | None:
        if self._old_rule is None:
            return None
        parts = recurrence_rule.split(self._old_rule)
        if "UNTIL" in parts:
            parts["UNTIL"] = self._until(parts["UNTIL"])
        self._move_clock(parts)
        if self._days:
            _move_days(parts, self.before.start.date(), self.after.start.date())
        return recurrence_rule.join(parts)

    @property
    def _old_rule(self) -> str | None:
        return self.before.recurrence.rrule if self.before.recurrence else None

    @property
    def _days(self) -> int:
        """The number of days by which the start moves."""
        first, second = self.before.start.toordinal(), self.after.start.toordinal()
        return second - first

    def _until(self, until: str) -> str:
        last = until_moment(until, self.before.timezone, all_day=self.before.all_day)
        moved = self._wall(last)
        return write_until(moved, self.after.timezone, all_day=self.after.all_day)

    def _wall(self, moment: datetime) -> datetime:
        if self.after.all_day:
            return datetime.combine(moment.date() + self._days * DAY, time())
        return moment + (self.after.start - self.before.start)

    def _move_clock(self, parts: dict[str, str]) -> None:
        """Remove times from the rule that repeat the time of the old start."""
        if self.after.start.time() == self.before.start.time():
            return
        old = self.before.start
        for name, value in (("HOUR", old.hour), ("MINUTE", old.minute), ("SECOND", old.second)):
            if parts.get(f"BY{name}", "") in {str(value), f"{value:02}"}:
                del parts[f"BY{name}"]

    def _date(self, moment: str) -> str:
        """The moved recurrence id."""
        moved = self._moment(moment)
        return moved.date().isoformat() if self.after.all_day else moved.isoformat()

    def _moment(self, text: str) -> datetime:
        moment = self._usual(text)
        return self._in_same_period(moment) or self._wall(moment)

    def _usual(self, recurrence_id: str) -> datetime:
        """The local time of a recurrence id before the move."""
        moment = datetime.fromisoformat(recurrence_id)
        if len(recurrence_id) == 10 and not self.before.all_day:
            return datetime.combine(moment.date(), self.before.start.time())
        return moment

    def _in_same_period(self, moment: datetime) -> datetime | None:
        """The time of the moved rule in the period of ``moment``, such as the third Monday."""
        old = self._old_rule
        if old is None or self._rule is None or not self._days:
            return None
        rule, start = rule_times.parse(self._rule), self.after.start
        if rule.frequency not in {"MONTHLY", "YEARLY"} or not _has(old, self.before.start, moment):
            return None
        first, following = self._period(rule.frequency, moment)
        times = list(rule.between(start, first, following))
        return times[0] if len(times) == 1 else None

    def _period(self, frequency: str, moment: datetime) -> tuple[datetime, datetime]:
        """The month or year to which that of ``moment`` moves."""
        step = 1 if frequency == "MONTHLY" else 12
        before, after = (
            (s.year * 12 + s.month - 1) // step for s in (self.before.start, self.after.start)
        )
        number = (moment.year * 12 + moment.month - 1) // step + after - before
        first, following = (divmod(n * step, 12) for n in (number, number + 1))
        return datetime(first[0], first[1] + 1, 1), datetime(following[0], following[1] + 1, 1)

    def _override(self, override: Override) -> Override:
        usual, moved = self._usual(override.recurrence_id), self._moment(override.recurrence_id)
        start, length = moved + (override.start - usual), override.end - override.start
        if self.before.all_day != self.after.all_day:
            length = self.after.end - self.after.start
        if self.after.all_day:
            start = datetime.combine(start.date(), time())
        name = self._date(override.recurrence_id)
        return replace(override, recurrence_id=name, start=start, end=start + length)


def _has(rule: str, start: datetime, moment: datetime) -> bool:
    """Whether the rule of a series from ``start`` on has ``moment``."""
    return any(rule_times.parse(rule).between(start, moment, moment + timedelta.resolution))


def _move_days(parts: dict[str, str], before: date, after: date) -> None:
    """Replace the days of the old start in the rule by those of the new one."""
    days = parts.get("BYDAY", "").split(",")
    if parts["FREQ"] == "WEEKLY":
        _shift_weekdays(parts, (after - before).days)
    elif len(days) == 1 and days[0][:-2] and not parts.keys() & {"BYMONTHDAY", "BYSETPOS"}:
        if numbered(before, int(days[0][:-2])) == days[0]:
            parts["BYDAY"] = numbered(after, int(days[0][:-2]))
    elif parts.get("BYMONTHDAY") == str(before.day) and "BYDAY" not in parts:
        parts["BYMONTHDAY"] = str(after.day)
    if parts["FREQ"] == "YEARLY" and parts.get("BYMONTH", "").lstrip("0") == str(before.month):
        parts["BYMONTH"] = str(after.month)


def _shift_weekdays(parts: dict[str, str], days: int) -> None:
    """Shift the weekdays, and the first day of weeks, so that the interval stays the same."""
    if "BYDAY" not in parts or days % 7 == 0:
        return
    named = parts["BYDAY"].split(",")
    parts["BYDAY"] = ",".join(sorted((_later(day, days) for day in named), key=DAYS.index))
    if "INTERVAL" in parts and len(named) > 1:
        parts["WKST"] = _later(parts.get("WKST", "MO"), days)


def _later(day: str, days: int) -> str:
    return DAYS[(DAYS.index(day) + days) % 7]


def numbered(day: date, like: int) -> str:
    """The weekday with its place in the month, from the end if ``like`` is negative: 3TH, -1TH."""
    place = (day.day - 1) // 7 + 1
    is_last = (day + 7 * DAY).month != day.month
    if (like < 0 and is_last) or place == 5:
        place = -1
    return f"{place}{DAYS[day.weekday()]}"
