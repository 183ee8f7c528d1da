"""Describes tickets and bookings for people."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user

from app.models.events.event import Event
from app.models.recurrence.occurrence import Occurrence
from app.models.tickets import event_dates
from app.models.tickets.booking_terms import BookingTerms, Places
from app.models.tickets.ticket import Status, Ticket
from app.portal.blueprint import bp
from app.portal.events import event_presenter
from app.web.signed_in import current_person

STATUSES = {
    Status.VALID: lazy_gettext("Valid"),
    Status.USED: lazy_gettext("Used"),
    Status.CANCELLED: lazy_gettext("Cancelled"),
    Status.WAITING: lazy_gettext("Waiting list"),
}
BADGE_KINDS = {Status.VALID: "ok", Status.WAITING: "info"}
FEW = 10  # free places from which on their number is told


@dataclass(frozen=True)
class Block:
    """What the event's page says about booking."""

    dates: list[dict[str, Any]]
    chosen: str
    refusal: str | None
    places: str
    counts: range
    has_room: bool
    may_wait: bool
    own: list[dict[str, Any]]
    cancellable: dict[str, str]  # dates that the viewer can cancel, each with its label


@bp.app_template_global()
def booking_block(event: Event) -> Block | None:
    """The block for the viewer; None for an event that takes no bookings."""
    terms = BookingTerms.of(event)
    own = Ticket.list_at(event, current_person()) if current_user.is_authenticated else []
    if not (terms.enabled or own):
        return None
    dates = event_dates.list_next(event)
    chosen = _chosen(dates)
    name = chosen.recurrence_id if chosen else ""
    places_by_date = terms.places_by_date({name, *(date.recurrence_id for date in dates)})
    places = places_by_date[name]
    left = terms.per_person
    if current_user.is_authenticated:
        left = terms.allowance(current_person(), name)
    most = left if places.free is None else min(left, places.free)
    return Block(
        dates=[_option(event, date, places_by_date) for date in dates]
        if event.recurrence_json
        else [],
        chosen=name,
        refusal=terms.refusal(chosen) if chosen or terms.enabled else None,
        places=_describe_places(places.free),
        counts=range(1, most + 1),
        has_room=left > 0 and places.has_room_for(1),
        may_wait=left > 0 and terms.waiting_list and not places.has_room_for(1),
        own=[in_list(ticket) for ticket in own],
        cancellable={t.recurrence_id: in_list(t)["starts"] for t in own if t.is_cancellable},
    )


def in_list(ticket: Ticket) -> dict[str, Any]:
    """The ticket as a row of a list."""
    event, date = ticket.event, ticket.date
    is_off = ticket.status in (Status.VALID, Status.WAITING) and not ticket.takes_place
    gone = _("No longer takes place")
    starts = event_presenter.start_label(event, date) if date else gone
    return {
        "title": event.title,
        "when": f"{starts} ({event.timezone})" if date and not event.all_day else starts,
        "team": event.team.name,
        "url": url_for("portal.show_ticket", ticket_id=ticket.public_id),
        "starts": starts,
        "day": str(date.start.day) if date else "–",
        "month": f"{date.start:%b}" if date else "",
        "status": _("Event cancelled") if is_off else STATUSES[Status(ticket.status)],
        "status_kind": "bad" if is_off else BADGE_KINDS.get(Status(ticket.status), ""),
        "is_open": ticket.is_cancellable,
    }


def _chosen(dates: list[Occurrence]) -> Occurrence | None:
    named = (date for date in dates if date.recurrence_id == request.args.get("date"))
    return next(named, dates[0] if dates else None)


def _option(event: Event, date: Occurrence, places: dict[str, Places]) -> dict[str, Any]:
    label = event_presenter.start_label(event, date)
    is_full = not places[date.recurrence_id].has_room_for(1)
    return {
        "value": date.recurrence_id,
        "label": _("%(date)s (full)", date=label) if is_full else label,
        "is_full": is_full,
    }


def _describe_places(free: int | None) -> str:
    if free == 0:
        return _("All places are taken.")
    if free is not None and free <= FEW:
        return _("Only %(n)d places are left.", n=free) if free > 1 else _("One place is left.")
    return _("There are free places.")
