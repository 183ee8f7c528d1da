"""Describes guests for the team of the event."""

from datetime import UTC, datetime
from typing import Any

from flask import url_for

from app.language.texts import gettext as _
from app.models.events.event import Event
from app.models.recurrence.occurrence import Occurrence
from app.models.tickets import guest_list
from app.models.tickets.booking_terms import BookingTerms
from app.models.tickets.ticket import OPEN, Status, Ticket
from app.portal.events import event_presenter
from app.portal.tickets.ticket_presenter import BADGE_KINDS, STATUSES
from app.web.language.date_formats import format_moment


def address(event: Event, recurrence_id: str = "") -> str:
    """The page of the guests of a date."""
    names: dict[str, Any] = {"slug": event.team.slug, "event_slug": event.slug}
    return url_for("portal.list_guests", **names, date=recurrence_id or None)


def choices(event: Event, dates: list[Occurrence]) -> list[tuple[str, str]]:
    """The dates of a series for a list to choose from."""
    return [(date.recurrence_id, event_presenter.start_label(event, date)) for date in dates]


def when(event: Event, date: Occurrence | None) -> str:
    """When the date is, as text."""
    return event_presenter.start_label(event, date) if date else _("No date")


def counts(event: Event, recurrence_id: str) -> list[dict[str, Any]]:
    """The numbers above the list."""
    numbers = guest_list.count(event, recurrence_id)
    capacity = BookingTerms.of(event).capacity
    of_capacity = _("of %(n)d", n=capacity) if capacity is not None else None
    return [
        {"label": _("Places taken"), "value": numbers.taken, "small": of_capacity},
        {"label": _("Checked in"), "value": numbers.used},
        {"label": _("Waiting"), "value": numbers.waiting},
        {"label": _("Cancelled"), "value": numbers.cancelled},
    ]


def in_list(ticket: Ticket) -> dict[str, Any]:
    """The guest as a row of the list."""
    status = Status(ticket.status)
    names: dict[str, Any] = {"slug": ticket.event.team.slug, "event_slug": ticket.event.slug}
    is_invited = ticket.holder_id is None and status == Status.VALID and ticket.email
    return {
        "id": ticket.id,
        "name": ticket.name or _("Deleted account"),
        "email": ticket.email,
        "status": _("Invited") if is_invited else STATUSES[status],
        "status_kind": "info" if is_invited else BADGE_KINDS.get(status, ""),
        "used_at": ticket.used_at,
        "cancel_url": url_for("portal.ask_guest_cancellation", **names, ticket_id=ticket.public_id)
        if status in OPEN
        else None,
    }


def time_of_use(ticket: Ticket) -> str:
    """When the ticket was used, in the viewer's zone."""
    moment = datetime.fromtimestamp(ticket.used_at or ticket.updated_at, UTC)
    return format_moment(moment, rebase=True)
