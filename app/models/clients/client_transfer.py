"""Handing a client over to another developer, who has to accept it."""

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients import client_quota
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.values import clock, email_address, secret
from app.models.values.errors import ValidationError
from app.models.values.mailed_link import MailedLink

LIFETIME = 7 * 86_400  # seconds


class ClientTransfer(MailedLink, db.Model):
    """An offer, accepted once by the user who opens its link. The link reaches ``email`` alone."""

    __tablename__ = "client_transfer"
    KIND = secret.Kind.TRANSFER

    expires_at: Mapped[int] = mapped_column(index=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    offered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())

    client: Mapped[Client] = relationship()
    offered_by: Mapped[User] = relationship()

    @classmethod
    def offer(cls, client: Client, *, email: str, by: User) -> str:
        """The token of a new link; an earlier offer of ``client`` ends.

        Raises ValidationError("email", …).
        """
        address = email_address.parse(email)
        if email_address.is_same(address, by.email):
            raise ValidationError("email", _("This is your own address."))
        client.hold()
        cls.end_all(cls.client_id == client.id)
        token = cls(email=address, client=client, offered_by=by).seal(LIFETIME)
        audit_trail.record("client.transfer_offered", client=client)
        return token

    @classmethod
    def find_of_client(cls, client: Client) -> "ClientTransfer | None":
        """The open offer of ``client``."""
        return db.session.scalar(cls.select_open(cls.client_id == client.id).limit(1))

    @classmethod
    def withdraw(cls, client: Client) -> None:
        """End the offer of ``client``: its link stops working."""
        cls.end_all(cls.client_id == client.id)
        audit_trail.record("client.transfer_withdrawn", client=client)

    @property
    def is_open(self) -> bool:
        """Whether the offer can be accepted."""
        return super().is_open and self.is_backed

    @property
    def is_backed(self) -> bool:
        """Whether the user who made it still owns the client, and it is not deleted."""
        client = self.client
        return client.status != Status.DELETED and client.owner_id == self.offered_by_id

    def accept(self, user: User) -> bool:
        """Make ``user`` the owner; False when the offer has just ended.

        A new owner is a new identity: users are asked for consent and operators for review again.
        Raises ValidationError("client", …) when ``user`` has too many apps.
        """
        if not client_quota.has_room(user):
            raise ValidationError("client", _("You have as many apps as one person may have."))
        self.client.hold()
        if not self.is_backed or not self.end():
            return False
        self.client.owner = user
        self.client.identity_changed_at = clock.now()
        self.client.forget_review()
        audit_trail.record("client.transferred", client=self.client, subject=self.offered_by)
        return True
