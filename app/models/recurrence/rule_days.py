"""The days of a rule: its BY parts for days (RFC 5545 section 3.3.10)."""

from calendar import isleap, monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class DayRule:
    """The parts of a rule that select days; an empty part selects every day.

    ``weekdays`` count from Monday, 0; ``numbered`` are pairs of place and weekday (2MO). ``skip``
    says where a day goes that a month does not have: BACKWARD to the last day of the month,
    FORWARD to the first of the next, else nowhere (RFC 7529 section 4.1).
    """

    months: tuple[int, ...]
    weeks: frozenset[int]
    year_days: frozenset[int]
    month_days: frozenset[int]
    weekdays: frozenset[int]
    numbered: frozenset[tuple[int, int]]
    week_start: int
    skip: str | None = None

    def filled_in(self, frequency: str, start: datetime) -> "DayRule":
        """The rule with the missing parts taken from ``start``."""
        day_parts = (self.weeks, self.year_days, self.month_days, self.weekdays, self.numbered)
        if any(day_parts) or frequency == "DAILY":
            return self
        if frequency == "WEEKLY":
            return replace(self, weekdays=frozenset({start.weekday()}))
        months = self.months or ((start.month,) if frequency == "YEARLY" else ())
        return replace(self, months=months, month_days=frozenset({start.day}))

    def has(self, frequency: str, day: date) -> bool:
        """Whether the rule of this frequency selects ``day``."""
        if self.months and day.month not in self.months:
            return False
        if self.month_days and not self._has_month_day(day):
            return False
        if (self.weekdays or self.numbered) and not self._has_weekday(frequency, day):
            return False
        if self.year_days and not self._has_year_day(day):
            return False
        return not self.weeks or self._has_week(day)

    def of_week(self, first: date, *, since: date) -> list[date]:
        """The selected days of the week from ``first``, not before ``since``."""
        week = [first + (day - self.week_start) % 7 * DAY for day in self.weekdays or range(7)]
        return [day for day in sorted(week) if day >= since and self.has("WEEKLY", day)]

    @lru_cache(maxsize=8192)  # noqa: B019 - instances are values, and few
    def of_month(self, frequency: str, year: int, month: int) -> tuple[date, ...]:
        """The selected days of one month."""
        every = [date(year, month, day + 1) for day in range(monthrange(year, month)[1])]
        days = {day for day in every if self.has(frequency, day)}
        if self.skip and (not self.months or month in self.months):
            days |= self._moved(frequency, every[-1])
        return tuple(sorted(days))

    def of_year(self, year: int) -> list[date]:
        """The selected days of one year."""
        months = self.months or range(1, 13)
        return sorted({day for month in months for day in self.of_month("YEARLY", year, month)})

    def _moved(self, frequency: str, last: date) -> set[date]:
        """The day that stands for those that the month ending with ``last`` does not have."""
        if max(self.month_days, default=0) <= last.day:
            return set()
        moved = last if self.skip == "BACKWARD" else last + DAY
        others = replace(self, months=(), month_days=frozenset())
        return {moved} if others.has(frequency, moved) else set()

    def _has_month_day(self, day: date) -> bool:
        length = monthrange(day.year, day.month)[1]
        return day.day in self.month_days or day.day - length - 1 in self.month_days

    def _has_weekday(self, frequency: str, day: date) -> bool:
        weekday = day.weekday()
        if weekday in self.weekdays:
            return True
        if not self.numbered:
            return False
        within, length = day.timetuple().tm_yday, 366 if isleap(day.year) else 365
        if frequency == "MONTHLY" or self.months:
            within, length = day.day, monthrange(day.year, day.month)[1]
        places = ((within - 1) // 7 + 1, -((length - within) // 7 + 1))
        return any((place, weekday) in self.numbered for place in places)

    def _has_year_day(self, day: date) -> bool:
        number, length = day.timetuple().tm_yday, 366 if isleap(day.year) else 365
        return number in self.year_days or number - length - 1 in self.year_days

    def _has_week(self, day: date) -> bool:
        year = day.year
        if day < _first_week(year, self.week_start):
            year -= 1
        elif day >= _first_week(year + 1, self.week_start):
            return 1 in self.weeks
        first, following = (_first_week(y, self.week_start) for y in (year, year + 1))
        number, length = (day - first).days // 7 + 1, (following - first).days // 7
        return number in self.weeks or number - length - 1 in self.weeks


@lru_cache(maxsize=512)
def _first_week(year: int, week_start: int) -> date:
    """The first day of week 1, the first week with at least four days in the year."""
    fourth = date(year, 1, 4)
    return fourth - (fourth.weekday() - week_start) % 7 * DAY
