"""How places at an event are given out: to whom, how many, from when to when.

Every act takes the lock of the event's team first, as every change of an event does. So an act
sees the event, the terms and all tickets as they are, and no place is given out twice.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Self

from sqlalchemy import ColumnElement, ForeignKey, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.events.event import Event
from app.models.recurrence.occurrence import Occurrence
from app.models.tickets import event_dates
from app.models.tickets.ticket import OPEN, TAKEN, News, Status, Ticket, record_all
from app.models.values import clock, email_address, names
from app.models.values.errors import StagedoorError, ValidationError

MAX_CAPACITY = 100_000  # also where none is set
MAX_PER_PERSON = 20
MAX_WAITING = 1000  # for one date
MAX_OF_PERSON = 1000  # tickets at one event, cancelled ones included
MAX_GUEST_NAME = 80  # characters


class BookingRefusedError(StagedoorError):
    """No place was given; ``message`` says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class FullError(BookingRefusedError):
    """Fewer places are free than were to be booked."""


@dataclass(frozen=True)
class Terms:
    """The terms that an organizer sets. Without a capacity there are places for everyone.

    Without ``closes_at``, bookings close when the date is over.
    """

    enabled: bool = False
    capacity: int | None = None
    opens_at: int | None = None
    closes_at: int | None = None
    per_person: int = 1
    waiting_list: bool = False

    def check(self) -> Self:
        """Return them; raises ValidationError(field, …)."""
        if self.capacity is not None and not 1 <= self.capacity <= MAX_CAPACITY:
            message = _("Enter a number from 1 to %(n)d.", n=MAX_CAPACITY)
            raise ValidationError("capacity", message)
        if not 1 <= self.per_person <= MAX_PER_PERSON:
            message = _("Enter a number from 1 to %(n)d.", n=MAX_PER_PERSON)
            raise ValidationError("per_person", message)
        if None not in (self.opens_at, self.closes_at) and self.closes_at <= self.opens_at:  # type: ignore[operator]  # neither is None
            raise ValidationError("closes", _("Bookings cannot close before they open."))
        return self


NO_BOOKINGS = Terms()


@dataclass(frozen=True)
class Places:
    """The places at one date. ``free`` is None where there is no limit."""

    taken: int
    waiting: int
    free: int | None

    def has_room_for(self, count: int) -> bool:
        """Whether so many more can come."""
        return self.free is None or self.free >= count


