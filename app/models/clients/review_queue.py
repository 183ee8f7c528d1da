"""Apps that an operator should review, longest waiting first."""

from sqlalchemy import or_, select

from app.database import keyset
from app.database.keyset import Page, Position
from app.models.clients.client import Client
from app.models.clients.client_status import Status

COUNTED = 100  # counting stops here
_UNREVIEWED = Client.reviewed_at.is_(None)
# Those that cannot be authorized before a decision, and live ones of the portal. A reviewed app
# with another icon stays reviewed meanwhile.
QUEUES = {
    "waiting": (Client.status == Status.PENDING) & _UNREVIEWED,
    "live": (Client.status == Status.LIVE)
    & or_(_UNREVIEWED, Client.new_icon_name.is_not(None))
    & (Client.source == "portal"),
}


def read(queue: str, after: Position | None = None) -> Page[Client]:
    """A page of one of QUEUES, with the owners."""
    clients = select(Client).where(QUEUES[queue]).options(*Client.with_owner())
    return keyset.read_page(clients, Client.waiting_since, Client.id, after=after, upwards=True)


def count(queue: str) -> int:
    """How many are in one of QUEUES, up to COUNTED."""
    return keyset.count_up_to(select(Client.id).where(QUEUES[queue]), COUNTED)
