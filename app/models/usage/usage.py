"""Usage counters: calls of apps and their durations by hour, counted in memory.

A request only adds to a dictionary, which is written in batches. Counts of several processes add
up, so the figures are exact once each has written.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import BigInteger, Connection, Index, Integer, String, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.database.write_behind import Deferred
from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.usage.request_log import Call, Details, RequestLine, Share
from app.models.values import clock, secret

HOUR = 3600  # seconds
LIFETIME = 92 * 86_400  # seconds that hours are kept; totals are kept forever
# Upper bounds of the histogram's columns in milliseconds; one more column holds what is longer.
BOUNDS = (2, 4, 8, 16, 32, 64, 125, 250, 500, 1000, 2500, 10_000)
TOOK = (*(f"took_{bound}" for bound in BOUNDS), "took_longer")
SUMS = ("requests", "logged", "milliseconds", *TOOK)
_KEY = ("client_id", "hour", "grant_id", "team_id", "endpoint", "status")
_HOUR_KEY = ("client_id", "hour", "endpoint", "status")
_INCREMENT = ("endpoint", "status", *SUMS)
MAX_KEYS = 50_000  # kinds of calls held in memory; further kinds are dropped
MAX_LINES = 20_000  # lines of the request log held in memory
MAX_CLAIMS = 500
Describe = Callable[[], Details]
Claim = tuple[str, dict[str, Any]]  # the client ID that a request names, and its line


class Sums:
    """The sums: calls, those in the request log, their milliseconds, and the histogram."""

    requests: Mapped[int] = mapped_column(BigInteger)
    logged: Mapped[int] = mapped_column(BigInteger)
    milliseconds: Mapped[int] = mapped_column(BigInteger)
    took_2: Mapped[int] = mapped_column(BigInteger)
    took_4: Mapped[int] = mapped_column(BigInteger)
    took_8: Mapped[int] = mapped_column(BigInteger)
    took_16: Mapped[int] = mapped_column(BigInteger)
    took_32: Mapped[int] = mapped_column(BigInteger)
    took_64: Mapped[int] = mapped_column(BigInteger)
    took_125: Mapped[int] = mapped_column(BigInteger)
    took_250: Mapped[int] = mapped_column(BigInteger)
    took_500: Mapped[int] = mapped_column(BigInteger)
    took_1000: Mapped[int] = mapped_column(BigInteger)
    took_2500: Mapped[int] = mapped_column(BigInteger)
    took_10000: Mapped[int] = mapped_column(BigInteger)
    took_longer: Mapped[int] = mapped_column(BigInteger)


class UsageCounter(Sums, db.Model):
    """The calls of one kind in one hour. Id 0 means no grant, or no team.

    No foreign keys: a row that is gone must not prevent a batch of counts from being written.
    """

    __tablename__ = "usage_counter"
    __table_args__ = (Index("ix_usage_counter_grant_id", "grant_id", "hour"),)

    client_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hour: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, index=True)
    grant_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    team_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    endpoint: Mapped[str] = mapped_column(String(60), primary_key=True)
    status: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class UsageHour(Sums, db.Model):
    """The same per app, for its charts: without a row for each grant."""

    __tablename__ = "usage_hour"

    client_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hour: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, index=True)
    endpoint: Mapped[str] = mapped_column(String(60), primary_key=True)
    status: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class UsageIncrement(Sums, db.Model):
    """What a process counted of one kind of calls, to be added to the totals (usage_total.py)."""

    __tablename__ = "usage_increment"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    endpoint: Mapped[str] = mapped_column(String(60))
    status: Mapped[int]


Key = tuple[int, int, int, int, str, int]
# Sums, lines of the request log, and lines of requests that only name a client.
Batch = tuple[dict[Key, list[int]], list[dict[str, Any]], list[Claim]]


def note(call: Call, describe: Describe = Details) -> None:
    """Count ``call``, and add it to the request log if the app has a line left this minute.

    ``describe`` is asked for the rest of the line only then.
    """
    Usage.of_app().add(call, describe)


def note_claim(client_id: str, call: Call, describe: Describe = Details) -> None:
    """Add a refused request that names this client, and did not prove to be its own, to the log.

    It is not counted: anyone could have sent it.
    """
    if secret.is_well_formed(secret.Kind.CLIENT_ID, client_id):
        Usage.of_app().add_claim(client_id, call, describe)


def record_past(calls: Iterable[tuple[int, Call]]) -> None:
    """Count calls of the past, each with its time, in the session's transaction."""
    notes = Usage(db.engine, 0)
    for at, call in calls:
        notes.count(call, at)
    taken = notes._take()
    if taken is not None:
        notes._store(db.session.connection(), taken)


