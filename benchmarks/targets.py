"""What is to be reached, and whether it was: the last table of ``make bench``.

Each row is one of docs/performance.md, "To reach".
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks import operations
from benchmarks.comparison import Results
from benchmarks.operations import OPERATIONS
from benchmarks.peers.peer import DJANGO_TOOLKIT, NAIVE
from benchmarks.stagedoor.side import NAME

DOT = DJANGO_TOOLKIT.name
# Doorkeeper with Rails and YJIT is not run here. Its processor time as a part of that of
# django-oauth-toolkit on PostgreSQL, measured side by side in November 2026:
DOORKEEPER = {
    operations.ME: 960 / 2_320,
    operations.INTROSPECTION: 1_600 / 2_580,
    operations.REFRESH: 6_200 / 11_750,
    operations.CODE: 7_200 / 9_190,
}


@dataclass(frozen=True)
class Verdict:
    """One target with what was measured."""

    target: str
    engine: str
    measured: float
    limit: float
    at_least: bool = True

    @property
    def is_reached(self) -> bool:
        """Whether it was reached."""
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def __str__(self) -> str:
        """A line of the table."""
        bound = "at least" if self.at_least else "at most"
        return (
            f"{self.target:<52}{self.engine:<12}{self.measured:>10.2f}{bound:>10}{self.limit:>8.2f}"
            f"   {'reached' if self.is_reached else 'MISSED'}"
        )


def verdicts_of(results: Results) -> Iterator[Verdict]:
    """The targets of a comparison, without those whose peer was not measured."""
    for target, limits, value in _SHARES + _RATIOS:
        limit = limits.get(results.engine)
        measured = value(results)
        if limit is not None and measured is not None:
            yield Verdict(target, results.engine, measured, limit)
    yield from _costs(results)


def _both(limit: float) -> dict[str, float]:
    return {"sqlite": limit, "postgresql": limit}


Value = Callable[[Results], float | None]
Row = tuple[str, dict[str, float], Value]


def _share(operation: str) -> Value:
    return lambda results: results.share_of_bare(operation)


def _of_peer(operation: str, peer: str) -> Value:
    return lambda results: results.ratio(operation, peer)


def _of_doorkeeper(operation: str) -> Value:
    def ratio(results: Results) -> float | None:
        of_dot = results.ratio(operation, DOT)
        return None if of_dot is None else of_dot * DOORKEEPER[operation]

    return ratio


_SHARES: list[Row] = [
    ("feed kept / bare Flask", {"sqlite": 0.40, "postgresql": 0.22}, _share(operations.FEED)),
    (
        "feed not kept / bare Flask",
        {"sqlite": 0.28, "postgresql": 0.14},
        _share(operations.FEED_ANEW),
    ),
]
_LEAST_OF_PEERS = (
    (operations.FEED, DOT, 12),
    (operations.FEED, NAIVE.name, 7),
    (operations.FEED_ANEW, DOT, 7),
    (operations.FEED_ANEW, NAIVE.name, 3.5),
    (operations.ME, DOT, 2.5),
    (operations.INTROSPECTION, DOT, 2.5),
    (operations.CLIENT_CREDENTIALS, DOT, 1.8),
    (operations.CLIENT_CREDENTIALS, NAIVE.name, 1.4),
    (operations.REFRESH, DOT, 3),
    (operations.REFRESH, NAIVE.name, 1.5),
    (operations.CODE, DOT, 3),
    (operations.CODE, NAIVE.name, 1.5),
    (operations.CONSENT, DOT, 1.5),
)
_LEAST_OF_DOORKEEPER = (
    (operations.ME, 1.4),
    (operations.INTROSPECTION, 1.4),
    (operations.REFRESH, 2),
    (operations.CODE, 2),
)
_RATIOS: list[Row] = [
    *(
        (f"{operation} x {peer}", _both(limit), _of_peer(operation, peer))
        for operation, peer, limit in _LEAST_OF_PEERS
    ),
    *(
        (f"{operation} x Doorkeeper, by its ratio to DOT", _both(limit), _of_doorkeeper(operation))
        for operation, limit in _LEAST_OF_DOORKEEPER
    ),
]
_PAGES = (operations.CONNECTED_APPS, operations.CLIENT_PAGE, operations.TEAM_EVENTS)
_MANY = (operations.BULK, operations.IMPORT, operations.LARGE_IMPORT)


def _costs(results: Results) -> Iterator[Verdict]:
    """Targets of our own figures alone."""

    def seconds(operation: str) -> float:
        return results.figures[operation][NAME].seconds

    def at_most(target: str, measured: float, limit: float) -> Verdict:
        return Verdict(target, results.engine, measured, limit, at_least=False)

    for operation, kept in (
        (operations.FEED_304, operations.FEED),
        (operations.CALENDAR_304, operations.CALENDAR),
    ):
        if {operation, kept} <= results.figures.keys():
            yield at_most(f"{operation} / {kept}", seconds(operation) / seconds(kept), 1.2)
    for operation in _PAGES:
        if operation in results.figures:
            yield at_most(f"{operation}, ms", seconds(operation) * 1e3, 10)
    for operation in _MANY:
        if operation in results.figures:
            events = OPERATIONS[operation].events
            yield at_most(f"{operation}, ms an event", seconds(operation) * 1e3 / events, 0.9)


def print_verdicts(verdicts: list[Verdict]) -> None:
    """All targets, and how many were missed."""
    print(f"\n{'to reach':<52}{'on':<12}{'measured':>10}")
    for verdict in verdicts:
        print(verdict)
    missed = sum(not verdict.is_reached for verdict in verdicts)
    print(f"{len(verdicts) - missed} reached, {missed} missed")
