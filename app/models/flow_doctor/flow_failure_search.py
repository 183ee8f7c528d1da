"""Finding flow failures of one client: a page at a time, or by the id of a request."""

from sqlalchemy import select

from app.database import keyset
from app.database.keyset import Page, Position
from app.models.clients.client import Client
from app.models.flow_doctor.diagnosis import Step
from app.models.flow_doctor.flow_failure import LIFETIME, FlowFailure
from app.models.values import clock

PAGE = 30  # failures


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


def find_latest(client: Client, step: Step) -> FlowFailure | None:
    """The client's newest failure at ``step``, if it happened in the last minute."""
    newest = next(iter(list_newest(client, step=step).rows), None)
    return newest if newest is not None and newest.last_at > clock.now() - 60 else None


def has_any(client: Client) -> bool:
    """Whether the client has failures at all."""
    return bool(list_newest(client).rows)
