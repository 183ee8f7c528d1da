"""The RRULE lines of a VEVENT as one rule, without what other tools write and nobody means."""

import re
from dataclasses import replace
from datetime import datetime

from app.language.texts import gettext as _
from app.models.recurrence import recurrence_rule
from app.models.recurrence.recurrence import MAX_DATES, Recurrence
from app.models.recurrence.rule_times import LAST_YEAR
from app.models.recurrence.series import Series
from app.models.recurrence.times import Times
from app.models.recurrence.until import until_moment
from app.models.values.errors import ValidationError

# No interval, and no count: so do ical.js and recurring-ical-events read them.
_MEANINGLESS = re.compile(r"INTERVAL=(0+|-\d+)|COUNT=-\d+|X-[^=]*=.*|[^=]+=", re.ASCII)
_ANY_START = datetime(1000, 1, 1)  # the start is compared with UNTIL by ``is_dead``, to the second
_LAST = datetime(LAST_YEAR, 12, 31)


def read(written: list[str], times: Times) -> tuple[str | None, tuple[datetime, ...]]:
    """The rule of a series at ``times``, and the dates of further rules; None without a rule.

    Raises ValidationError for a rule that is wrong or takes place too often, and for two rules
    without an end.
    """
    rules: dict[frozenset[str], str] = {}
    for rule in map(tidy, written):
        rules.setdefault(_canonical(rule), rule)
    ended = [_with_one_end(rule, times) for rule in rules.values()]
    if len(ended) < 2:
        return (ended[0] if ended else None), ()
    endless = [rule for rule in ended if _series(rule, times).rule_end is None]
    if len(endless) > 1:
        raise ValidationError("rrule", _("It has more than one %(name)s line.", name="RRULE"))
    main = (endless or ended)[0]
    further = [rule for rule in ended if rule != main and not is_dead(rule, times)]
    return main, tuple(moment for rule in further for moment in _all_moments(rule, times))


def tidy(rule: str) -> str:
    """``rule`` without parts that mean nothing or are said twice; it is not checked."""
    parts = recurrence_rule.normalise(rule.strip().removeprefix("RRULE:")).split(";")
    kept = [part for part in dict.fromkeys(parts) if not _MEANINGLESS.fullmatch(part)]
    if any(part.startswith("SKIP=") for part in kept):
        kept = list(dict.fromkeys(("RSCALE=GREGORIAN", *kept)))
    return ";".join(kept)


def is_dead(rule: str, times: Times) -> bool:
    """Whether the rule ends before ``times`` begin, so that not even the first date is meant."""
    return Recurrence(rule).ends_before(times.start, times.timezone, all_day=times.all_day)


def _canonical(rule: str) -> frozenset[str]:
    """Equal for rules that differ in the order of their parts and lists only."""
    parts = (part.partition("=") for part in rule.split(";"))
    return frozenset(f"{name}={','.join(sorted(value.split(',')))}" for name, _, value in parts)


def _with_one_end(rule: str, times: Times) -> str:
    """The checked rule with COUNT or UNTIL, whichever ends it first, if it has both."""
    parts = recurrence_rule.split(rule)
    if not {"COUNT", "UNTIL"} <= parts.keys():
        recurrence_rule.check(rule, start=_ANY_START)
        return rule
    counted, dated = (
        recurrence_rule.join({key: value for key, value in parts.items() if key != name})
        for name in ("UNTIL", "COUNT")
    )
    for alternative in (counted, dated):
        recurrence_rule.check(alternative, start=_ANY_START)
    until = until_moment(parts["UNTIL"], times.timezone, all_day=times.all_day)
    end = _series(counted, times).rule_end
    return counted if end is not None and end <= until else dated


def _all_moments(rule: str, times: Times) -> list[datetime]:
    moments = []
    for moment in _series(rule, times).rule_moments(times.start, _LAST):
        moments.append(moment)
        if len(moments) > MAX_DATES:
            raise ValidationError("recurrence", _("Use at most %(n)d dates.", n=MAX_DATES))
    return moments


def _series(rule: str, times: Times) -> Series:
    return Series(replace(times, recurrence=Recurrence(rule)))
