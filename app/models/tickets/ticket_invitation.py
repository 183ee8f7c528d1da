"""Invitations to take a ticket: of a guest by an organizer, or from its holder."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.invitation import Ending, Invitation
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.tickets.booking_terms import BookingTerms
from app.models.tickets.ticket import Status, Ticket
from app.models.values import email_address, secret
from app.models.values.errors import ValidationError

LIFETIME = 14 * 86_400  # seconds of a transfer; a guest may accept until the date
GUEST_LIFETIME = 366 * 86_400  # seconds


@dataclass(frozen=True)
class NewGuest:
    """A guest who was added: the ticket, its code, and the key of the invitation."""

    ticket: Ticket
    code: str
    key: str


class TicketInvitation(Invitation, db.Model):
    """A mailed link with which one person becomes the holder of a ticket."""

    __tablename__ = "ticket_invitation"
    KIND = secret.Kind.TICKET_INVITATION
    ACTIONS: ClassVar[Mapping[Ending, str]] = {
        Ending.ACCEPTED: "ticket.accepted",
        Ending.DECLINED: "ticket.declined",
        Ending.WITHDRAWN: "ticket.transfer_withdrawn",
    }

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"), index=True)
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    is_transfer: Mapped[bool]

    ticket: Mapped[Ticket] = relationship()
    sent_by: Mapped[User] = relationship()

    @classmethod
    def invite(cls, ticket: Ticket, *, by: User) -> str:
        """Return the key of a link for the guest's address."""
        address = ticket.email or ""
        guest = cls(ticket=ticket, email=address, sent_by=by, is_transfer=False)
        return guest.seal(GUEST_LIFETIME)

    @classmethod
    def add_guest(cls, event: Event, *, by: User, **details: str) -> NewGuest:
        """Add a guest in the name of ``by``, as ``BookingTerms.add_guest`` does, and invite them.

        Raises ValidationError, BookingRefusedError, FullError.
        """
        # The account first, as in every act on both.
        db.session.refresh(by, with_for_update={"key_share": True})
        ticket, code = BookingTerms.add_guest(event, **details)
        return NewGuest(ticket, code, cls.invite(ticket, by=by))

    @classmethod
    def offer(cls, ticket: Ticket, *, email: str, by: User) -> str:
        """Return the key of a link that hands the ticket over; an earlier one ends.

        Raises ValidationError("email", …).
        """
        address = email_address.parse(email)
        if email_address.is_same(address, by.email):
            raise ValidationError("email", _("This is your own address."))
        BookingTerms.hold(ticket.event)
        db.session.refresh(ticket)
        if not is_transferable(ticket, by):
            raise ValidationError("email", _("This ticket can no longer be handed over."))
        cls.replace(cls.ticket_id == ticket.id)
        key = cls(ticket=ticket, email=address, sent_by=by, is_transfer=True).seal(LIFETIME)
        ticket.record("ticket.transfer_offered")
        return key

    @classmethod
    def find_of_ticket(cls, ticket: Ticket) -> "TicketInvitation | None":
        """Return the open invitation to take ``ticket``, or None."""
        return db.session.scalar(cls.select_open(cls.ticket_id == ticket.id).limit(1))

    @property
    def is_backed(self) -> bool:
        """Whether the ticket is valid and still the sender's to give."""
        ticket = self.ticket
        if self.is_transfer:
            return self.sent_by.is_active and is_transferable(ticket, self.sent_by)
        return ticket.status == Status.VALID and ticket.holder_id is None and ticket.takes_place

    def hold(self) -> None:
        """Lock the bookings of the event until the commit."""
        BookingTerms.hold(self.ticket.event)
        db.session.refresh(self.ticket)

    def admit(self, user: User) -> bool:
        """Make ``user`` the holder. A ticket that changes hands has a new code from then on."""
        if not self.is_open or not self.end(ended_as=Ending.ACCEPTED):
            return False
        self.ticket.hand_to(user)
        if self.is_transfer:
            self.ticket.renew_code()
        Ticket.write_all(self.ticket.event, [self.ticket])
        self.record(Ending.ACCEPTED)
        return True

    def record(self, ending: Ending) -> None:
        """Add a line to the audit trail."""
        self.ticket.record(self.ACTIONS[ending])


def is_transferable(ticket: Ticket, holder: User) -> bool:
    """Whether ``holder`` may give the ticket away."""
    is_own = ticket.holder_id == holder.id
    return is_own and ticket.status == Status.VALID and ticket.takes_place
