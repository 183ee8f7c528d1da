"""What a request costs in numbers that no machine changes: Python calls and SQL statements.

The calls are those of the WSGI application alone: the request is made before counting begins.
"""

import gc
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import Flask

from tests.support.statements import is_transaction_command, recorded_by_drivers

MOST_RUNS = 12  # until two runs in a row cost the same
COUNTED_PYTHON = (3, 11)  # another one counts other calls: comprehensions, for one
Environ = dict[str, object]


@dataclass(frozen=True)
class Cost:
    """Python calls, SQL statements, and how many commands began or ended transactions."""

    calls: int
    statements: int
    transaction_commands: int

    def is_within(self, other: "Cost") -> bool:
        """Whether no figure is above the other's."""
        return (
            self.calls <= other.calls
            and self.statements <= other.statements
            and self.transaction_commands <= other.transaction_commands
        )

    def __str__(self) -> str:
        """Name the figures."""
        return (
            f"{self.calls:,} calls, {self.statements} statements"
            f" and {self.transaction_commands} of BEGIN, COMMIT and ROLLBACK"
        )


@dataclass(frozen=True)
class Budget(Cost):
    """What a request may cost at most."""

    def check(self, operation: str, cost: Cost) -> None:
        """Fail when the request costs more, and say what to do."""
        assert cost.is_within(self), (
            f"{operation} costs {cost}; its budget is {self}.\n"
            "Find what was added (docs/performance.md says how to measure) and take it away, or"
            " raise the budget in this file with a sentence in the commit that says what it buys."
        )


class Operation(NamedTuple):
    """A request of the installation that the budgets are counted with, and its budget."""

    make_request: Callable[[Any], Environ]
    budget: Budget
    status: int = 200
    most_runs: int = MOST_RUNS


def cost_of(
    app: Flask,
    make_request: Callable[[], Environ],
    status: int = 200,
    *,
    most_runs: int = MOST_RUNS,
) -> Cost:
    """What answering costs once everything is warm; the answer must have ``status``.

    ``make_request`` returns a new WSGI environment for each run: a code is spent only once.
    """
    answer(app, make_request(), status)
    calls = _count_settled_calls(app, make_request, status, most_runs)
    environ = make_request()
    # The last run, when the connections are open.
    with recorded_by_drivers() as statements:
        answer(app, environ, status)
    commands = sum(map(is_transaction_command, statements))
    return Cost(calls, len(statements) - commands, commands)


def _count_settled_calls(
    app: Flask, make_request: Callable[[], Environ], status: int, most_runs: int
) -> int:
    """The number of two runs in a row, or the lowest when no two in a row agree."""
    counts: list[int] = []
    while len(counts) < most_runs:
        counts.append(_count_calls(app, make_request(), status))
        if counts[-1:] == counts[-2:-1]:
            return counts[-1]
    return min(counts)


def _count_calls(app: Flask, environ: Environ, status: int) -> int:
    count = 0

    def note(_frame, event, _argument):
        nonlocal count
        count += event == "call"

    gc.disable()  # what is collected may call Python
    sys.setprofile(note)
    try:
        answer(app, environ, status)
    finally:
        sys.setprofile(None)
        gc.enable()
    return count - 2  # answer and start_response


def answer(app: Flask, environ: Environ, status: int) -> None:
    """Have the request answered; the answer must have ``status``."""
    statuses: list[str] = []

    def start_response(line, _headers, _error=None):
        statuses.append(line)

    parts = app(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    assert statuses[-1].startswith(f"{status} "), f"{statuses[-1]}: {body[:500].decode()}"
