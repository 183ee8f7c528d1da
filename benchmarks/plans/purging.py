"""A purge of everything that is due, and how long others would have waited for it."""

import time
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import event

from app.extensions import db
from app.models.housekeeping.purge import purge

WRITES = ("INSERT", "UPDATE", "DELETE")
SHOWN = 8  # statements


@dataclass
class Watch:
    """Times of transactions, of the locks that they held, and of statements, in seconds."""

    began: float | None = None
    wrote: float | None = None
    transactions: list[float] = field(default_factory=list)
    locks: list[float] = field(default_factory=list)
    statements: dict[str, list[float]] = field(default_factory=dict)
    present: Counter[str] = field(default_factory=Counter)  # statements of this transaction
    longest: Counter[str] = field(default_factory=Counter)  # of the longest one
    _sent: float = 0.0

    def listen(self) -> None:
        """Note what the engine does from now on."""
        event.listen(db.engine, "before_cursor_execute", self._before)
        event.listen(db.engine, "after_cursor_execute", self._after)
        event.listen(db.engine, "commit", self._end)

    def _before(self, _connection, _cursor, statement, *_more):
        self._sent = time.perf_counter()
        self.began = self.began or self._sent
        if statement.startswith(WRITES) or "FOR UPDATE" in statement:
            self.wrote = self.wrote or self._sent

    def _after(self, _connection, _cursor, statement, *_more):
        took = time.perf_counter() - self._sent
        self.statements.setdefault(statement, []).append(took)
        self.present[" ".join(statement.split()[:3])] += 1

    def _end(self, _connection):
        now = time.perf_counter()
        if self.began:
            if now - self.began > max(self.transactions, default=0.0):
                self.longest = self.present
            self.transactions.append(now - self.began)
        if self.wrote:
            self.locks.append(now - self.wrote)
        self.began = self.wrote = None
        self.present = Counter()


def print_purge() -> None:
    """How long the first purge and one after it take, their longest transaction and lock."""
    for name in ("purge", "purge with nothing to do"):
        watch = Watch()
        watch.listen()
        started = time.perf_counter()
        removed = {kind: count for kind, count in purge().items() if count}
        db.session.commit()
        total = time.perf_counter() - started
        event.remove(db.engine, "before_cursor_execute", watch._before)
        event.remove(db.engine, "after_cursor_execute", watch._after)
        event.remove(db.engine, "commit", watch._end)
        print(
            f"{name}: {sum(removed.values()):,} rows in {total:.1f} s;"
            f" longest transaction {max(watch.transactions):.2f} s,"
            f" longest lock {max(watch.locks):.2f} s"
        )
        for kind, count in removed.items():
            print(f"  {count:>12,} {kind}")
        print_statements(watch)


def print_statements(watch: Watch) -> None:
    """The statements that took longest."""
    print(f"  the longest transaction: {dict(watch.longest.most_common(SHOWN))}")
    slowest = sorted(watch.statements.items(), key=lambda item: -max(item[1]))[:SHOWN]
    for statement, times in slowest:
        words = " ".join(statement.split())
        print(f"  {max(times):>6.2f} s at most, {sum(times):>6.1f} s in all: {words[:160]}")
