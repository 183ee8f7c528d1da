"""The feed, side by side: bare Flask, the naive way and ours, on SQLite and on PostgreSQL.

Each has one worker of the same server. What counts is the ratio within one run.
"""

import statistics
import tempfile
from pathlib import Path

from benchmarks import data, load
from benchmarks.load import Result
from benchmarks.servers import serve
from tests.support.postgres_server import run_postgres

ROUNDS = 3
SECONDS = 2.0  # a round of one scenario
PAGE = "/api/v1/organizer/bench/events?limit=25"
APPS = ("benchmarks.bare:app", "benchmarks.naive:app", "wsgi:app")
# What ours must reach, as a multiple of another figure of the same run (docs/performance.md).
TARGETS = (
    ("feed 200 / bare Flask", "sqlite", "feed 200", "bare Flask", 0.40),
    ("feed 200 / bare Flask", "postgresql", "feed 200", "bare Flask", 0.18),
    ("feed 200 / naive", "postgresql", "feed 200", "naive", 4.0),
    ("feed 304 / feed 200", "sqlite", "feed 304", "feed 200", 1.7),
    ("feed 304 / feed 200", "postgresql", "feed 304", "feed 200", 1.7),
)


def main() -> None:
    """Measure both databases and print the figures with their targets."""
    figures = {}
    with tempfile.TemporaryDirectory(prefix="stagedoor-bench-") as folder, run_postgres() as server:
        urls = {
            "sqlite": f"sqlite:///{folder}/bench.db",
            "postgresql": server.url(server.create_database()),
        }
        for engine, url in urls.items():
            figures[engine] = measure(engine, url, Path(folder))
            print_figures(engine, figures[engine])
    print_targets(figures)


def measure(engine: str, url: str, home: Path) -> dict[str, Result]:
    """The median round of every scenario; the scenarios take turns."""
    tokens = data.fill(url, home)
    with serve(APPS, engine, url, home) as ports:
        scenarios = prepare(ports, tokens)
        rounds = {name: [] for name in scenarios}
        for _round in range(ROUNDS):
            for name, (port, requests, status) in scenarios.items():
                rounds[name].append(load.measure(port, requests, status, SECONDS))
    return {
        name: sorted(each, key=lambda one: one.rate)[ROUNDS // 2] for name, each in rounds.items()
    }


def prepare(ports: dict[str, int], tokens: list[str]) -> dict[str, tuple[int, list[bytes], int]]:
    """Each scenario's port, requests and expected status."""
    ours = ports["wsgi:app"]
    head = load.ask(ours, load.get(PAGE, tokens[0])).decode()
    etag = next(line[6:] for line in head.split("\r\n") if line.lower().startswith("etag: "))
    known = [load.get(PAGE, token, If_None_Match=etag) for token in tokens]
    naive = [load.get("/events?limit=25", token) for token in tokens]
    return {
        "bare Flask": (ports["benchmarks.bare:app"], [load.get("/")], 200),
        "naive": (ports["benchmarks.naive:app"], naive, 200),
        "feed 200": (ours, [load.get(PAGE, token) for token in tokens], 200),
        "feed 304": (ours, known, 304),
        "/me": (ours, [load.get("/api/v1/me", token) for token in tokens], 200),
    }


def print_figures(engine: str, figures: dict[str, Result]) -> None:
    """One line a scenario."""
    print(f"\n{engine:<24}{'requests/s':>12}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}")
    for name, one in figures.items():
        print(f"{name:<24}{one.rate:>12,.0f}{one.p50:>9.2f}{one.p95:>9.2f}{one.p99:>9.2f}")


def print_targets(figures: dict[str, dict[str, Result]]) -> None:
    """Each ratio beside what it must reach."""
    print(f"\n{'ratio':<40}{'measured':>10}{'at least':>10}")
    for label, engine, ours, other, least in TARGETS:
        ratio = figures[engine][ours].rate / figures[engine][other].rate
        verdict = "" if ratio >= least else "   missed"
        print(f"{f'{label}, {engine}':<40}{ratio:>10.2f}{least:>10.2f}{verdict}")
    spread = statistics.fmean(
        one.p99 / one.p50 for each in figures.values() for one in each.values()
    )
    print(f"\nNoise of this run: p99 is {spread:.1f} times p50 on average.")
    print("Not measured: django-oauth-toolkit and Doorkeeper, which are not installed here.")
