"""From a commit to the request of a webhook: how long, by ``make bench ARGS=webhooks``.

Another process writes, as a second server would; the server's own threads send. Half of the changes
come one at a time, the others in bursts to several apps.
"""

import json
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import flask_migrate
from flask import Flask

from app.extensions import db
from app.factory import create_app
from app.models.events.event import Event
from app.models.teams.team import Team
from app.models.webhooks.webhook import Webhook
from benchmarks.databases import ENGINES, databases_of
from benchmarks.servers import serve_stagedoor
from tests.support import factories
from tests.support.settings import make_settings

APPS, CHANGES, BURST = 5, 60, 10
PAUSE = 0.2  # seconds between two changes
PATIENCE = 60  # seconds
BUDGET = 2.0  # seconds, for 95 of 100 requests


class Receiver(BaseHTTPRequestHandler):
    """Notes when each message arrives, by app and number of the change."""

    arrived: dict[tuple[str, int], float] = {}

    def do_POST(self) -> None:
        """Accept everything."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        seq = json.loads(body)["data"]["seq"]
        if seq is not None:
            self.arrived.setdefault((self.path, seq), time.perf_counter())
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_line: object) -> None:
        """Print nothing."""


def main() -> None:
    """Measure both databases and print the figures."""
    for engine in ENGINES:
        with databases_of(engine) as databases:
            print_figures(engine, measure(engine, *databases.create()))


def measure(engine: str, url: str, home: Path) -> dict[str, list[float]]:
    """Seconds from commit to request: of single changes, and of bursts."""
    app = create_app(make_settings(database_url=url, stagedoor_home=home, log_level="ERROR"))
    with app.app_context(), receive() as address:
        flask_migrate.upgrade()
        team_id = fill(address)
        with serve_stagedoor(engine, url, home):
            return {
                "one at a time": write(app, team_id, CHANGES, at_once=1),
                f"{BURST} at once": write(app, team_id, CHANGES // BURST, at_once=BURST),
            }


@contextmanager
def receive() -> Iterator[str]:
    """A receiver that runs meanwhile; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Receiver.arrived.clear()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def fill(address: str) -> int:
    """One team that APPS apps read, each with a webhook; its id."""
    owner = factories.make_user()
    team = factories.make_team(owner, slug="bench")
    for number in range(APPS):
        client, _secret = factories.make_client(name=f"App {number}")
        factories.make_grant(client, owner, team, scopes="events:read")
        Webhook.create(client, url=f"{address}/{number}", types=["event.upserted"])
    for number in range(BURST):
        factories.make_event(team, f"Night {number}")
    team_id = team.id
    db.session.commit()
    return team_id


def write(app: Flask, team_id: int, times: int, *, at_once: int) -> list[float]:
    """Change events so often, and wait for all requests; how long each took."""
    committed: dict[int, float] = {}
    for _number in range(times):
        with app.app_context():
            team = db.session.get_one(Team, team_id)
            events = db.session.query(Event).order_by(Event.id).limit(at_once).all()
            Event.write_all(team, events)
            numbers = [event.change_seq for event in events]
            db.session.commit()
        committed |= dict.fromkeys(numbers, time.perf_counter())
        wait_for({(f"/{path}", seq) for path in range(APPS) for seq in numbers})
        time.sleep(PAUSE)
    return [
        at - committed[seq] for (_path, seq), at in Receiver.arrived.items() if seq in committed
    ]


def wait_for(messages: set[tuple[str, int]]) -> None:
    """Return once all of them have arrived."""
    end = time.monotonic() + PATIENCE
    while not messages <= Receiver.arrived.keys():
        if time.monotonic() > end:
            raise RuntimeError("Some messages did not arrive.")
        time.sleep(0.01)


def print_figures(engine: str, times: dict[str, list[float]]) -> None:
    """Print percentiles, and whether they are within the budget."""
    for changes, seconds in times.items():
        cuts = statistics.quantiles(seconds, n=100)
        verdict = "within" if cuts[94] < BUDGET else "OVER"
        print(
            f"{engine:<11} {changes:<14} {len(seconds):4} requests to {APPS} apps:"
            f" p50 {cuts[49] * 1000:4.0f} ms, p95 {cuts[94] * 1000:4.0f} ms"
            f" ({verdict} {BUDGET:.0f} s)",
            flush=True,
        )


if __name__ == "__main__":
    main()
