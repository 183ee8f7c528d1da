"""Handing a client over to another developer, who has to accept it."""

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, String, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database.transactions import rows_changed
from app.extensions import db
from app.models.accounts.user import User, normalise_email
from app.models.audit import audit_trail
from app.models.clients import client_quota
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.values import clock, secret
from app.models.values.errors import ValidationError

LIFETIME = 7 * 86_400  # seconds


class ClientTransfer(db.Model):
    """An offer, accepted once by the user who opens its link. The link reaches ``email`` alone."""

    __tablename__ = "client_transfer"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    offered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    expires_at: Mapped[int] = mapped_column(index=True)
    ended_at: Mapped[int | None]  # accepted, declined, withdrawn or followed by a newer one

    client: Mapped[Client] = relationship()
    offered_by: Mapped[User] = relationship()

    @classmethod
    def offer(cls, client: Client, *, email: str, by: User) -> str:
        """The token of a new link; an earlier offer of ``client`` ends.

        Raises ValidationError("email", …).
        """
        address = normalise_email(email)
        if address == by.email:
            raise ValidationError("email", _("This is your own address."))
        client.hold()
        cls._end_all(client)
        token = secret.generate(secret.Kind.TRANSFER)
        row = cls(digest=secret.digest(token), email=address, expires_at=clock.now() + LIFETIME)
        row.client, row.offered_by = client, by
        db.session.add(row)
        audit_trail.record("client.transfer_offered", client=client)
        return token

    @classmethod
    def find_open(cls, token: str) -> "ClientTransfer | None":
        """The offer of this link while it can be accepted."""
        if not secret.is_well_formed(secret.Kind.TRANSFER, token):
            return None
        offer = db.session.scalar(cls._open().where(cls.digest == secret.digest(token)))
        return offer if offer is not None and offer.is_backed else None

    @classmethod
    def find_of_client(cls, client: Client) -> "ClientTransfer | None":
        """The open offer of ``client``."""
        return db.session.scalar(
            cls._open().where(cls.client_id == client.id).order_by(cls.id.desc()).limit(1)
        )

    @classmethod
    def withdraw(cls, client: Client) -> None:
        """End the offer of ``client``: its link stops working."""
        cls._end_all(client)
        audit_trail.record("client.transfer_withdrawn", client=client)

    @classmethod
    def _end_all(cls, client: Client) -> None:
        waiting = update(cls).where(cls.client_id == client.id, cls.ended_at.is_(None))
        db.session.execute(waiting.values(ended_at=clock.now()))

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

    def end(self) -> bool:
        """Close the offer; True for exactly one caller."""
        statement = update(ClientTransfer).values(ended_at=clock.now())
        is_open = ClientTransfer.id == self.id, ClientTransfer.ended_at.is_(None)
        return bool(rows_changed(statement.where(*is_open)))

    @classmethod
    def _open(cls) -> "Select[ClientTransfer]":
        return select(cls).where(cls.ended_at.is_(None), cls.expires_at > clock.now())
