"""The request log: the latest calls of an app, for its developer.

It holds no query, body, header or address, and only the last four characters of the token. The
lines per minute are limited, more for failures; the counters (usage.py) count every call.
"""

from collections import Counter
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.values import plain_text

LIFETIME = 30 * 86_400  # seconds a line is kept
MINUTE = 60  # seconds
# Lines that an app may have per minute and process.
FAILURES_A_MINUTE = 40
SUCCESSES_A_MINUTE = 20


class RequestLine(db.Model):
    """One answered call. No foreign keys, as in UsageCounter; id 0 means none."""

    __tablename__ = "request_line"
    __table_args__ = (
        Index("ix_request_line_newest", "client_id", "at", "id"),
        Index("ix_request_line_request_id", "request_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[int] = mapped_column(index=True)
    client_id: Mapped[int]
    grant_id: Mapped[int]
    team_id: Mapped[int]
    endpoint: Mapped[str] = mapped_column(String(60))
    method: Mapped[str] = mapped_column(String(10))
    path: Mapped[str] = mapped_column(String(200))
    status: Mapped[int]
    milliseconds: Mapped[int]
    token_end: Mapped[str] = mapped_column(String(4))  # "" without a token
    request_id: Mapped[str] = mapped_column(String(64))
    error: Mapped[str] = mapped_column(String(40))  # "" when it succeeded
    description: Mapped[str] = mapped_column(String(200))


class Call(NamedTuple):
    """An answered request of a known client. ``endpoint`` is the route's name."""

    client_id: int
    endpoint: str
    status: int
    milliseconds: int
    grant_id: int = 0
    team_id: int = 0
    method: str = ""
    path: str = ""
    request_id: str = ""
    token_end: str = ""
    error: str = ""
    description: str = ""

    def as_line(self, at: int) -> dict[str, Any]:
        """Return the columns of its line in the request log, cut to their lengths."""
        return {
            **self._asdict(),
            "at": at,
            "endpoint": self.endpoint[:60],
            "method": self.method[:10],
            "path": plain_text.printable(self.path, 200),
            "token_end": plain_text.printable(self.token_end, 4),
            "request_id": self.request_id[:64],
            "error": plain_text.printable(self.error, 40),
            "description": plain_text.printable(self.description, 200),
        }


class Share:
    """The limit of lines per app and minute."""

    def __init__(self) -> None:
        """Start with no lines used."""
        self._minute = 0
        self._used: Counter[tuple[int, bool]] = Counter()

    def take(self, call: Call, at: int) -> bool:
        """Use one line for ``call``; False when none is left in its minute."""
        if at // MINUTE != self._minute:
            self._minute, self._used = at // MINUTE, Counter()
        failed = call.status >= 400
        key = call.client_id, failed
        if self._used[key] >= (FAILURES_A_MINUTE if failed else SUCCESSES_A_MINUTE):
            return False
        self._used[key] += 1
        return True
