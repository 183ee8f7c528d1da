"""Handing a client over to another developer, who has to accept it."""

from collections.abc import Mapping
from typing import ClassVar

from flask_babel import gettext as _
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.accounts.invitation import Ending, Invitation
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients import client_quota
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.values import clock, email_address, secret
from app.models.values.errors import ValidationError

LIFETIME = 7 * 86_400  # seconds


class ClientTransfer(Invitation, db.Model):
    """An offer to the developer with ``email``, accepted once."""

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
        """Whether the user who made it still owns the client, and it is not deleted."""
        client, sender = self.client, self.offered_by
        is_owner = client.status != Status.DELETED and client.owner_id == sender.id
        return is_owner and sender.is_active

    def hold(self) -> None:
        """Lock the client until the commit."""
        self.client.hold()

    def admit(self, user: User) -> bool:
        """Make ``user`` the owner.

        A new owner is a new identity: users are asked for consent and operators for review again.
        Raises ValidationError("client", …) when ``user`` has too many apps.
        """
        if not client_quota.has_room(user):
            raise ValidationError("client", _("You have as many apps as one person may have."))
        if not self.is_backed or not self.end(ended_as=Ending.ACCEPTED):
            return False
        self.client.owner = user
        self.client.identity_changed_at = clock.now()
        self.client.forget_review()
        audit_trail.record("client.transferred", client=self.client, subject=self.offered_by)
        return True

    def record(self, ending: Ending) -> None:
        """Add a line to the audit trail."""
        audit_trail.record(self.ACTIONS[ending], client=self.client)
