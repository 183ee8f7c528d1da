"""The quota of clients per developer."""

from sqlalchemy import func, select

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.client_status import Status

MAX_CLIENTS_PER_OWNER = 25


def has_room(owner: User) -> bool:
    """Whether ``owner`` may register one more client; locks their row until the commit."""
    db.session.execute(select(User.id).where(User.id == owner.id).with_for_update())
    return count_owned(owner) < MAX_CLIENTS_PER_OWNER


def count_owned(owner: User) -> int:
    """How many clients ``owner`` has; deleted ones do not count."""
    owned = select(func.count()).where(Client.owner_id == owner.id, Client.status != Status.DELETED)
    return db.session.scalar(owned) or 0
