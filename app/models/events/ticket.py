"""A ticket: a person's place at an event."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, select
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from app.extensions import db
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.events.event_audience import ANNOUNCED, SHARED
from app.models.values import clock, columns, secret
from app.models.values.errors import ValidationError

PREFIX = "tkt_"


class Ticket(db.Model):
    """One place. Only a digest of the code for the entrance is stored; no list shows it."""

    __tablename__ = "ticket"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id(PREFIX)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    status: Mapped[str] = mapped_column(String(10), default="valid")  # or used, or cancelled
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())

    event: Mapped[Event] = relationship()
    holder: Mapped[User] = relationship()

    @classmethod
    def issue(cls, event: Event, holder: User) -> tuple["Ticket", str]:
        """A new ticket and its code, which is not stored."""
        code = secret.generate(secret.Kind.TICKET_CODE)
        ticket = cls(event=event, holder=holder, code_digest=secret.digest(code))
        db.session.add(ticket)
        return ticket, code

    @classmethod
    def list_of_holder(cls, holder_id: int, *, after: str | None, limit: int) -> Sequence["Ticket"]:
        """The person's first ``limit`` tickets after the ticket ``after``, oldest first.

        Leaves out drafts and deleted events. Raises ValidationError("cursor", …).
        """
        return cls._list(cls.holder_id == holder_id, ANNOUNCED.among(Event), after, limit)

    @classmethod
    def list_of_team(cls, team_id: int, *, after: str | None, limit: int) -> Sequence["Ticket"]:
        """The same for the team's events that apps may see."""
        return cls._list(Event.team_id == team_id, SHARED.among(Event), after, limit)

    @classmethod
    def _list(
        cls, own: ColumnElement[bool], visible: ColumnElement[bool], after: str | None, limit: int
    ) -> Sequence["Ticket"]:
        tickets = select(cls).join(cls.event).where(own, visible)
        if after is not None:
            tickets = tickets.where(cls.id > cls._position(own, after))
        loaded: Any = (contains_eager(cls.event), joinedload(cls.holder))
        return db.session.scalars(tickets.options(*loaded).order_by(cls.id).limit(limit)).all()

    @classmethod
    def _position(cls, own: ColumnElement[bool], public_id: str) -> int:
        position = None
        if secret.is_public_id(PREFIX, public_id):
            # Its event may be hidden by now: the cursor still works.
            named = select(cls.id).join(cls.event).where(cls.public_id == public_id, own)
            position = db.session.scalar(named)
        if position is None:
            raise ValidationError("cursor", "Start again without a cursor.")
        return position
