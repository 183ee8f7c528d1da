"""What a reader of a team's events may ask for, and how each wish is written.

The messages go to programs, in fixed English: the wire carries plain ASCII only.
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

MAX_WORDS = 200  # characters
SEEN = tuple(status for status in STATUSES if SHARED.allows(status, "public"))
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are wanted; None asks for nothing. Times are epoch seconds.

    ``ends_after`` and ``starts_before`` keep what overlaps the time between them.
    """

    ends_after: int | None = None
    starts_before: int | None = None
    words: str | None = None
    tag: str | None = None
    status: str | None = None
    updated_since: int | None = None

    PARAMETERS: ClassVar = frozenset({"from", "to", "q", "tag", "status", "updated_since"})

    @classmethod
    def parse(cls, parameters: Mapping[str, str], *, timezone: str) -> "EventFilter":
        """The filter that parameters of these names mean; dates begin in ``timezone``.

        Raises ValidationError, whose field is the parameter.
        """

        def read(name: str, reader: Callable[[str, str], Any]) -> Any:
            return reader(name, parameters[name]) if name in parameters else None

        def moment(name: str, text: str) -> int:
            return _moment(name, text, timezone)

        parsed = cls(
            ends_after=read("from", moment),
            starts_before=read("to", moment),
            words=read("q", _words),
            tag=read("tag", _words),
            status=read("status", _status),
            updated_since=read("updated_since", _instant),
        )
        parsed._check_order()
        return parsed

    def to_dict(self) -> dict[str, Any]:
        """What is asked for, by name, without what is not."""
        values = ((name, getattr(self, name)) for name in self.__slots__)
        return {name: value for name, value in values if value is not None}

    def _check_order(self) -> None:
        if self.ends_after is None or self.starts_before is None:
            return
        if self.starts_before < self.ends_after:
            raise ValidationError("to", "Give a time after that of from.")


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


def _words(name: str, text: str) -> str:
    try:
        return plain_text.one_line(text, field=name, max_length=MAX_WORDS)
    except ValidationError:
        raise ValidationError(
            name, f"Give 1 to {MAX_WORDS} characters, none of them invisible."
        ) from None


def _status(name: str, text: str) -> str:
    if text not in SEEN:
        raise ValidationError(name, f"Give one of {', '.join(SEEN)}.")
    return text
