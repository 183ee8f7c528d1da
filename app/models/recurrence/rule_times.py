"""The local times of a recurrence rule (RFC 5545 section 3.3.10), from any time on.

A rule is expanded period by period (day, week, month or year), from any period on: a window far
from the start costs as much as a near one. Time zones do not matter here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import count, product

from app.models.recurrence.recurrence_rule import normalise
from app.models.recurrence.rule_days import DAYS, DayRule

LAST_YEAR = 9000
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """A parsed rule. ``until`` is as written; the caller applies it and ``count``."""

    frequency: str
    interval: int
    count: int | None
    until: str | None
    days: DayRule
    hours: tuple[int, ...]
    minutes: tuple[int, ...]
    seconds: tuple[int, ...]
    positions: tuple[int, ...]

    def between(self, start: datetime, since: datetime, before: datetime) -> Iterator[datetime]:
        """The times from ``since`` to just before ``before``, in order, of a series from ``start``.

        Ignores COUNT and UNTIL.
        """
        days, clock_times = self.days.filled_in(self.frequency, start), self._clock_times(start)
        since, last = max(since, start), before.date()
        for number in count(self._periods_before(start, since)):
            period = self._period(start, number, days)
            if period is None or period[0] > last:
                return
            times = self._times_of(period[1], clock_times)
            yield from (moment for moment in times if since <= moment < before)

    def backwards(self, start: datetime, last: datetime, *, periods: int) -> Iterator[datetime]:
        """The times from ``last``, inclusive, back to ``start``, in at most ``periods`` periods."""
        days, clock_times = self.days.filled_in(self.frequency, start), self._clock_times(start)
        newest = self._periods_before(start, last) + 1
        for number in range(newest, max(-1, newest - periods), -1):
            _first, dates = self._period(start, number, days) or (start, [])
            times = self._times_of(dates, clock_times)
            yield from (moment for moment in reversed(times) if start <= moment <= last)

    def number(self, start: datetime, count: int, *, periods: int) -> datetime | None:
        """The ``count``-th time, or the last one; None if it is not within ``periods`` periods."""
        days, clock_times = self.days.filled_in(self.frequency, start), self._clock_times(start)
        left, latest = count, None
        for number in range(periods):
            period = self._period(start, number, days)
            if period is None:
                return latest
            times = self._times_of(period[1], clock_times)
            times = [moment for moment in times if moment >= start]
            if len(times) >= left:
                return times[left - 1]
            left, latest = left - len(times), times[-1] if times else latest
        return None

    def _periods_before(self, start: datetime, moment: datetime) -> int:
        """The number of whole steps of the rule between ``start`` and ``moment``."""
        months = (moment.year - start.year) * 12 + moment.month - start.month
        passed = {
            "DAILY": (moment.date() - start.date()).days,
            "WEEKLY": (moment.date() - start.date()).days // 7,
            "MONTHLY": months,
            "YEARLY": moment.year - start.year,
        }[self.frequency]
        # With SKIP=FORWARD, a period may reach into the next one.
        return max(0, passed // self.interval - (self.days.skip == "FORWARD"))

    def _period(
        self, start: datetime, number: int, days: DayRule
    ) -> tuple[date, Sequence[date]] | None:
        """The first day of the period with this number, and the days of the rule in it.

        None after LAST_YEAR.
        """
        first_day, steps = start.date(), number * self.interval
        try:
            if self.frequency == "DAILY":
                first = first_day + steps * DAY
                dates: Sequence[date] = [first] if days.has(self.frequency, first) else []
            elif self.frequency == "WEEKLY":
                first = first_day + (steps * 7 - (first_day.weekday() - days.week_start) % 7) * DAY
                # In the first week, positions count from the start, as in all calendars.
                dates = days.of_week(first, since=first if steps else first_day)
            elif self.frequency == "MONTHLY":
                years, month = divmod(first_day.month - 1 + steps, 12)
                first = date(first_day.year + years, month + 1, 1)
                dates = self._of_month(days, first)
            else:
                first = date(first_day.year + steps, 1, 1)
                dates = days.of_year(first.year)
        except (OverflowError, ValueError):
            return None
        return None if first.year > LAST_YEAR else (first, dates)

    def _of_month(self, days: DayRule, first: date) -> Sequence[date]:
        dates = days.of_month(self.frequency, first.year, first.month)
        is_next = bool(dates) and dates[-1].month != first.month
        # The first of the next month comes with that month when the rule has it itself.
        if is_next and self.interval == 1 and days.has(self.frequency, dates[-1]):
            return dates[:-1]
        return dates

    def _times_of(self, dates: Sequence[date], clock_times: list[time]) -> list[datetime]:
        times = [datetime.combine(day, moment) for day in dates for moment in clock_times]
        return _at(self.positions, times) if self.positions else times

    def _clock_times(self, start: datetime) -> list[time]:
        hours, minutes = self.hours or (start.hour,), self.minutes or (start.minute,)
        every = product(hours, minutes, self.seconds or (start.second,))
        return sorted({time(*parts) for parts in every})


@lru_cache(maxsize=4096)
def parse(text: str) -> Rule:
    """Parse ``text``, which has passed ``recurrence_rule.check``."""
    parts = dict(part.split("=", 1) for part in normalise(text).split(";"))

    def numbers(name: str) -> tuple[int, ...]:
        return tuple(sorted({int(text) for text in _list(parts, name)}))

    weekdays = [(int(day[:-2] or 0), DAYS.index(day[-2:])) for day in _list(parts, "BYDAY")]
    return Rule(
        frequency=parts["FREQ"],
        interval=int(parts.get("INTERVAL", "1")),
        count=int(parts["COUNT"]) if "COUNT" in parts else None,
        until=parts.get("UNTIL"),
        days=DayRule(
            months=numbers("BYMONTH"),
            weeks=frozenset(numbers("BYWEEKNO")),
            year_days=frozenset(numbers("BYYEARDAY")),
            month_days=frozenset(numbers("BYMONTHDAY")),
            weekdays=frozenset(day for place, day in weekdays if not place),
            numbered=frozenset(pair for pair in weekdays if pair[0]),
            week_start=DAYS.index(parts.get("WKST", "MO")),
            skip=parts.get("SKIP"),
        ),
        hours=numbers("BYHOUR"),
        minutes=numbers("BYMINUTE"),
        seconds=tuple(min(second, 59) for second in numbers("BYSECOND")),
        positions=numbers("BYSETPOS"),
    )


def _list(parts: dict[str, str], name: str) -> list[str]:
    return parts[name].split(",") if name in parts else []


def _at(positions: tuple[int, ...], times: list[datetime]) -> list[datetime]:
    size = len(times)
    places = {place - 1 if place > 0 else size + place for place in positions}
    return [times[place] for place in sorted(places) if 0 <= place < size]
