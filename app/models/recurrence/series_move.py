"""A series that moves to other days or clocks: its rule, its dates and its changes go along."""

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
    """The times of a series before the move; of ``after``, the start, end and zone count."""

    before: Times
    after: Times

    @property
    def changes_times(self) -> bool:
        """Whether anything else has to go along."""
        places = ((one.start, one.all_day, one.timezone) for one in (self.before, self.after))
        return len(set(places)) > 1

    def recurrence(self) -> Recurrence | None:
        """How it repeats from now on."""
        known = self.before.recurrence
        if known is None:
            return None
        rdates, exdates = (tuple(map(self._date, dates)) for dates in (known.rdates, known.exdates))
        return Recurrence(self._rule, rdates, exdates)

    def overrides(self) -> tuple[Override, ...]:
        """Its changed occurrences from now on: each as far from its usual time as it was."""
        return tuple(map(self._override, self.before.overrides))

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
        """How many days later it begins."""
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
        """Let the start say the time again, where the rule said the same one."""
        if self.after.start.time() == self.before.start.time():
            return
        here = self.before.start
        for name, value in (("HOUR", here.hour), ("MINUTE", here.minute), ("SECOND", here.second)):
            if parts.get(f"BY{name}", "") in {str(value), f"{value:02}"}:
                del parts[f"BY{name}"]

    def _date(self, moment: str) -> str:
        """An occurrence's name from now on."""
        moved = self._moment(moment)
        return moved.date().isoformat() if self.after.all_day else moved.isoformat()

    def _moment(self, text: str) -> datetime:
        known = datetime.fromisoformat(text)
        if len(text) == 10 and not self.before.all_day:
            known = datetime.combine(known.date(), self.before.start.time())
        return self._in_same_period(known) or self._wall(known)

    def _in_same_period(self, known: datetime) -> datetime | None:
        """Where the moved rule has, in its period, what was at ``known``: the third Monday."""
        old = self._old_rule
        if old is None or self._rule is None or not self._days:
            return None
        rule, start = rule_times.parse(self._rule), self.after.start
        if rule.frequency not in {"MONTHLY", "YEARLY"} or not _has(old, self.before.start, known):
            return None
        first, following = self._period(rule.frequency, known)
        found = list(rule.between(start, first, following))
        return found[0] if len(found) == 1 else None

    def _period(self, frequency: str, known: datetime) -> tuple[datetime, datetime]:
        """The month or year into which that of ``known`` moves."""
        step = 1 if frequency == "MONTHLY" else 12
        before, after = (
            (one.year * 12 + one.month - 1) // step for one in (self.before.start, self.after.start)
        )
        number = (known.year * 12 + known.month - 1) // step + after - before
        first, following = (divmod(one * step, 12) for one in (number, number + 1))
        return datetime(first[0], first[1] + 1, 1), datetime(following[0], following[1] + 1, 1)

    def _override(self, known: Override) -> Override:
        usual = datetime.fromisoformat(known.recurrence_id)
        if not self.before.all_day and len(known.recurrence_id) == 10:
            usual = datetime.combine(usual.date(), self.before.start.time())
        moved = self._moment(known.recurrence_id)
        start, length = moved + (known.start - usual), known.end - known.start
        if self.before.all_day != self.after.all_day:
            length = self.after.end - self.after.start
        if self.after.all_day:
            start = datetime.combine(start.date(), time())
        name = self._date(known.recurrence_id)
        return replace(known, recurrence_id=name, start=start, end=start + length)


def _has(rule: str, start: datetime, moment: datetime) -> bool:
    """Whether the rule of a series that begins at ``start`` names ``moment``."""
    return any(rule_times.parse(rule).between(start, moment, moment + timedelta.resolution))


def _move_days(parts: dict[str, str], before: date, after: date) -> None:
    """Let the rule name the days of the new start where it named those of the old one."""
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
    """Move the weekdays, and with them the day on which weeks begin: the rhythm stays."""
    if "BYDAY" not in parts or days % 7 == 0:
        return
    named = parts["BYDAY"].split(",")
    parts["BYDAY"] = ",".join(sorted((_later(day, days) for day in named), key=DAYS.index))
    if "INTERVAL" in parts and len(named) > 1:
        parts["WKST"] = _later(parts.get("WKST", "MO"), days)


def _later(day: str, days: int) -> str:
    return DAYS[(DAYS.index(day) + days) % 7]


def numbered(day: date, like: int) -> str:
    """The weekday with its place in the month, from the end if ``like`` is: 3TH, -1TH."""
    place = (day.day - 1) // 7 + 1
    is_last = (day + 7 * DAY).month != day.month
    if (like < 0 and is_last) or place == 5:
        place = -1
    return f"{place}{DAYS[day.weekday()]}"
