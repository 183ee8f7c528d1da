"""Finding flow failures of one client: a page at a time, or by the id of a request."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Protocol

from sqlalchemy import func, select

from app.database import keyset
from app.database.keyset import Page, Position
from app.extensions import db
from app.models.clients.client import Client
from app.models.flow_doctor.diagnosis import Reason, Step
from app.models.flow_doctor.flow_failure import LIFETIME, FlowFailure
from app.models.values import clock

PAGE = 30  # failures
MOST = 400  # failures that are compared with the calls of a page
NEAR = 1  # second between noting the failure and logging its call


class Call(Protocol):
    """A call of the request log."""

    at: int
    endpoint: str
    request_id: str


def list_newest(
    client: Client, *, step: Step | None = None, request_id: str = "", after: Position | None = None
) -> Page[FlowFailure]:
    """A page of the client's failures, latest first, that are kept (thirty days)."""
    failures = select(FlowFailure).where(
        FlowFailure.client_id == client.id, FlowFailure.last_at > clock.now() - LIFETIME
    )
    if step is not None:
        failures = failures.where(FlowFailure.step == step)
    if request_id:
        failures = failures.where(FlowFailure.request_id == request_id)
    return keyset.read_page(failures, FlowFailure.last_at, FlowFailure.id, after=after, limit=PAGE)


def find_by_request(client: Client, request_id: str) -> FlowFailure | None:
    """The client's failure that this request was the last of."""
    return next(iter(list_newest(client, request_id=request_id).rows), None)


def count_recent(clients: Sequence[Client], *, since: int) -> dict[int, tuple[int, int]]:
    """How many requests of each client were refused, and when the last one was, by its id.

    Clients without any ``since`` then are left out.
    """
    rows = db.session.execute(
        select(FlowFailure.client_id, func.sum(FlowFailure.count), func.max(FlowFailure.last_at))
        .where(
            FlowFailure.client_id.in_([client.id for client in clients]),
            FlowFailure.last_at > since,
        )
        .group_by(FlowFailure.client_id)
    )
    return {client_id: (int(count), last_at) for client_id, count, last_at in rows}


def find_causes(client: Client, calls: Iterable[Call]) -> dict[str, FlowFailure]:
    """The failures that say why ``calls`` were refused, by request id.

    A row counts what came in a row, and knows only its last request. An earlier one is explained
    where no other failure of its kind happened in the same time.
    """
    by_time = sorted(calls, key=attrgetter("at"))
    if not by_time:
        return {}
    failures = select(FlowFailure).where(
        FlowFailure.client_id == client.id,
        FlowFailure.last_at >= by_time[0].at - NEAR,
        FlowFailure.first_at <= by_time[-1].at + NEAR,
        FlowFailure.reason != Reason.NOT_LISTED,
    )
    rows = list(db.session.scalars(failures.order_by(FlowFailure.last_at.desc()).limit(MOST)))
    causes = ((call.request_id, _cause(call, rows)) for call in by_time)
    return {request_id: cause for request_id, cause in causes if cause is not None}


def _cause(call: Call, rows: list[FlowFailure]) -> FlowFailure | None:
    exact = [row for row in rows if row.request_id == call.request_id]
    is_api = not call.endpoint.startswith("oauth.")
    meanwhile = [
        row
        for row in rows
        if row.first_at - NEAR <= call.at <= row.last_at + NEAR and (row.step == Step.API) == is_api
    ]
    candidates = exact or meanwhile
    return candidates[0] if len(candidates) == 1 else None


def find_latest(client: Client, step: Step) -> FlowFailure | None:
    """The client's newest failure at ``step``, if it happened in the last minute."""
    newest = next(iter(list_newest(client, step=step).rows), None)
    return newest if newest is not None and newest.last_at > clock.now() - 60 else None


def has_any(client: Client) -> bool:
    """Whether the client has failures at all."""
    return bool(list_newest(client).rows)
