"""Apps that an operator should look at, longest waiting first."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from app.database import keyset
from app.database.keyset import Page, Position
from app.models.clients.client import Client
from app.models.clients.client_status import Status

COUNTED = 100  # more than so many are not counted


def list_waiting(after: Position | None = None) -> Page[Client]:
    """Those that nobody can let in before somebody decides."""
    return _read(_waiting(), after)


def list_unreviewed(after: Position | None = None) -> Page[Client]:
    """Live ones of the portal that nobody has looked at as they are now."""
    return _read(_unreviewed(), after)


def count_waiting() -> int:
    """How many wait, up to COUNTED."""
    return keyset.count_up_to(select(Client.id).where(_waiting()), COUNTED)


def count_unreviewed() -> int:
    """How many are live and not looked at, up to COUNTED."""
    return keyset.count_up_to(select(Client.id).where(_unreviewed()), COUNTED)


def _waiting() -> ColumnElement[bool]:
    return (Client.status == Status.PENDING) & Client.reviewed_at.is_(None)


def _unreviewed() -> ColumnElement[bool]:
    is_live = (Client.status == Status.LIVE) & Client.reviewed_at.is_(None)
    return is_live & (Client.source == "portal")


def _read(condition: ColumnElement[bool], after: Position | None) -> Page[Client]:
    found: Select[Any] = select(Client).where(condition).options(joinedload(Client.owner))
    return keyset.read_page(found, Client.waiting_since, Client.id, after=after, upwards=True)
