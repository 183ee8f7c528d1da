"""What a team's list, stream and calendar cost as it grows from a thousand events to 100,000.

Both sizes are served side by side and measured in turns. What counts is the ratio.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from app.api.events import sync_token
from app.api.http.list_request import ListRequest
from app.extensions import db
from app.factory import create_app
from app.models.event_queries.event_filter import EventFilter
from app.models.events.event import Event
from app.models.teams.team import Team
from benchmarks import data, load
from benchmarks.load import Result
from benchmarks.servers import serve
from tests.support.postgres_server import PostgresServer, run_postgres
from tests.support.settings import make_settings

ROUNDS = 3
SECONDS = 1.5  # a round of one scenario
EVENTS = 1_000
TIMES = {"1,000": 1, "100,000": 100}
TEAM = "/api/v1/organizer/bench/events"
PAGE = 25
LIST = f"{TEAM}?limit={PAGE}"
CHANGES = f"{TEAM}/changes?limit={PAGE}"
CALENDAR = f"{TEAM}.ics"
LEAST = 1 / 1.2  # of the small team's rate


@dataclass(frozen=True)
class Places:
    """A cursor near the end of a team's list, a token near the end of its stream."""

    page: str
    stream: str
    is_small: bool


def main() -> None:
    """Measure both databases and print the figures with their targets."""
    with run_postgres() as server:
        for engine in ("sqlite", "postgresql"):
            print_figures(engine, measure(engine, server))


def measure(engine: str, server: PostgresServer) -> dict[str, dict[str, Result]]:
    """The median round of every scenario by size of the team."""
    with tempfile.TemporaryDirectory(prefix="stagedoor-bench-") as folder:
        homes = {size: Path(folder) / size.replace(",", "") for size in TIMES}
        urls = {size: database_for(engine, server, home) for size, home in homes.items()}
        tokens = {
            size: data.fill(urls[size], homes[size], events=EVENTS, times=times)
            for size, times in TIMES.items()
        }
        small, large = TIMES
        with (
            serve(("wsgi:app",), engine, urls[small], homes[small]) as one,
            serve(("wsgi:app",), engine, urls[large], homes[large]) as other,
        ):
            ports = {small: one["wsgi:app"], large: other["wsgi:app"]}
            print_calendar(engine, ports[large], tokens[large][0])
            return measure_in_turns(
                {
                    size: prepare(port, tokens[size], find_places(urls[size], homes[size]))
                    for size, port in ports.items()
                }
            )


def print_calendar(engine: str, port: int, token: str) -> None:
    """How long the whole calendar of the large team takes; it is sent while it is made."""
    request = load.get(CALENDAR, token, Connection="close")
    first, last, size = load.read_whole(port, request)
    print(f"\n.ics of {max(TIMES.values()) * EVENTS:,} events, {engine}: ", end="")
    print(f"first byte {first:.2f} s, last {last:.1f} s, {size / 1e6:.0f} MB")


def database_for(engine: str, server: PostgresServer, home: Path) -> str:
    """The URL of an empty database; ``home`` begins to exist."""
    home.mkdir()
    if engine == "sqlite":
        return f"sqlite:///{home}/bench.db"
    return server.url(server.create_database())


def measure_in_turns(scenarios: dict[str, dict[str, tuple]]) -> dict[str, dict[str, Result]]:
    """The median round of every scenario; sizes and scenarios take turns."""
    rounds: dict[tuple[str, str], list[Result]] = {}
    for _round in range(ROUNDS):
        for name in scenarios["1,000"]:
            for size, each in scenarios.items():
                if name not in each:
                    continue
                rounds.setdefault((name, size), []).append(load.measure(*each[name], SECONDS))
    found: dict[str, dict[str, Result]] = {}
    for (name, size), results in rounds.items():
        found.setdefault(name, {})[size] = sorted(results, key=lambda one: one.rate)[ROUNDS // 2]
    return found


def prepare(port: int, tokens: list[str], places: Places) -> dict[str, tuple]:
    """Each scenario's port, requests and expected status."""
    known = {"If_None_Match": etag_of(port, LIST, tokens[0])}
    calendar = {"If_None_Match": etag_of(port, CALENDAR, tokens[0])}
    scenarios = {
        "first page": (LIST, {}, 200),
        "page near the end": (f"{LIST}&cursor={places.page}", {}, 200),
        "list, 304": (LIST, known, 304),
        "stream, first page": (CHANGES, {}, 200),
        "stream, last events": (f"{CHANGES}&sync_token={places.stream}", {}, 200),
        ".ics, 304": (CALENDAR, calendar, 304),
    }
    if places.is_small:  # the calendar of a large team is made anew each time
        scenarios[".ics, unchanged"] = (CALENDAR, {}, 200)
    return {
        name: (port, [load.get(path, token, **headers) for token in tokens], status)
        for name, (path, headers, status) in scenarios.items()
    }


def etag_of(port: int, path: str, token: str) -> str:
    """The entity tag that stands for what is at ``path`` now."""
    head = load.ask(port, load.get(path, token)).decode()
    return next(line[6:] for line in head.split("\r\n") if line.lower().startswith("etag: "))


def find_places(url: str, home: Path) -> Places:
    """Where a walk through the team's list is near its end, and where its stream is."""
    settings = make_settings(database_url=url, stagedoor_home=home, log_level="ERROR")
    with create_app(settings).app_context():
        team = Team.find("bench")
        query = select(Event.starts_at, Event.id).order_by(Event.starts_at.desc(), Event.id.desc())
        last = db.session.execute(query.offset(2 * PAGE).limit(1)).one()
        listing = ListRequest(team, "events", EventFilter(), PAGE, since=team.change_seq)
        address = listing.next_url("", (last.starts_at, last.id)) or ""
        page = address.partition("cursor=")[2]
        stream = sync_token.dump(team.id, team.change_seq - PAGE)
        places = Places(page, stream, team.change_seq == EVENTS)
        db.engine.dispose()
    return places


def print_figures(engine: str, found: dict[str, dict[str, Result]]) -> None:
    """One line a scenario, and the calendar beside its 304."""
    small, large = TIMES
    print(f"\n{engine:<24}{small + ' /s':>12}{large + ' /s':>14}{'ratio':>8}{'at least':>10}")
    for name, sizes in found.items():
        if large in sizes:
            print_line(name, sizes[small].rate, sizes[large].rate, LEAST)
    calendar, known = (found[name][small].rate for name in (".ics, unchanged", ".ics, 304"))
    print_line(".ics unchanged, its 304", known, calendar, 0.5)


def print_line(name: str, one: float, other: float, least: float) -> None:
    """Two rates and how the second compares to the first."""
    verdict = "" if other / one >= least else "   missed"
    print(f"{name:<24}{one:>12,.0f}{other:>14,.0f}{other / one:>8.2f}{least:>10.2f}{verdict}")
