"""Lists of people: their first page, and one far down."""

from collections.abc import Callable
from functools import partial

from app.extensions import db
from app.models.audit_queries import audit_search
from app.models.audit_queries.audit_search import AuditFilter
from app.models.tickets import guest_list
from app.models.tickets.ticket import Ticket
from app.models.usage import request_log, request_search
from app.models.usage.request_search import LogFilter
from app.models.values import clock
from app.models.webhooks import delivery_search
from app.models.webhooks.delivery_search import DeliveryFilter
from benchmarks.plans.tables import Nouns
from tests.support.long_lists import FIRST, costly_nodes, read_plan, watching

DEEP = 0.7  # of the rows lie before the page far down
Read = Callable[[tuple[int, ...] | None], object]


def lists_of(nouns: Nouns, rows: int) -> dict[str, tuple[Read, tuple[int, ...]]]:
    """Each list by name, with a position far down in it."""
    return {**lists_by_time(nouns, rows), **lists_by_number(nouns, rows)}


def lists_by_time(nouns: Nouns, rows: int) -> dict[str, tuple[Read, tuple[int, ...]]]:
    """The request log of the app and the audit trail, by filter."""
    app, (number, at) = nouns.app, far_down(rows)
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
        "audit of a team": AuditFilter(team_id=nouns.team.id),
        "audit, one act": AuditFilter(action="token.issued"),
        "audit, who did what": AuditFilter(actor_id=nouns.user.id, action="token.issued"),
    }
    return {
        **{name: (partial(_log, app, each), (at, number)) for name, each in logs.items()},
        **{name: (partial(_trail, each), (at, number)) for name, each in trails.items()},
    }


def lists_by_number(nouns: Nouns, rows: int) -> dict[str, tuple[Read, tuple[int, ...]]]:
    """Tickets and deliveries."""
    number, at = far_down(rows)
    ticket = (far_down(rows // 5)[0],)
    return {
        "guests over all dates": (partial(_guests, nouns.event), ticket),
        "own tickets": (partial(_tickets, nouns.user), ticket),
        "deliveries": (partial(_deliveries, nouns.hook), (at, number)),
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
