"""``python -m benchmarks.plans [ROWS]``: how tables with millions of rows are read and purged.

It makes ROWS rows (10,000,000 unless told) of every table that grows with traffic, in PostgreSQL
and by SQL alone, reads the first page and one far down of each list, and purges. A list reads no
more rows than a few pages have; a purge holds no lock for a second.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import flask_migrate
from sqlalchemy import event, text

from app.extensions import db
from app.factory import create_app
from app.models.audit_queries import audit_search
from app.models.audit_queries.audit_event import AuditEvent
from app.models.audit_queries.audit_search import AuditFilter
from app.models.housekeeping.purge import purge
from app.models.tickets import guest_list
from app.models.tickets.ticket import Ticket
from app.models.usage import request_log, request_search
from app.models.usage.request_log import Call, RequestLine
from app.models.usage.request_search import LogFilter
from app.models.values import clock
from app.models.webhooks import delivery_search
from app.models.webhooks.delivery_search import DeliveryFilter
from app.models.webhooks.webhook import Webhook
from app.models.webhooks.webhook_delivery import WebhookDelivery
from tests.support import factories
from tests.support.long_lists import FIRST, costly_nodes, multiply, read_plan, settle, watching
from tests.support.postgres_server import run_postgres
from tests.support.settings import make_settings

ROWS = 10_000_000
DEEP = 0.7  # of the rows lie before the page far down
Read = Callable[[tuple[int, ...] | None], object]


def main(rows: int) -> None:
    """Fill a database, and print how each list and the purge fare."""
    with run_postgres() as server, tempfile.TemporaryDirectory() as home:
        url = server.url(server.create_database())
        settings = make_settings(database_url=url, stagedoor_home=Path(home), log_level="ERROR")
        with create_app(settings).app_context():
            flask_migrate.upgrade()
            # As a migration may: no list of the benchmark needs as long as the filling.
            db.session.execute(text("SET statement_timeout = 0"))
            lists = fill(rows)
            print(f"{rows:,} rows a table")
            for name, (read, far) in lists.items():
                print_list(name, read, far)
            print_purge()
            db.session.remove()
            db.engine.dispose()


def fill(rows: int) -> dict[str, tuple[Read, tuple[int, ...]]]:
    """Add the rows; each list by name with a position far down in it."""
    ana = factories.make_user("ana@example.org")
    team = factories.make_team(ana, slug="harbour-hall")
    app, _secret = factories.make_client(ana)
    grant = factories.make_grant(app, ana, team)
    event_ = factories.make_event(team)
    ticket = factories.make_ticket(event_, ana)
    hook, _secret = Webhook.create(app, url="https://poster.example/hook", types=["ping"])
    ping = WebhookDelivery.ping(hook.id)
    now = clock.now()
    line = RequestLine(**Call(app.id, "api.show_me", 200, 1, team_id=team.id).as_line(now))
    act = AuditEvent(action="token.issued", actor_id=ana.id, client_id=app.id, team_id=team.id)
    act.grant_id = grant.id
    db.session.add_all([line, act])
    db.session.flush()
    # A tenth of the request log is older than it is kept.
    oldest = now - request_log.LIFETIME * 10 // 9
    moment = f"{oldest} + CAST((n - {FIRST}) * {now - oldest}.0 / {rows} AS INTEGER)"
    failed = {"status": "CASE WHEN n % 1000 = 0 THEN 401 ELSE 200 END"}
    failed["error"] = "CASE WHEN n % 1000 = 0 THEN 'invalid_token' ELSE '' END"
    multiply(line, rows, at=moment, request_id="'req_' || n", **failed)
    multiply(act, rows, at=moment)
    multiply(ticket, rows, code_digest="'code-' || n", change_seq="n")
    multiply(ping, rows, created_at=moment, state="'delivered'")
    settle(ana, team, app, hook, event_)
    return {**lists_of(ana, team, app, rows), **lists_by_number(ana, event_, hook, rows)}


def lists_of(ana, team, app, rows: int) -> dict[str, tuple[Read, tuple[int, ...]]]:
    """The request log of the app and the audit trail, by filter."""
    number, at = far_down(rows)
    logs = {
        "request log": LogFilter(),
        "request log, failures": LogFilter(status=4),
        "request log, one error": LogFilter(error="invalid_token"),
        "request log, one request": LogFilter(request_id=f"req_{number}"),
        "request log, a path that no line has": LogFilter(path="nowhere"),
    }
    trails = {
        "audit": AuditFilter(),
        "audit of an app": AuditFilter(client_id=app.id),
        "audit of a team": AuditFilter(team_id=team.id),
        "audit, one act": AuditFilter(action="token.issued"),
        "audit, who did what": AuditFilter(actor_id=ana.id, action="token.issued"),
    }
    return {
        **{name: (partial(_log, app, each), (at, number)) for name, each in logs.items()},
        **{name: (partial(_trail, each), (at, number)) for name, each in trails.items()},
    }


def lists_by_number(ana, event_, hook, rows: int) -> dict[str, tuple[Read, tuple[int, ...]]]:
    """Tickets and deliveries."""
    number, at = far_down(rows)
    return {
        "guests over all dates": (partial(_guests, event_), (number,)),
        "own tickets": (partial(_tickets, ana), (number,)),
        "deliveries": (partial(_deliveries, hook), (at, number)),
    }


def far_down(rows: int) -> tuple[int, int]:
    """The number and the time of a row that most others are newer than."""
    at = clock.now() - int(request_log.LIFETIME * DEEP)
    return FIRST + int(rows * (1 - DEEP)), at


def _log(app, filters, after):
    return request_search.list_lines(app, filters, after=after)


def _trail(filters, after):
    return audit_search.list_lines(filters, after=after)


def _guests(event_, after):
    return guest_list.list_page(event_, None, after=after)


def _tickets(holder, after):
    return Ticket.list_of_account(holder, after=after, limit=50)


def _deliveries(hook, after):
    return delivery_search.list_deliveries(hook, DeliveryFilter(), after=after)


def print_list(name: str, read: Read, far: tuple[int, ...]) -> None:
    """The milliseconds of the first page and of one far down, and what costs too much."""
    times, faults = [], []
    for after in (None, far):
        with watching() as asked:
            read(after)
        plans = [read_plan(db.session.connection(), *each) for each in asked]
        times.append(sum(plan["Execution Time"] for plan in plans))
        faults += [fault for plan in plans for fault in costly_nodes(plan["Plan"])]
    verdict = "; ".join(dict.fromkeys(faults))
    print(f"{name:<40}{times[0]:>9.1f} ms{times[1]:>9.1f} ms  {verdict}", flush=True)


def print_purge() -> None:
    """How long a purge takes, and its longest transaction."""
    ends = [time.perf_counter()]
    event.listen(db.engine, "commit", lambda _connection: ends.append(time.perf_counter()))
    removed = sum(purge().values())
    db.session.commit()
    longest = max(after - before for before, after in zip(ends, ends[1:], strict=False))
    total = ends[-1] - ends[0]
    print(f"purge of {removed:,} rows: {total:.1f} s; longest transaction {longest:.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1].replace(",", "")) if len(sys.argv) > 1 else ROWS)
