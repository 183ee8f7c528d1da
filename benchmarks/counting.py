"""Python calls and SQL statements of an operation, counted in this process."""

import os
from contextlib import redirect_stderr, redirect_stdout

from flask import Flask

from benchmarks.side import MakeRequests
from tests.support.costs import Cost, cost_of

FEW_RUNS = 3


def count_costs(
    app: Flask, requests: dict[str, MakeRequests], large: frozenset[str]
) -> dict[str, Cost]:
    """The cost of each operation; those in ``large`` are run twice only."""
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        return {
            name: cost(app, make, most_runs=1 if name in large else FEW_RUNS)
            for name, make in requests.items()
        }


def cost(app: Flask, make: MakeRequests, *, most_runs: int) -> Cost:
    """The cost of one operation, and its answer's status must be the expected one."""
    status = make(1)[0].status
    return cost_of(app, lambda: make(1)[0].to_environ(), status, most_runs=most_runs)
