"""A ticket: a person's place at an event, or on its waiting list."""

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    func,
    select,
    true,
    update,
)
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from app.database import keyset
from app.database.batches import batches
from app.database.keyset import Page, Position
from app.database.transactions import rows_changed
from app.extensions import db
from app.models.accounts.user import MAX_NAME, User
from app.models.audit import audit_trail
from app.models.events.event import Event
from app.models.events.event_audience import ANNOUNCED, SHARED
from app.models.recurrence.occurrence import Occurrence
from app.models.tickets import event_dates
from app.models.values import clock, columns, sealed_text, secret
from app.models.values.errors import ValidationError
from app.models.values.sealed_text import UnreadableTextError

PREFIX = "tkt_"


class Status(StrEnum):
    """The states of a ticket."""

    VALID = "valid"
    USED = "used"
    CANCELLED = "cancelled"
    WAITING = "waiting"  # for a place


TAKEN = (Status.VALID, Status.USED)  # they have a place
OPEN = (Status.VALID, Status.WAITING)  # they can still be cancelled


class News(StrEnum):
    """What a mail still has to tell the holder; it tells the state at the time it is sent."""

    PLACE = "place"  # no longer waiting
    EVENT = "event"  # moved, cancelled or restored
    ENDED = "ended"  # the team cancelled the place


