"""The quota of clients per owner; a developer team has its own."""

from sqlalchemy import func, select

from app.extensions import db
from app.language.texts import gettext as _
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.clients.developer_teams.client_ownership import Owner
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from app.models.values.errors import ValidationError

MAX_CLIENTS_PER_OWNER = 25


def has_room(owner: Owner) -> bool:
    """Whether ``owner`` may register one more client; locks their row until the commit."""
    owner.hold()
    return count_owned(owner) < MAX_CLIENTS_PER_OWNER


def count_owned(owner: Owner) -> int:
    """How many clients ``owner`` has; deleted ones do not count."""
    own = (Client.is_owned_by(owner), Client.status != Status.DELETED)
    owned = select(func.count(Client.id)).where(*own)
    return db.session.scalar(owned) or 0


def require_room(owner: Owner, *, field: str = "client") -> None:
    """Raise ValidationError(field, …) unless ``owner`` may have one more client, as has_room."""
    if not has_room(owner):
        raise ValidationError(field, describe_excess(owner))


def describe_excess(owner: Owner) -> str:
    """What is wrong with one client too many."""
    if isinstance(owner, DeveloperTeam):
        return _("This team has as many apps as one team may have. Delete one first.")
    return _("You have as many apps as one person may have. Delete one first.")
