"""The statements of frequent requests, as PostgreSQL plans them in large tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

import psycopg

from benchmarks import operations
from benchmarks.http_request import Request
from benchmarks.installation.installation import Installation
from benchmarks.stagedoor.side import requests_of
from tests.support.long_lists import costly_nodes

# A calendar has all events of its team, and reading changes to their end takes as long.
LONG = {
    *(operations.CALENDAR, operations.CALENDAR_304, operations.CHANGES),
    *(operations.BULK, operations.IMPORT, operations.LARGE_IMPORT),
}
EXPLAINED = ("SELECT", "UPDATE", "DELETE", "WITH")
Statement = tuple[str, Any]


def print_requests(installation: Installation, url: str, large: int) -> None:
    """One line an operation: its statements, their milliseconds, and what costs too much.

    No table with more than ``large`` rows may be read from one end to the other.
    """
    makers = requests_of(installation, partial(_ask, installation))
    address = url.replace("+psycopg", "")
    with psycopg.connect(address) as connection:
        names = _large_tables(connection, large)
        for name, make in makers.items():
            if name not in LONG:
                statements = _statements_of(installation, *make(1))
                print_plans(name, connection, statements, names)


def print_plans(
    name: str, connection: psycopg.Connection, statements: list[Statement], large: set[str]
) -> None:
    """The sum of the statements' times, and each fault."""
    total, faults = 0.0, []
    for statement, values in statements:
        with connection.transaction(force_rollback=True):
            asked = f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}"
            [plan] = connection.execute(asked, values).fetchone()[0]
        total += plan["Execution Time"]
        faults += [*costly_nodes(plan["Plan"]), *_scans(plan["Plan"], large)]
    verdict = "; ".join(dict.fromkeys(faults))
    print(f"{name:<40}{len(statements):>9} st{total:>9.1f} ms  {verdict}", flush=True)


def _scans(node: dict[str, Any], large: set[str]) -> Iterator[str]:
    if node["Node Type"].endswith("Seq Scan") and node.get("Relation Name") in large:
        yield f"reads all of {node['Relation Name']}"
    for part in node.get("Plans", ()):
        yield from _scans(part, large)


def _large_tables(connection: psycopg.Connection, rows: int) -> set[str]:
    query = "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s"
    return {name for (name,) in connection.execute(query, [rows])}


def _statements_of(installation: Installation, request: Request) -> list[Statement]:
    with _recorded() as statements:
        answer = _answer(installation, request)
    assert answer.status_code == request.status, answer.text
    return [each for each in statements if each[0].lstrip().startswith(EXPLAINED)]


def _answer(installation: Installation, request: Request) -> Any:
    return installation.app.test_client(use_cookies=False).open(request.to_environ())


def _ask(installation: Installation, request: Request) -> tuple[dict[str, str], bytes]:
    answer = _answer(installation, request)
    return {name.lower(): value for name, value in answer.headers}, answer.data


@contextmanager
def _recorded() -> Iterator[list[Statement]]:
    statements: list[Statement] = []
    execute = psycopg.Cursor.execute

    def execute_recorded(cursor, query, values=None, **options):
        statements.append((str(query), values))
        return execute(cursor, query, values, **options)

    with patch.object(psycopg.Cursor, "execute", execute_recorded):
        yield statements