class Ticket(db.Model):
    """One place at one date of an event.

    ``recurrence_id`` is that of the date, "" for an event that does not repeat. ``name`` and
    ``email`` are those under which it was booked. A guest has no ``holder`` before they accept.

    The door looks codes up by digest; the code itself is stored encrypted, because its holder sees
    it again. Bookings change under the lock of the team, numbered by ``change_seq``.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_date", "event_id", "recurrence_id", "status", "id"),
        Index("ix_ticket_event", "event_id", "id"),
        Index("ix_ticket_team", "team_id", "id"),
        Index("ix_ticket_holder", "holder_id", "id"),
        Index("ix_ticket_stream", "team_id", "change_seq", unique=True),
        columns.partial_index("ix_ticket_news", "id", where="news IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id(PREFIX)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    recurrence_id: Mapped[str] = mapped_column(String(32), default="")
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    # Who took the place; a transfer does not give the allowance back.
    booked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str | None] = mapped_column(String(MAX_NAME))
    email: Mapped[str | None] = mapped_column(String(254))
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_code: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(10), default=Status.VALID)
    used_at: Mapped[int | None]
    news: Mapped[str | None] = mapped_column(String(10))
    change_seq: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    updated_at: Mapped[int] = mapped_column(default=lambda: clock.now())

    event: Mapped[Event] = relationship()
    holder: Mapped[User | None] = relationship(foreign_keys=[holder_id])
    booked_by: Mapped[User | None] = relationship(foreign_keys=[booked_by_id])

    @classmethod
    def issue(
        cls, event: Event, holder: User | None = None, *, recurrence_id: str = "", **values: Any
    ) -> tuple["Ticket", str]:
        """A new ticket, numbered, and its code; ``BookingTerms`` decides who may have one."""
        ticket = cls(event=event, team_id=event.team_id, recurrence_id=recurrence_id, **values)
        ticket.public_id = secret.public_id(PREFIX)
        if holder is not None:
            ticket.hand_to(holder)
            ticket.booked_by = holder
        code = ticket.renew_code()
        ticket.change_seq = event.team.next_booking_seq()
        db.session.add(ticket)
        db.session.flush()
        return ticket, code

    @classmethod
    def write_all(cls, event: Event, tickets: Sequence["Ticket"]) -> None:
        """Publish the current state of tickets of ``event`` to readers, in this order."""
        if not tickets:
            return
        # In one UPDATE of each row: at a second one, PostgreSQL would lock the holders' accounts,
        # of which one may wait for this lock of the team.
        with db.session.no_autoflush:
            first = event.team.next_booking_seq(len(tickets))
        for seq, ticket in enumerate(tickets, first):
            ticket.change_seq, ticket.updated_at = seq, clock.now()
        db.session.flush()

    def hand_to(self, holder: User) -> None:
        """Make ``holder`` the person who comes."""
        self.holder, self.name, self.email = holder, holder.name, holder.email

    def renew_code(self) -> str:
        """Give the ticket a new code, and return it; the old one opens nothing any more."""
        code = secret.generate(secret.Kind.TICKET_CODE)
        self.code_digest = secret.digest(code)
        self.sealed_code = sealed_text.seal(code, context=_context(self.public_id))
        return code

    def replace_code(self) -> None:
        """``renew_code`` as an act of its holder."""
        self.renew_code()
        self.record("ticket.code_renewed")

    @property
    def code(self) -> str | None:
        """The code for the entrance; None for old tickets, and under a SECRET_KEY that is gone."""
        if self.sealed_code is None:
            return None
        try:
            return sealed_text.unseal(self.sealed_code, context=_context(self.public_id))
        except UnreadableTextError:
            return None

    @property
    def date(self) -> Occurrence | None:
        """When it is for; None when the event no longer has this date."""
        return event_dates.find_held(self.event, self.recurrence_id)

    @property
    def takes_place(self) -> bool:
        """Whether its date is still to be expected, or was."""
        return event_dates.takes_place(self.event, self.date)

    @classmethod
    def find_by_code(cls, event: Event, code: str) -> "Ticket | None":
        """The ticket of ``event`` with this code."""
        ticket = cls.find_anywhere(code)
        return ticket if ticket is not None and ticket.event_id == event.id else None

    @classmethod
    def find_anywhere(cls, code: str) -> "Ticket | None":
        """The ticket with this code, of any event."""
        if not secret.is_well_formed(secret.Kind.TICKET_CODE, code):
            return None
        return db.session.scalar(select(cls).where(cls.code_digest == secret.digest(code)))

    @classmethod
    def find_own(cls, holder: User, public_id: str) -> "Ticket | None":
        """The ticket of ``holder`` with this ID, of an event that they may know of."""
        if not secret.is_public_id(PREFIX, public_id):
            return None
        own = select(cls).join(cls.event).where(cls.public_id == public_id, ANNOUNCED.among(Event))
        return db.session.scalar(own.where(cls.holder_id == holder.id))

    @classmethod
    def list_at(cls, event: Event, holder: User) -> list["Ticket"]:
        """The tickets of ``holder`` for ``event`` that are valid, used or waiting, oldest first."""
        own = (cls.event_id == event.id, cls.holder_id == holder.id)
        tickets = select(cls).where(*own, cls.status != Status.CANCELLED)
        return list(db.session.scalars(tickets.order_by(cls.id)))

    @classmethod
    def count_of_events(cls, ids: Collection[int], statuses: Collection[Status]) -> dict[int, int]:
        """How many tickets with these statuses each event has; events without any are left out."""
        counted = select(cls.event_id, func.count()).where(cls.status.in_(statuses))
        counts: dict[int, int] = {}
        for some in batches(list(ids)):
            rows = db.session.execute(counted.where(cls.event_id.in_(some)).group_by(cls.event_id))
            counts.update((event_id, count) for event_id, count in rows)
        return counts

    @classmethod
    def list_of_account(
        cls, holder: User, *, after: Position | None = None, limit: int
    ) -> Page["Ticket"]:
        """A page of the tickets of ``holder``, those that were booked last first."""
        own = select(cls).join(cls.event).where(cls.holder_id == holder.id, ANNOUNCED.among(Event))
        loaded = own.options(contains_eager(cls.event))
        return keyset.read_page(loaded, cls.id, after=after, limit=limit)

    @property
    def starts_at(self) -> int:
        """When its date begins, in epoch seconds; that of the event without one."""
        date = self.date
        return date.starts_at if date is not None else self.event.starts_at

    @property
    def is_ahead(self) -> bool:
        """Whether its holder may still come, or waits to."""
        date = self.date
        is_open = self.status != Status.CANCELLED and self.takes_place
        return is_open and date is not None and not event_dates.is_over(date)

    @property
    def is_cancellable(self) -> bool:
        """Whether its holder may still give the place back: it has neither been used nor passed."""
        date = self.date
        return self.status in OPEN and (date is None or not event_dates.is_over(date))

    @classmethod
    def has_news(cls) -> bool:
        """Whether any holder is to be told something."""
        return db.session.scalar(select(cls.id).where(cls.news.is_not(None)).limit(1)) is not None

    @classmethod
    def take_news(cls, limit: int) -> list[tuple["Ticket", News]]:
        """At most ``limit`` tickets with what their holders are to be told; each is taken once."""
        due = select(cls.id, cls.news).where(cls.news.is_not(None)).order_by(cls.id).limit(limit)
        taken = []
        for ticket_id, news in db.session.execute(due).all():
            mine = update(cls).where(cls.id == ticket_id, cls.news == news).values(news=None)
            if rows_changed(mine.execution_options(synchronize_session=False)):
                taken.append((db.session.get_one(cls, ticket_id), News(news or "")))
        return taken

    @classmethod
    def list_of_holder(cls, holder_id: int, *, after: str | None, limit: int) -> Sequence["Ticket"]:
        """The person's first ``limit`` tickets after the ticket ``after``, oldest first.

        Leaves out drafts and deleted events. Raises ValidationError("cursor", …).
        """
        return cls._list(cls.holder_id == holder_id, ANNOUNCED.among(Event), after, limit)

    @classmethod
    def list_of_team(cls, team_id: int, *, after: str | None, limit: int) -> Sequence["Ticket"]:
        """The same for the team's events that apps may see."""
        return cls._list(cls.team_id == team_id, SHARED.among(Event), after, limit)

    @classmethod
    def list_of_event(cls, event: Event, *, after: str | None, limit: int) -> Sequence["Ticket"]:
        """The same for one event, also if it is private."""
        return cls._list(cls.event_id == event.id, true(), after, limit)

    @classmethod
    def find_of_event(cls, event: Event, public_id: str) -> "Ticket | None":
        """The ticket of ``event`` with this ID."""
        if not secret.is_public_id(PREFIX, public_id):
            return None
        of_event = (cls.event_id == event.id, cls.public_id == public_id)
        return db.session.scalar(select(cls).where(*of_event))

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
            position = db.session.scalar(select(cls.id).where(cls.public_id == public_id, own))
        if position is None:
            raise ValidationError("cursor", "Start again without a cursor.")
        return position

    @classmethod
    def seal_all_again(cls) -> int:
        """Encrypt codes under a former SECRET_KEY with the present one; return how many."""
        return sealed_text.seal_all_again(cls.sealed_code, cls.public_id, _context)

    def record(self, action: str, **values: Any) -> None:
        """Add a line to the audit trail, which names neither the guest nor the code."""
        facts = {"event": self.event.public_id, "ticket": self.public_id}
        audit_trail.record(action, facts, team=self.event.team, **values)


def record_all(action: str, tickets: Iterable[Ticket], **values: Any) -> None:
    """Add a line for each of ``tickets``."""
    for ticket in tickets:
        ticket.record(action, **values)


def _context(public_id: str) -> str:
    return f"ticket {public_id}"
