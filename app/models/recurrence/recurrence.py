"""How an event repeats (RFC 5545 section 3.8.5), as values: the rule, its dates, its exceptions."""

import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import orjson
from flask_babel import gettext as _

from app.models.recurrence import recurrence_rule
from app.models.recurrence.until import until_moment, write_until
from app.models.values import plain_text, rich_text, wall_time
from app.models.values.errors import ValidationError
from app.models.values.text_limits import MAX_ADDRESS, MAX_TITLE, MAX_VENUE

MAX_DATES = 2_000  # extra and left-out dates of one event: a daily one over five years
MAX_OVERRIDES = 1_000  # changed occurrences of one event
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?", re.ASCII)


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
            check_moment(moment)

    def settled(self, *, timezone: str, all_day: bool) -> "Recurrence":
        """The same, no date twice, its rule as every calendar reads it; ``check`` was content."""
        rdates, exdates = (tuple(dict.fromkeys(dates)) for dates in (self.rdates, self.exdates))
        dates = replace(self, rdates=rdates, exdates=exdates)
        if self.rrule is None:
            return dates
        parts = recurrence_rule.split(self.rrule)
        if "UNTIL" in parts:
            last = until_moment(parts["UNTIL"], timezone, all_day=all_day)
            parts["UNTIL"] = write_until(last, timezone, all_day=all_day)
        return replace(dates, rrule=recurrence_rule.join(parts))

    def to_json(self) -> str:
        """The value as JSON; equal values give equal text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, stored: str | None) -> "Recurrence | None":
        """What ``to_json`` wrote; None for None."""
        if stored is None:
            return None
        return cls.from_plain(orjson.loads(stored))

    @classmethod
    def from_plain(cls, values: dict[str, Any]) -> "Recurrence":
        """The recurrence that JSON's values describe."""
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
        check_moment(self.recurrence_id)
        if not (1970 <= self.start.year <= 9000 and self.start <= self.end):
            raise ValidationError("recurrence", _("An occurrence cannot end before it starts."))
        if self.status not in {None, "scheduled", "postponed", "cancelled"}:
            raise ValidationError("recurrence", _("An occurrence has no such status."))

    def cleaned(self) -> "Override":
        """The same with texts as an event's are; raises ValidationError("recurrence", …)."""
        self.check()
        try:
            return replace(
                self,
                title=_line(self.title, MAX_TITLE),
                description_html=_html(self.description_html),
                venue_name=_line(self.venue_name, MAX_VENUE),
                venue_address=_line(self.venue_address, MAX_ADDRESS),
            )
        except ValidationError as error:
            raise ValidationError("recurrence", error.message) from None

    def in_zone(self, timezone: str, *, strict: bool) -> "Override":
        """The same at times that the clocks there show.

        Raises ValidationError("recurrence", …) for one that they skip; without ``strict`` it
        moves forward with them.
        """
        start, end = (wall_time.existing(time, timezone) for time in (self.start, self.end))
        if strict and (start, end) != (self.start, self.end):
            message = _("The clocks skip the time of a changed date. Choose another.")
            raise ValidationError("recurrence", message)
        return replace(self, start=start, end=max(start, end))

    @staticmethod
    def list_to_json(overrides: "tuple[Override, ...]") -> str:
        """The overrides as JSON; equal ones give equal text."""
        return json.dumps(list(map(_plain, overrides)), ensure_ascii=False, sort_keys=True)

    @classmethod
    def list_from_json(cls, stored: str) -> "tuple[Override, ...]":
        """What ``list_to_json`` wrote."""
        return tuple(map(cls.from_plain, orjson.loads(stored)))

    @classmethod
    def from_plain(cls, values: dict[str, Any]) -> "Override":
        """The override that JSON's values describe."""
        times = {name: datetime.fromisoformat(values[name]) for name in ("start", "end")}
        return cls(**{**values, **times})


def _plain(override: Override) -> dict[str, Any]:
    times = {"start": override.start.isoformat(), "end": override.end.isoformat()}
    return {**asdict(override), **times}


def _line(text: str | None, max_length: int) -> str | None:
    return plain_text.one_line(text, field="recurrence", max_length=max_length) if text else None


def _html(html: str | None) -> str | None:
    return None if html is None else rich_text.clean(html)


def check_moment(moment: str) -> None:
    """Raise ValidationError("recurrence", …) for what names no occurrence."""
    try:
        parsed = datetime.fromisoformat(moment) if _MOMENT.fullmatch(moment) else None
    except ValueError:
        parsed = None
    if parsed is None or not 1970 <= parsed.year <= 9000:
        raise ValidationError("recurrence", _("Give dates as 2027-03-27 or 2027-03-27T20:00:00."))
