"""Which version of an event a calendar file has: its SEQUENCE and its time stamps (RFC 5546)."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from app.models.calendar_files.ics_properties import Properties

_STAMP = re.compile(r"[0-9]{8}T[0-9]{6}Z")


@dataclass(frozen=True)
class EventVersion:
    """The version of one event; None for what the file does not say.

    The stamps are as iCalendar writes them in UTC, so that their text sorts by time.
    """

    sequence: int | None = None
    modified: str | None = None  # LAST-MODIFIED
    stamped: str | None = None  # DTSTAMP

    @classmethod
    def read(cls, properties: Properties) -> "EventVersion":
        """The version in these properties; what is malformed counts as missing."""
        sequence = properties.text("SEQUENCE").strip()
        is_number = sequence.isascii() and sequence.isdigit() and len(sequence) < 10
        return cls(
            int(sequence) if is_number else None,
            _stamp(properties.text("LAST-MODIFIED")),
            _stamp(properties.text("DTSTAMP")),
        )

    def is_older_than(self, other: "EventVersion") -> bool:
        """Whether ``other`` replaced it: the sequence decides, then the stamps."""
        if None not in (self.sequence, other.sequence) and self.sequence != other.sequence:
            return (self.sequence or 0) < (other.sequence or 0)
        for ours, theirs in ((self.modified, other.modified), (self.stamped, other.stamped)):
            # A stamp that only one of them has cannot be compared.
            if ours and theirs and ours != theirs:
                return ours < theirs
        return False

    def is_behind(self, sequence: int, updated_at: int) -> bool:
        """Whether an event with this sequence, changed at this epoch second, is newer."""
        if self.sequence is None or self.sequence >= sequence:
            return False
        written = self.modified or self.stamped
        return written is None or _epoch(written) <= updated_at


def _stamp(text: str) -> str | None:
    written = text.strip().upper()
    return written if _STAMP.fullmatch(written) and _epoch(written) else None


def _epoch(stamp: str) -> int:
    try:
        moment = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return 0
    return int(moment.timestamp())
