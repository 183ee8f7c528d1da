"""Handing a client over to another owner: by an offer, or at once between one's own."""

from collections.abc import Mapping
from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.invitation import Ending, Invitation
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients import client_quota
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.clients.developer_teams.client_ownership import Owner
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import Act
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from app.models.values import clock, email_address, secret
from app.models.values.errors import ValidationError

LIFETIME = 7 * 86_400  # seconds


class ClientTransfer(Invitation, db.Model):
    """An offer to the developer with ``email``, who accepts it once: for a team, or alone."""

    __tablename__ = "client_transfer"
    KIND = secret.Kind.TRANSFER
    ACTIONS: ClassVar[Mapping[Ending, str]] = {
        Ending.DECLINED: "client.transfer_declined",
        Ending.WITHDRAWN: "client.transfer_withdrawn",
    }

    expires_at: Mapped[int] = mapped_column(index=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    offered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    client: Mapped[Client] = relationship()
    offered_by: Mapped[User] = relationship()

    @classmethod
    def offer(cls, client: Client, *, email: str, by: User) -> str:
        """Return the key of a new link; an earlier offer of ``client`` ends.

        Raises ValidationError("email", …).
        """
        address = email_address.parse(email)
        if email_address.is_same(address, by.email):
            raise ValidationError("email", _("This is your own address."))
        client.hold()
        cls.replace(cls.client_id == client.id)
        key = cls(email=address, client=client, offered_by=by).seal(LIFETIME)
        audit_trail.record("client.transfer_offered", client=client)
        return key

    @classmethod
    def find_of_client(cls, client: Client) -> "ClientTransfer | None":
        """Return the open offer of ``client``, or None."""
        return db.session.scalar(cls.select_open(cls.client_id == client.id).limit(1))

    @property
    def is_backed(self) -> bool:
        """Whether the user who made it may still give the client away, and it is not deleted."""
        client, sender = self.client, self.offered_by
        return client.status != Status.DELETED and may_give(client, sender)

    def accept(self, user: User, *, owner: Owner | None = None) -> bool:
        """Give it to ``user``, or to ``owner``: a team to which they may bring apps.

        As Invitation.accept; ``former`` are then the people of the former owner. Raises
        ValidationError(field, …) when the new owner has too many apps or ``user`` may not decide
        for the team.
        """
        self.receiver, self.former = owner or user, list[User]()
        return super().accept(user)

    def hold(self) -> None:
        """Lock the client until the commit."""
        self.client.hold()

    def admit(self, user: User) -> bool:
        """Make ``user``, or their team, the owner."""
        owner = self.receiver
        client_quota.require_room(owner)
        _require_right_to_receive(owner, user)
        if not self.is_backed or not self.end(ended_as=Ending.ACCEPTED):
            return False
        self.former = self.client.list_people_to_tell()
        _give(self.client, owner, by=self.offered_by)
        return True

    def record(self, ending: Ending) -> None:
        """Add a line to the audit trail."""
        audit_trail.record(self.ACTIONS[ending], client=self.client)


def may_give(client: Client, user: User) -> bool:
    """Whether ``user`` may give ``client`` away now."""
    return user.is_active and client.may(user, Act.DISPOSE)


def list_receivers(client: Client, user: User) -> list[Owner]:
    """To whom ``user`` may move ``client`` without an offer: themself, and their teams."""
    own = DeveloperMembership.list_of_user(user)
    teams = [member.team for member in own if member.may(Act.DISPOSE)]
    receivers: list[Owner] = [user, *teams]
    return [owner for owner in receivers if owner is not client.owner]


def move(client: Client, owner: Owner, *, by: User) -> list[User]:
    """Give ``client`` at once to ``owner``, which is ``by`` or a team of theirs.

    Returns the people of the former owner, who are to be told.

    Raises ValidationError("owner", …) when the new owner has too many apps, or ``by`` may not.
    """
    client.hold()
    client_quota.require_room(owner, field="owner")
    _require_right_to_receive(owner, by)
    if not may_give(client, by) or client.status == Status.DELETED:
        raise ValidationError("owner", _("You may no longer transfer this app."))
    former = client.list_people_to_tell()
    _give(client, owner, by=by)
    return former


def _require_right_to_receive(owner: Owner, user: User) -> None:
    """Raise unless ``user`` may bring apps to ``owner``, whose row is locked."""
    if isinstance(owner, DeveloperTeam):
        membership = DeveloperMembership.find(owner, user)
        if membership is None or not membership.may(Act.DISPOSE):
            raise ValidationError("owner", _("Only an admin of the team can bring apps to it."))
    elif owner is not user:
        raise ValidationError("owner", _("Choose one of the owners."))


def _give(client: Client, owner: Owner, *, by: User) -> None:
    """Make ``owner`` the owner of ``client``, whose row is locked.

    A new owner is a new identity: users are asked for consent and operators for review again.
    """
    ClientTransfer.replace(ClientTransfer.client_id == client.id)
    client.owner = owner
    client.identity_changed_at = clock.now()
    client.forget_review()
    facts = owner.facts if isinstance(owner, DeveloperTeam) else {}
    audit_trail.record("client.transferred", facts, client=client, subject=by)
