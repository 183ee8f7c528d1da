"""Describes tickets and bookings for people."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_login import current_user

from app.language.texts import gettext as _
from app.language.texts import lazy_gettext, ngettext
from app.models.events.event import Event
from app.models.recurrence.occurrence import Occurrence
from app.models.tickets import event_dates
from app.models.tickets.booking_terms import BookingTerms, Places
from app.models.tickets.ticket import OPEN, Status, Ticket
from app.portal.blueprint import bp
from app.portal.events import event_presenter, viewer_time
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
    cancellations: list[dict[str, Any]]  # by date


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
        cancellations=_by_date(own),
    )


def cancellation(tickets: list[Ticket]) -> dict[str, Any] | None:
    """The question before ``tickets`` for one date are cancelled; None if none of them can be."""
    ending = [ticket for ticket in tickets if ticket.is_cancellable]
    if not ending:
        return None
    starts = in_list(ending[0])["starts"]
    count = len(ending)
    is_waiting = all(ticket.status == Status.WAITING for ticket in ending)
    return {
        "date": ending[0].recurrence_id,
        "starts": starts,
        "title": ngettext("Cancel this booking?", "Cancel this booking of %(num)s places?", count),
        "text": _("You lose your turn on the waiting list.")
        if is_waiting
        else _("Someone else may get the place. You can book again while there are free places."),
        "action": _("Cancel booking"),
    }


def calendar_url(ticket: Ticket) -> str | None:
    """The ticket's event or date as a calendar file; None unless visitors see it."""
    event, date = ticket.event, ticket.date
    is_hidden = date is None or (date.override is not None and date.override.is_private)
    if is_hidden or not event.is_shared:
        return None
    return url_for(
        "dialects.show_public_calendar",
        team_slug=event.team.slug,
        event_slug=event.slug,
        date=date.start.date().isoformat() if date and event.recurrence_json else None,
    )


def in_list(ticket: Ticket) -> dict[str, Any]:
    """The ticket as a row of a list."""
    event, date = ticket.event, ticket.date
    is_off = ticket.status in OPEN and not ticket.takes_place
    starts = event_presenter.start_label(event, date) if date else _("No longer takes place")
    zones = {"zone": "", "viewer_time": ""}
    if date is not None:
        zones = viewer_time.in_zones(event, starts_at=date.starts_at, ends_at=date.ends_at)
    return {
        "title": event.title,
        "team": event.team.name,
        "url": url_for("portal.show_ticket", ticket_id=ticket.public_id),
        "starts": starts,
        "starts_at": ticket.starts_at,
        **zones,
        "day": str(date.start.day) if date else "–",
        "month": f"{date.start:%b}" if date else "",
        "status": _("Event cancelled") if is_off else STATUSES[Status(ticket.status)],
        "status_kind": "bad" if is_off else BADGE_KINDS.get(Status(ticket.status), ""),
        "is_open": ticket.is_cancellable,
    }


def _by_date(own: list[Ticket]) -> list[dict[str, Any]]:
    """The question for each date with tickets that can be cancelled."""
    dates = dict.fromkeys(ticket.recurrence_id for ticket in own)
    questions = (cancellation([t for t in own if t.recurrence_id == date]) for date in dates)
    return [question for question in questions if question]


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
