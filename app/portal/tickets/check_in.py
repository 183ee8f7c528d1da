"""The page at the entrance: check a guest in by the code of the ticket."""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.models.events.event import Event
from app.models.teams.membership import Membership
from app.models.tickets import guest_list
from app.models.tickets.booking_terms import BookingRefusedError, BookingTerms
from app.models.tickets.ticket import Ticket
from app.portal.access.team_access import find_event, require_editor
from app.portal.blueprint import bp
from app.portal.tickets import guest_presenter

PATH = "/teams/<slug>/events/<event_slug>/check-in"
MAX_CODE = 200  # characters


@dataclass(frozen=True)
class Result:
    """What became of a code: ``kind`` is "ok", "warn" or "bad"."""

    kind: str
    title: str
    text: str = ""


@bp.get(PATH)
def ask_check_in(slug: str, event_slug: str) -> ResponseReturnValue:
    """The field for a code, and how many have come."""
    membership = require_editor(slug)
    return _show(membership, find_event(membership.team, event_slug))


@bp.post(PATH)
def check_in_guest(slug: str, event_slug: str) -> ResponseReturnValue:
    """Use the ticket and say who comes; or say plainly why not."""
    membership = require_editor(slug)
    event = find_event(membership.team, event_slug)
    code = "".join(request.form.get("code", "")[:MAX_CODE].split()).lower()
    result = _check_in(event, code, request.form.get("date"))
    db.session.commit()
    status = {"ok": 200, "warn": 409}.get(result.kind, 422)
    return _show(membership, event, result), status


def _check_in(event: Event, code: str, date: str | None) -> Result:
    ticket = Ticket.find_anywhere(code)
    if ticket is None or ticket.team_id != event.team_id:
        return Result("bad", _("No ticket has this code"), _("Scan or type it again."))
    if ticket.event_id != event.id:
        text = _("It is for %(event)s.", event=ticket.event.title)
        return Result("bad", _("A ticket for another event"), text)
    when = guest_presenter.when(event, ticket.date)
    if date and event.recurrence_json and ticket.recurrence_id != date:
        return Result("bad", _("A ticket for another date"), _("It is for %(date)s.", date=when))
    return _use(ticket, when)


def _use(ticket: Ticket, when: str) -> Result:
    name = ticket.name or _("Deleted account")
    try:
        is_first = BookingTerms.check_in(ticket)
    except BookingRefusedError as error:
        return Result("bad", error.message, name)
    if not is_first:
        used = guest_presenter.time_of_use(ticket)
        return Result("warn", _("Used before, at %(time)s", time=used), name)
    return Result("ok", _("Welcome, %(name)s", name=name), when)


def _show(membership: Membership, event: Event, result: Result | None = None) -> str:
    dates = guest_list.list_dates(event)
    chosen = guest_list.choose_date(dates, request.values.get("date"))
    name = chosen.recurrence_id if chosen else ""
    return render_template(
        "portal/tickets/check_in.html",
        team=membership.team,
        event=event,
        here={"slug": membership.team.slug, "event_slug": event.slug},
        chosen=name,
        when=guest_presenter.when(event, chosen),
        counts=guest_list.count(event, name),
        guests_url=guest_presenter.address(event, name),
        result=result,
    )