def flush() -> None:
    """Write what this process has counted for the current app."""
    Usage.of_app().write()


class Usage(Deferred):
    """The calls that this process has answered and not yet written."""

    name = "usage"

    def __init__(self, *options: Any) -> None:
        super().__init__(*options)
        self._sums: dict[Key, list[int]] = {}
        self._lines: list[dict[str, Any]] = []
        self._claims: list[Claim] = []
        self._share = Share()

    def add(self, call: Call, describe: Describe = Details) -> None:
        """Count ``call``, answered now; the first one starts the timer."""
        with self._lock:
            self.count(call, clock.now(), describe)
            self._set_timer()

    def add_claim(self, client_id: str, call: Call, describe: Describe) -> None:
        """Add a line for a request that names the client; whether it exists is looked up later."""
        at = clock.now()
        with self._lock:
            if len(self._claims) < MAX_CLAIMS and self._share.take(call, at, claimed=client_id):
                self._claims.append((client_id, call.as_line(at, describe())))
                self._set_timer()

    def count(self, call: Call, at: int, describe: Describe = Details) -> None:
        """Count ``call``, answered ``at`` this second; the caller holds the lock."""
        hour = at - at % HOUR
        key = call.client_id, hour, call.grant_id, call.team_id, call.endpoint, call.status
        sums = self._sums.get(key)
        if sums is None:
            if len(self._sums) >= MAX_KEYS:
                return
            sums = self._sums[key] = [0] * len(SUMS)
        sums[0] += 1
        sums[2] += call.milliseconds
        sums[3 + bisect_left(BOUNDS, call.milliseconds)] += 1
        if len(self._lines) < MAX_LINES and self._share.take(call, at):
            sums[1] += 1
            self._lines.append(call.as_line(at, describe()))

    def _take(self) -> Batch | None:
        if not self._sums and not self._claims:
            return None
        taken = self._sums, self._lines, self._claims
        self._sums, self._lines, self._claims = {}, [], []
        return taken

    def _put_back(self, taken: Batch) -> None:
        for key, sums in taken[0].items():
            self._sums[key] = _added(self._sums.get(key), sums)
        self._lines[:0] = taken[1]
        self._claims[:0] = taken[2]

    def _store(self, connection: Connection, taken: Batch) -> None:
        lines = [*taken[1], *_of_known_clients(connection, taken[2])]
        if lines:
            connection.execute(RequestLine.__table__.insert(), lines)
        if not taken[0]:
            return
        hours: dict[tuple[int, int, str, int], list[int]] = {}
        kinds: dict[tuple[str, int], list[int]] = {}
        for key, sums in taken[0].items():
            hour, kind = (*key[:2], *key[4:]), key[4:]
            hours[hour] = _added(hours.get(hour), sums)
            kinds[kind] = _added(kinds.get(kind), sums)
        increments = [dict(zip(_INCREMENT, (*kind, *kinds[kind]), strict=True)) for kind in kinds]
        connection.execute(UsageIncrement.__table__.insert(), increments)
        add_sums(connection, UsageCounter, _KEY, taken[0])
        # Last, because these rows are those that other processes wait for.
        add_sums(connection, UsageHour, _HOUR_KEY, hours)


def _of_known_clients(connection: Connection, claims: list[Claim]) -> list[dict[str, Any]]:
    """The lines of those claims whose client exists."""
    if not claims:
        return []
    named = select(Client.client_id, Client.id).where(
        Client.client_id.in_(sorted({client_id for client_id, _line in claims})),
        Client.status != Status.DELETED,
    )
    numbers = {row.client_id: row.id for row in connection.execute(named)}
    return [
        {**line, "client_id": numbers[client_id]}
        for client_id, line in claims
        if client_id in numbers
    ]


def _added(sums: list[int] | None, more: list[int]) -> list[int]:
    return list(more) if sums is None else [a + b for a, b in zip(sums, more, strict=True)]


def add_sums(
    connection: Connection, noun: Any, key: tuple[str, ...], sums: dict[Any, list[int]]
) -> None:
    """Add ``sums`` to the rows of ``noun``, and insert those that are missing."""
    table: Table = noun.__table__
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table)
    adding = statement.on_conflict_do_update(
        index_elements=list(key),
        set_={name: table.c[name] + statement.excluded[name] for name in SUMS},
    )
    names = (*key, *SUMS)
    # In one order, so that two processes do not wait for each other's rows.
    rows = [dict(zip(names, (*kind, *sums[kind]), strict=True)) for kind in sorted(sums)]
    connection.execute(adding, rows)
