"""Part of a series: its dates from one moment to just before another, as a series of their own."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from app.models.recurrence import recurrence_rule
from app.models.recurrence.recurrence import Recurrence
from app.models.recurrence.rule_times import LAST_YEAR
from app.models.recurrence.series import Series
from app.models.recurrence.series_move import Move
from app.models.recurrence.times import Times

COMPARED = 400  # dates by which a moved rule is compared with the dates that it should have
LISTED = 1_000  # dates that are listed where no rule has them: eighty years of months
_FIRST, _LAST = datetime(1000, 1, 1), datetime(LAST_YEAR, 12, 31)


def part(times: Times, since: datetime | None, before: datetime | None) -> Times | None:
    """The dates that the series names from ``since`` to just before ``before``; None without any.

    Excluded dates and changes of the part stay with it.
    """
    series = Series(times)
    window = (since or _FIRST, before or _LAST)
    by_rule = series.rule_moments(*window)
    first = next(by_rule, None)
    extra = series.single_moments(*window)
    # The rule counts from the start of the series, or from one of its own dates.
    start = series.start if series.start in extra else first or next(iter(extra), None)
    if start is None:
        return None
    rule = _rule(series, first, before)
    rdates = tuple(series.name(moment) for moment in extra if moment != start)
    exdates = tuple(
        text for text in series.recurrence.exdates if _is_in(series.moment(text), window)
    )
    changes = tuple(o for o in times.overrides if _is_in(series.moment(o.recurrence_id), window))
    return replace(
        times,
        start=start,
        end=start + series.length,
        recurrence=Recurrence(rule, rdates, exdates),
        overrides=changes,
    )


def shift(times: Times, by: timedelta, length: timedelta, *, all_day: bool) -> Times:
    """The series with each date moved by the same time, and of this length; without changes.

    Where no rule has such dates, they are listed: all, or the first thousand.
    """
    bare = replace(times, overrides=())
    start = bare.start + by
    target = replace(bare, start=start, end=start + length, all_day=all_day)
    moved = replace(target, recurrence=Move(bare, target).recurrence())
    every = [moment + by for moment in _moments(bare, LISTED)]
    if _moments(moved, COMPARED) == every[:COMPARED]:
        return moved
    before, after = Series(bare), Series(target)
    exdates = [after.name(before.moment(text) + by) for text in before.recurrence.exdates]
    names = [after.name(moment) for moment in every if moment != start]
    return replace(target, recurrence=Recurrence(None, tuple(names), tuple(exdates)))


def _moments(times: Times, count: int) -> list[datetime]:
    """The first dates that the series names, also those that it excludes."""
    series = Series(times)
    by_rule = set(islice(series.rule_moments(_FIRST, _LAST), count))
    return sorted(by_rule | set(series.single_moments(_FIRST, _LAST)))[:count]


def _rule(series: Series, first: datetime | None, before: datetime | None) -> str | None:
    """The rule from ``first`` on, to just before ``before``; None when it names no date there."""
    if series.recurrence.rrule is None or series.rule is None or first is None:
        return None
    parts, rule = recurrence_rule.split(series.recurrence.rrule), series.rule
    if rule.count is not None:
        left = rule.count - sum(1 for _moment in rule.between(series.start, series.start, first))
        moments = islice(series.rule_moments(first, before), left) if before else range(left)
        parts["COUNT"] = str(sum(1 for _moment in moments))
    elif before is not None and (series.rule_end is None or before <= series.rule_end):
        parts["UNTIL"] = series.write_until(before - timedelta(seconds=1))
    return recurrence_rule.join(parts)


def _is_in(moment: datetime, window: tuple[datetime, datetime]) -> bool:
    return window[0] <= moment < window[1]
