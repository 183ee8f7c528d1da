"""Deleting a client, and restoring it within TIME_TO_UNDO."""

from sqlalchemy import ColumnElement, Select, select

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.clients import client_quota
from app.models.clients.client import Client
from app.models.clients.client_lifecycle import TIME_TO_UNDO
from app.models.clients.client_status import Status
from app.models.clients.developer_teams.client_ownership import Owner
from app.models.clients.developer_teams.developer_role import Act
from app.models.flow_doctor.flow_failure import FlowFailure
from app.models.values import clock, secret
from app.models.values.errors import ValidationError

MAX_LISTED = 50


def delete(client: Client) -> None:
    """Stop ``client`` from the next request on and forget its refused requests.

    Its owner, or an admin of the team that owns it, can restore it for TIME_TO_UNDO.
    """
    client.delete()
    FlowFailure.forget([client.id])


def list_undoable(person: User) -> list[Client]:
    """Return the deleted clients that ``person`` can restore, last deleted first."""
    newest_first = _undoable(person).order_by(Client.deleted_at.desc(), Client.id.desc())
    return list(db.session.scalars(newest_first.limit(MAX_LISTED)))


def find_undoable(person: User, client_id: str) -> Client | None:
    """Return the deleted client with this ID if ``person`` can restore it, or None."""
    if not secret.is_well_formed(secret.Kind.CLIENT_ID, client_id):
        return None
    return db.session.scalar(_undoable(person).where(Client.client_id == client_id))


def undo(client: Client, owner: Owner) -> None:
    """Restore ``client`` as it was.

    Raises ValidationError("client", …) when the owner has too many or it is too late, and
    ValidationError("redirect_uris", …) when another app gets direct tokens at its address.
    """
    client_quota.require_room(owner)
    client.hold()
    if not client.can_be_undeleted:
        raise ValidationError("client", _("This can no longer be undone."))
    if client.direct_token:
        client.refuse_addresses_of_others(client.registered_uris())
    client.undelete()


def is_over() -> ColumnElement[bool]:
    """The SQL condition for a client that is deleted for good."""
    return (Client.status == Status.DELETED) & (Client.deleted_at <= clock.now() - TIME_TO_UNDO)


def _undoable(person: User) -> Select[Client]:
    return select(Client).where(
        Client.is_open_to(person, Act.DISPOSE),
        Client.status == Status.DELETED,
        Client.status_before_deletion.is_not(None),
        Client.deleted_at > clock.now() - TIME_TO_UNDO,
    )