class BookingTerms(db.Model):
    """The terms of one event, and the acts on its places. Without a row, bookings are off."""

    __tablename__ = "booking_terms"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    enabled: Mapped[bool]
    capacity: Mapped[int | None]
    opens_at: Mapped[int | None]
    closes_at: Mapped[int | None]
    per_person: Mapped[int]
    waiting_list: Mapped[bool]

    event: Mapped[Event] = relationship()

    @classmethod
    def of(cls, event: Event) -> "BookingTerms":
        """The terms of ``event``."""
        stored = select(cls).where(cls.event_id == event.id)
        terms = db.session.scalar(stored.execution_options(populate_existing=True))
        return terms or cls(event=event, event_id=event.id, **vars(NO_BOOKINGS))

    @classmethod
    def hold(cls, event: Event) -> "BookingTerms":
        """The terms, read after taking the lock that every act on the event's places takes."""
        event.hold()
        return cls.of(event)

    @property
    def terms(self) -> Terms:
        """The terms as a value."""
        return Terms(**{field.name: getattr(self, field.name) for field in fields(Terms)})

    @classmethod
    def change(cls, event: Event, terms: Terms) -> bool:
        """Set the terms; False when they are the same. Raises ValidationError.

        More room goes to those who wait. With less, every ticket stays valid.
        """
        present = cls.hold(event)
        if terms.check() == present.terms:
            return False
        for name, value in vars(terms).items():
            setattr(present, name, value)
        db.session.add(present)
        db.session.flush()
        audit_trail.record("bookings.changed", team=event.team, event=event.public_id)
        present.promote()
        return True

    def places(self, recurrence_id: str) -> Places:
        """The places at this date."""
        return self.places_by_date([recurrence_id])[recurrence_id]

    def places_by_date(self, recurrence_ids: Collection[str]) -> dict[str, Places]:
        """The places at each of these dates."""
        columns = Ticket.recurrence_id, Ticket.status
        at_dates = Ticket.event_id == self.event_id, Ticket.recurrence_id.in_(recurrence_ids)
        rows = db.session.execute(
            select(*columns, func.count()).where(*at_dates).group_by(*columns)
        )
        counts: dict[str, Counter[str]] = {name: Counter() for name in recurrence_ids}
        for name, status, number in rows:
            counts[name][status] = number
        return {name: self._places(at_date) for name, at_date in counts.items()}

    def _places(self, counts: Counter[str]) -> Places:
        taken = sum(counts[status] for status in TAKEN)
        free = max(0, (self.capacity or MAX_CAPACITY) - taken)
        is_limited = self.capacity is not None or free < MAX_WAITING
        return Places(taken, counts[Status.WAITING], free if is_limited else None)

    def refusal(self, date: Occurrence | None) -> str | None:
        """Why no one can book this date now, apart from being full; None when one can."""
        if not self.enabled:
            return _("This event takes no bookings.")
        if date is None or not event_dates.takes_place(self.event, date):
            return _("This date does not take place.")
        if event_dates.is_over(date):
            return _("This date is over.")
        if self.opens_at is not None and clock.now() < self.opens_at:
            return _("Bookings are not open yet.")
        if self.closes_at is not None and clock.now() >= self.closes_at:
            return _("Bookings are closed.")
        return None

    def allowance(self, user: User, recurrence_id: str) -> int:
        """How many more places ``user`` may take at this date."""
        held = select(func.count(Ticket.id)).where(*self._at(recurrence_id), _is_of(user))
        number = db.session.scalar(held.where(Ticket.status != Status.CANCELLED)) or 0
        return max(0, self.per_person - number)

    @classmethod
    def book(
        cls, event: Event, user: User, *, recurrence_id: str = "", count: int = 1
    ) -> list[Ticket]:
        """Give ``user`` ``count`` places, or none. Raises BookingRefusedError, of which FullError.

        The caller has made sure that the user's address is confirmed.
        """
        terms = cls._hold_for(user, event)
        name = terms._check(user, recurrence_id, count)
        places = terms.places(name)
        if not places.has_room_for(count):
            raise FullError(_full(places))
        tickets = [Ticket.issue(event, user, recurrence_id=name)[0] for _number in range(count)]
        record_all("ticket.booked", tickets)
        return tickets

    @classmethod
    def wait(cls, event: Event, user: User, *, recurrence_id: str = "") -> Ticket:
        """Put ``user`` at the end of the waiting list, or give them a place that is free by now.

        Raises BookingRefusedError.
        """
        terms = cls._hold_for(user, event)
        name = terms._check(user, recurrence_id, 1)
        places = terms.places(name)
        is_full = not places.has_room_for(1)
        if is_full and not terms.waiting_list:
            raise BookingRefusedError(_("This event has no waiting list."))
        if is_full and places.waiting >= MAX_WAITING:
            raise BookingRefusedError(_("The waiting list is full."))
        status = Status.WAITING if is_full else Status.VALID
        ticket, _code = Ticket.issue(event, user, recurrence_id=name, status=status)
        ticket.record("ticket.waiting" if is_full else "ticket.booked")
        return ticket

    @classmethod
    def add_guest(
        cls, event: Event, *, email: str, name: str, recurrence_id: str = ""
    ) -> tuple[Ticket, str]:
        """Give a place to the person with this address, and return the ticket and its code.

        Opening times do not matter to organizers; the capacity does. The person becomes the holder
        by accepting an invitation. Raises ValidationError, BookingRefusedError, FullError.
        """
        address = email_address.parse(email)
        name = names.check(name, max_length=MAX_GUEST_NAME)
        terms = cls.hold(event)
        date = event_dates.find_held(event, recurrence_id)
        if date is None or not event_dates.takes_place(event, date):
            raise BookingRefusedError(_("This date does not take place."))
        if event_dates.is_over(date):
            raise BookingRefusedError(_("This date is over."))
        terms._refuse_twice(date, address)
        places = terms.places(date.recurrence_id)
        if not places.has_room_for(1):
            raise FullError(_full(places))
        ticket, code = Ticket.issue(
            event, recurrence_id=date.recurrence_id, name=name, email=address
        )
        ticket.record("guest.added")
        return ticket, code

    @classmethod
    def cancel(
        cls, tickets: list[Ticket], *, erases_names: bool = False, news: News | None = None
    ) -> int:
        """Cancel tickets of one event, and give their places to those who wait; how many were.

        Tickets that are used or cancelled stay as they are. ``news`` is what holders are told.
        """
        if not tickets:
            return 0
        event = tickets[0].event
        terms = cls.hold(event)
        for ticket in tickets:
            db.session.refresh(ticket)
        ended = [ticket for ticket in tickets if ticket.status in OPEN]
        for ticket in ended:
            ticket.status, ticket.news = Status.CANCELLED, news
            if erases_names:
                ticket.name = ticket.email = None
        Ticket.write_all(event, ended)
        record_all("ticket.cancelled", ended)
        terms.promote()
        return len(ended)

    @classmethod
    def check_in(cls, ticket: Ticket) -> bool:
        """Use the ticket at the entrance. True for exactly one caller; raises BookingRefusedError.

        False when the ticket was used before, at ``used_at``.
        """
        cls.hold(ticket.event)
        db.session.refresh(ticket)
        if ticket.status == Status.USED:
            return False
        if ticket.status == Status.WAITING:
            raise BookingRefusedError(_("This person is on the waiting list."))
        if ticket.status != Status.VALID:
            raise BookingRefusedError(_("This ticket is cancelled."))
        if not ticket.takes_place:
            raise BookingRefusedError(_("This date does not take place."))
        ticket.status, ticket.used_at = Status.USED, clock.now()
        Ticket.write_all(ticket.event, [ticket])
        ticket.record("ticket.checked_in")
        return True

    def promote(self) -> None:
        """Give free places to those who wait, in their order, while bookings are on.

        The caller holds the lock.
        """
        if not self.enabled:
            return
        waiting = select(Ticket.recurrence_id).where(
            Ticket.event_id == self.event_id, Ticket.status == Status.WAITING
        )
        for recurrence_id in sorted(db.session.scalars(waiting.distinct())):
            date = event_dates.find_held(self.event, recurrence_id)
            if date is None or event_dates.is_over(date):
                continue
            if event_dates.takes_place(self.event, date):
                self._promote(recurrence_id)

    def _promote(self, recurrence_id: str) -> None:
        free = self.places(recurrence_id).free
        waiting = select(Ticket).where(*self._at(recurrence_id), Ticket.status == Status.WAITING)
        first = waiting.order_by(Ticket.id).limit(MAX_WAITING if free is None else free)
        promoted = list(db.session.scalars(first.execution_options(populate_existing=True)))
        for ticket in promoted:
            ticket.status, ticket.news = Status.VALID, News.PLACE
        Ticket.write_all(self.event, promoted)
        record_all("ticket.promoted", promoted)

    @classmethod
    def _hold_for(cls, user: User, event: Event) -> "BookingTerms":
        # The account first, as in every act on both: who is deleted at this moment books before
        # that, and loses the ticket, or not at all.
        db.session.refresh(user, with_for_update={"key_share": True})
        if not user.is_active:
            raise BookingRefusedError(_("This account cannot book."))
        return cls.hold(event)

    def _check(self, user: User, recurrence_id: str, count: int) -> str:
        """The id of the date, which has one alone; raises BookingRefusedError if it is refused."""
        date = event_dates.find(self.event, recurrence_id)
        refusal = self.refusal(date)
        if date is None or refusal is not None:
            raise BookingRefusedError(refusal or _("This date does not take place."))
        if not 1 <= count <= self.per_person:
            raise BookingRefusedError(_("Book 1 to %(n)d places.", n=self.per_person))
        if count > self.allowance(user, date.recurrence_id):
            message = _("One person can book %(n)d of the places.", n=self.per_person)
            raise BookingRefusedError(message)
        # Who books and cancels again and again would make the event's rows grow without end.
        of_event = select(func.count(Ticket.id)).where(Ticket.event_id == self.event_id)
        if (db.session.scalar(of_event.where(_is_of(user))) or 0) + count > MAX_OF_PERSON:
            raise BookingRefusedError(_("You booked and cancelled too often. Ask the team."))
        return date.recurrence_id

    def _refuse_twice(self, date: Occurrence, address: str) -> None:
        """Raise ValidationError when the guest list has the address."""
        same = func.lower(Ticket.email) == email_address.key(address)
        listed = select(Ticket.id).where(*self._at(date.recurrence_id), same)
        if db.session.scalar(listed.where(Ticket.status.in_(TAKEN)).limit(1)):
            raise ValidationError("email", _("This address is on the guest list already."))

    def _at(self, recurrence_id: str) -> tuple[ColumnElement[bool], ...]:
        return Ticket.event_id == self.event_id, Ticket.recurrence_id == recurrence_id


def _is_of(user: User) -> ColumnElement[bool]:
    return or_(Ticket.holder_id == user.id, Ticket.booked_by_id == user.id)


def _full(places: Places) -> str:
    if places.free:
        return _("Only %(n)d places are left.", n=places.free)
    return _("All places are taken.")
