"""How an event repeats (RFC 5545 section 3.8.5): rule, additional dates, exceptions, changes."""

import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import orjson

from app.language.texts import gettext as _
from app.models.recurrence import recurrence_rule, rule_skip
from app.models.recurrence.until import until_moment, write_until
from app.models.values import plain_text, rich_text, wall_time
from app.models.values.errors import ValidationError
from app.models.values.text_limits import MAX_ADDRESS, MAX_TITLE, MAX_VENUE

MAX_DATES = 2_000  # additional and excluded dates of one event: daily for five years
MAX_OVERRIDES = 1_000  # changed occurrences of one event
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?", re.ASCII)


@dataclass(frozen=True)
class Recurrence:
    """The rule, additional dates and excluded dates.

    Dates are ISO strings in the event's local time; plain dates for an all-day event.
    """

    rrule: str | None = None
    rdates: tuple[str, ...] = ()
    exdates: tuple[str, ...] = ()

    def check(self, *, start: datetime) -> None:
        """Raise ValidationError("recurrence", …) for an invalid or excessive recurrence."""
        if self.rrule is not None:
            recurrence_rule.check(self.rrule, start=start)
        if len(self.rdates) + len(self.exdates) > MAX_DATES:
            raise ValidationError("recurrence", _("Use at most %(n)d dates.", n=MAX_DATES))
        for moment in (*self.rdates, *self.exdates):
            check_moment(moment)

    def settled(self, *, start: datetime, timezone: str, all_day: bool) -> "Recurrence":
        """The recurrence of a series from ``start``, as it is stored; it has passed ``check``.

        It has no duplicates, a standard UNTIL, and a SKIP only where it needs one.
        """
        rdates, exdates = (tuple(dict.fromkeys(dates)) for dates in (self.rdates, self.exdates))
        dates = replace(self, rdates=rdates, exdates=exdates)
        if self.rrule is None:
            return dates
        parts = rule_skip.simplify(recurrence_rule.split(self.rrule), start)
        if "UNTIL" in parts:
            last = until_moment(parts["UNTIL"], timezone, all_day=all_day)
            parts["UNTIL"] = write_until(last, timezone, all_day=all_day)
        return replace(dates, rrule=recurrence_rule.join(parts))

    def ends_before(self, start: datetime, timezone: str, *, all_day: bool) -> bool:
        """Whether its rule ends before ``start``, so that not even the first date is meant."""
        until = recurrence_rule.split(self.rrule).get("UNTIL") if self.rrule else None
        return until is not None and until_moment(until, timezone, all_day=all_day) < start

    def to_json(self) -> str:
        """JSON text; equal values give equal text."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, stored: str | None) -> "Recurrence | None":
        """Parse the text of ``to_json``; None for None."""
        if stored is None:
            return None
        return cls.from_plain(orjson.loads(stored))

    @classmethod
    def from_plain(cls, values: dict[str, Any]) -> "Recurrence":
        """The recurrence from JSON values."""
        return cls(values["rrule"], tuple(values["rdates"]), tuple(values["exdates"]))


@dataclass(frozen=True)
class Override:
    """One occurrence that differs from its series; None means the value of the series.

    ``recurrence_id`` is its start in the series, in local time (a plain date for an all-day
    event); ``start`` and ``end`` are in the same zone. ``visibility`` is "private" for a date
    that only members see, else None.
    """

    recurrence_id: str
    start: datetime
    end: datetime
    title: str | None = None
    status: str | None = None
    description_html: str | None = None
    venue_name: str | None = None
    venue_address: str | None = None
    visibility: str | None = None

    @property
    def is_private(self) -> bool:
        """Whether only members see this date."""
        return self.visibility is not None

    def check(self) -> None:
        """Raise ValidationError("recurrence", …) for an invalid occurrence."""
        check_moment(self.recurrence_id)
        if not (1970 <= self.start.year <= 9000 and self.start <= self.end):
            raise ValidationError("recurrence", _("An occurrence cannot end before it starts."))
        if self.status not in {None, "scheduled", "postponed", "cancelled"}:
            raise ValidationError("recurrence", _("This status is not allowed for one date."))
        if self.visibility not in {None, "private"}:
            raise ValidationError("recurrence", _("A single date can only be private."))

    def cleaned(self) -> "Override":
        """The override with cleaned texts; raises ValidationError("recurrence", …)."""
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
        """The override at times that exist in ``timezone``.

        Raises ValidationError("recurrence", …) for a time that a clock change skips; without
        ``strict`` it moves forward.
        """
        start, end = (wall_time.existing(time, timezone) for time in (self.start, self.end))
        if strict and (start, end) != (self.start, self.end):
            message = _("A clock change skips the time of a changed date. Choose another.")
            raise ValidationError("recurrence", message)
        return replace(self, start=start, end=max(start, end))

    @staticmethod
    def list_to_json(overrides: "tuple[Override, ...]") -> str:
        """JSON text; equal overrides give equal text."""
        return json.dumps(list(map(_plain, overrides)), ensure_ascii=False, sort_keys=True)

    @classmethod
    def list_from_json(cls, stored: str) -> "tuple[Override, ...]":
        """Parse the text of ``list_to_json``."""
        return tuple(map(cls.from_plain, orjson.loads(stored)))

    @classmethod
    def from_plain(cls, values: dict[str, Any]) -> "Override":
        """The override from JSON values."""
        times = {name: datetime.fromisoformat(values[name]) for name in ("start", "end")}
        return cls(**{**values, **times})


def _plain(override: Override) -> dict[str, Any]:
    values = {**asdict(override), "start": override.start.isoformat()}
    values["end"] = override.end.isoformat()
    if override.visibility is None:  # an older version, after a rollback, does not know it
        del values["visibility"]
    return values


def _line(text: str | None, max_length: int) -> str | None:
    return plain_text.one_line(text, field="recurrence", max_length=max_length) if text else None


def _html(html: str | None) -> str | None:
    return None if html is None else rich_text.clean(html)


def check_moment(moment: str) -> None:
    """Raise ValidationError("recurrence", …) for an invalid recurrence id."""
    try:
        parsed = datetime.fromisoformat(moment) if _MOMENT.fullmatch(moment) else None
    except ValueError:
        parsed = None
    if parsed is None or not 1970 <= parsed.year <= 9000:
        raise ValidationError("recurrence", _("Give dates as 2027-03-27 or 2027-03-27T20:00:00."))
