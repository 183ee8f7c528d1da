"""The filter of a list of events, and the parameters it is read from.

Messages are for apps, in English and ASCII.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, ClassVar

from app.models.events.event_audience import SHARED
from app.models.events.event_details import STATUSES
from app.models.values import plain_text, timestamps, wall_time
from app.models.values.errors import ValidationError

MAX_TEXT = 200  # characters
SEEN = tuple(status for status in STATUSES if SHARED.allows(status, "public"))
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Conditions of a list of events; None means any. Times are epoch seconds.

    Events match that overlap the time from ``ends_after`` to ``starts_before``. ``text`` is
    searched for in title, summary and venue.
    """

    ends_after: int | None = None
    starts_before: int | None = None
    text: str | None = None
    tag: str | None = None
    status: str | None = None
    updated_since: int | None = None

    PARAMETERS: ClassVar = frozenset({"from", "to", "q", "tag", "status", "updated_since"})

    @classmethod
    def parse(cls, parameters: Mapping[str, str], *, timezone: str) -> "EventFilter":
        """Return the filter of the parameters; dates begin at midnight in ``timezone``.

        Raises ValidationError with the parameter as its field.
        """

        def read(name: str, reader: Callable[[str, str], Any]) -> Any:
            return reader(name, parameters[name]) if name in parameters else None

        def moment(name: str, text: str) -> int:
            return _moment(name, text, timezone)

        parsed = cls(
            ends_after=read("from", moment),
            starts_before=read("to", moment),
            text=read("q", _text),
            tag=read("tag", _text),
            status=read("status", _status),
            updated_since=read("updated_since", _instant),
        )
        parsed._check_order()
        return parsed

    def to_dict(self) -> dict[str, Any]:
        """The conditions by name, without those that are None."""
        return {
            name: value for name in self.__slots__ if (value := getattr(self, name)) is not None
        }

    def _check_order(self) -> None:
        if self.ends_after is None or self.starts_before is None:
            return
        if self.starts_before < self.ends_after:
            raise ValidationError("to", "Give a time after from.")


def _moment(name: str, text: str, timezone: str) -> int:
    try:
        if not _DATE.fullmatch(text):
            return timestamps.parse_instant(text)
        midnight = datetime.combine(date.fromisoformat(text), time())
        return wall_time.to_epoch(midnight, timezone, strict=False)
    except ValueError:
        raise ValidationError(
            name, "Give a time such as 2027-03-27T19:00:00Z, or a date such as 2027-03-27."
        ) from None


def _instant(name: str, text: str) -> int:
    try:
        return timestamps.parse_instant(text)
    except ValueError:
        raise ValidationError(name, "Give a time such as 2027-03-27T19:00:00Z.") from None


def _text(name: str, text: str) -> str:
    try:
        return plain_text.one_line(text, field=name, max_length=MAX_TEXT)
    except ValidationError:
        raise ValidationError(
            name, f"Give 1 to {MAX_TEXT} characters, all of them visible."
        ) from None


def _status(name: str, text: str) -> str:
    if text not in SEEN:
        raise ValidationError(name, f"Give one of {', '.join(SEEN)}.")
    return text
