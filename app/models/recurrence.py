"""How an event repeats (RFC 5545 section 3.8.5), as values: the rule, its dates, its exceptions."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from app.models import recurrence_rule
from app.models.errors import ValidationError

MAX_DATES = 2_000  # extra and left-out dates of one event: a daily one over five years
MAX_OVERRIDES = 1_000  # changed occurrences of one event


@dataclass(frozen=True)
class Move:
    """A series that starts at another wall-clock time from now on, and may become all-day or not.

    ``length`` is how long it lasts from now on.
    """

    before: datetime
    after: datetime
    length: timedelta
    all_day: bool
    keeps_kind: bool

    def moment(self, moment: str) -> str:
        """The ISO string of an occurrence's time, moved by as much as the series."""
        known = datetime.fromisoformat(moment)
        if self.all_day:
            return (known.date() + (self.after.date() - self.before.date())).isoformat()
        return (known + (self.after - self.before)).isoformat()


@dataclass(frozen=True)
class Recurrence:
    """The rule and the dates added to and taken from it.

    Dates are wall-clock ISO strings in the event's zone; for an all-day event plain dates.
    """

    rrule: str | None = None
    rdates: tuple[str, ...] = ()
    exdates: tuple[str, ...] = ()

    def check(self, *, start: datetime) -> None:
        """Raise ValidationError("recurrence", …) for what no calendar should have to work out."""
        if self.rrule is not None:
            recurrence_rule.check(self.rrule, start=start)
        if len(self.rdates) + len(self.exdates) > MAX_DATES:
            raise ValidationError("recurrence", _("Use at most %(n)d dates.", n=MAX_DATES))
        for moment in (*self.rdates, *self.exdates):
            _check_moment(moment)

    def moved(self, move: "Move") -> "Recurrence":
        """The same for a series that has moved: its dates go along."""
        rdates, exdates = (tuple(map(move.moment, dates)) for dates in (self.rdates, self.exdates))
        return Recurrence(self.rrule, rdates, exdates)

    def to_json(self) -> str:
        """The value as JSON; equal values give equal text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, stored: str | None) -> "Recurrence | None":
        """What ``to_json`` wrote; None for None."""
        if stored is None:
            return None
        values = json.loads(stored)
        return cls(values["rrule"], tuple(values["rdates"]), tuple(values["exdates"]))


@dataclass(frozen=True)
class Override:
    """One occurrence that differs from its series. None means: as in the series.

    ``recurrence_id`` is the wall-clock time, in the event's zone, at which the series had it
    (a plain date for an all-day event); ``start`` and ``end`` are in the same zone.
    """

    recurrence_id: str
    start: datetime
    end: datetime
    title: str | None = None
    status: str | None = None
    description_html: str | None = None
    venue_name: str | None = None
    venue_address: str | None = None

    def check(self) -> None:
        """Raise ValidationError("recurrence", …) for an occurrence that no event may have."""
        _check_moment(self.recurrence_id)
        if not (1970 <= self.start.year <= 9000 and self.start <= self.end):
            raise ValidationError("recurrence", _("An occurrence cannot end before it starts."))
        if self.status not in {None, "scheduled", "postponed", "cancelled"}:
            raise ValidationError("recurrence", _("An occurrence has no such status."))

    def moved(self, move: "Move") -> "Override":
        """The same for a series that has moved."""
        start = datetime.fromisoformat(move.moment(self.start.isoformat()))
        length = self.end - self.start if move.keeps_kind else move.length
        moment = move.moment(self.recurrence_id)
        return replace(self, recurrence_id=moment, start=start, end=start + length)

    @staticmethod
    def list_to_json(overrides: "tuple[Override, ...]") -> str:
        """The overrides as JSON; equal ones give equal text."""
        return json.dumps([_plain(one) for one in overrides], ensure_ascii=False, sort_keys=True)

    @classmethod
    def list_from_json(cls, stored: str) -> "tuple[Override, ...]":
        """What ``list_to_json`` wrote."""
        return tuple(cls(**_with_times(values)) for values in json.loads(stored))


def _plain(override: Override) -> dict[str, Any]:
    times = {"start": override.start.isoformat(), "end": override.end.isoformat()}
    return {**asdict(override), **times}


def _with_times(values: dict[str, Any]) -> dict[str, Any]:
    times = {name: datetime.fromisoformat(values[name]) for name in ("start", "end")}
    return {**values, **times}


def _check_moment(moment: str) -> None:
    try:
        parsed = datetime.fromisoformat(moment)
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is not None:
        raise ValidationError("recurrence", _("Give dates as 2027-03-27 or 2027-03-27T20:00:00."))
