"""The request log: the latest calls of an app, for its developer.

It holds no body and no address of a caller, the query and a few headers without credentials, and
only the last four characters of the token. The lines per minute are limited, more for failures; the
counters (usage.py) count every call.

A line whose request did not prove to be the app's own says so: anyone who knows the client ID can
send one. At the authorization endpoint, where no app proves anything, such a line is no count.
"""

import json
from collections import Counter
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Index, Integer, String, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.values import columns, plain_text

LIFETIME = 30 * 86_400  # seconds a line is kept
MINUTE = 60  # seconds
# Lines that an app may have per minute and process.
FAILURES_A_MINUTE = 40
SUCCESSES_A_MINUTE = 20
CLAIMS_A_MINUTE = 10  # of requests that only name the app
MAX_QUERY = 500  # characters
MAX_HEADERS = 4000
FAILED = "status >= 400 OR error <> ''"  # of the index of failures


class RequestLine(db.Model):
    """One answered call. No foreign keys, as in UsageCounter; id 0 means none."""

    __tablename__ = "request_line"
    __table_args__ = (
        Index("ix_request_line_newest", "client_id", "at", "id"),
        Index("ix_request_line_request_id", "request_id"),
        columns.partial_index("ix_request_line_failed", "client_id", "at", "id", where=FAILED),
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
    query: Mapped[str] = mapped_column(String(MAX_QUERY), default="", server_default="")
    headers_json: Mapped[str] = mapped_column(Text, default="{}", server_default="{}")
    proven: Mapped[bool] = mapped_column(default=True, server_default=true())

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the request by name, credentials masked."""
        return dict(json.loads(self.headers_json))


class Details(NamedTuple):
    """What only a line of the log needs, so that it is not worked out for other calls."""

    query: str = ""
    headers_json: str = "{}"
    proven: bool = True


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

    def as_line(self, at: int, details: Details | None = None) -> dict[str, Any]:
        """Return the columns of its line in the request log, cut to their lengths."""
        query, headers, proven = details or Details()
        return {
            **self._asdict(),
            "at": at,
            "query": plain_text.printable(query, MAX_QUERY),
            "headers_json": headers if len(headers) <= MAX_HEADERS else "{}",
            "proven": proven,
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
        self._used: Counter[tuple[int | str, bool]] = Counter()

    def take(self, call: Call, at: int, *, claimed: str = "") -> bool:
        """Use one line for ``call``; False when none is left in its minute.

        ``claimed`` is the ID of the client that a request only names.
        """
        if at // MINUTE != self._minute:
            self._minute, self._used = at // MINUTE, Counter()
        failed = call.status >= 400
        limit = FAILURES_A_MINUTE if failed else SUCCESSES_A_MINUTE
        key: tuple[int | str, bool] = (call.client_id, failed)
        if claimed:
            key, limit = (claimed, True), CLAIMS_A_MINUTE
        if self._used[key] >= limit:
            return False
        self._used[key] += 1
        return True
