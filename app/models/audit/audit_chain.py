"""How lines of the audit trail are chained: each hash covers its line and the hash before it.

The hash is the SHA-256 of the line as JSON, without its member ``hash``: names in order, no spaces,
ASCII only. So a file of exported lines can be checked without the database
(docs/reference/audit-trail.md has the program).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

BEFORE_THE_FIRST = "0" * 64
# What is hashed of a line. ``names`` of an exported line, public ids for readers, are not.
FIELDS = (
    *("id", "at", "action", "actor_id", "client_id", "team_id", "subject_id", "grant_id"),
    *("address", "agent", "request_id", "detail"),
)

_REASONS = {
    "changed": "was changed after it was written",
    "removed": "was removed, or lines before it were",
    "order": "does not follow the line before it",
    "start": "is not the beginning of a chain",
    "added": "was put between older lines",
    "misdated": "is dated more than a day before the line before it",
}

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold; ``number`` is None for a line outside."""

    number: int | None
    line_id: int
    reason: str  # one of _REASONS

    def __str__(self) -> str:
        """Return a sentence for operators."""
        place = f", number {self.number} of the chain," if self.number else ""
        return f"Line {self.line_id}{place} {_REASONS[self.reason]}."


def seal(line: Line, number: int, previous: str) -> dict[str, Any]:
    """Return ``line`` with its place in the chain: number, previous and hash."""
    hashed = {name: line[name] for name in FIELDS} | {"number": number, "previous": previous}
    return hashed | {"hash": digest(hashed)}


def digest(hashed: Line) -> str:
    """Return the hash of a line, which has ``number`` and ``previous``, as 64 hex digits."""
    text = json.dumps(hashed, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def find_break(lines: Iterable[Line]) -> Break | None:
    """Return the first break in a run of sealed lines, which may begin in the middle, or None."""
    last: Line | None = None
    for line in lines:
        if (reason := _fault(line, last)) is not None:
            return Break(line["number"], line["id"], reason)
        last = line
    return None


def read_lines(texts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the lines of an exported file; raises ValueError for one that is none."""
    for text in texts:
        line = json.loads(text)
        if not isinstance(line, dict) or not line.keys() >= {*FIELDS, "number", "previous", "hash"}:
            raise ValueError("no line of an audit trail")
        line.pop("names", None)
        yield line


def _fault(line: Line, last: Line | None) -> str | None:
    if last is None and line["number"] == 1 and line["previous"] != BEFORE_THE_FIRST:
        return "start"
    if last is not None and line["number"] != last["number"] + 1:
        return "removed" if line["number"] > last["number"] else "order"
    if last is not None and line["previous"] != last["hash"]:
        return "order"
    hashed = {name: value for name, value in line.items() if name != "hash"}
    return None if digest(hashed) == line["hash"] else "changed"
