"""The guest list of an event: search it, add guests, cancel places, take it along as a file."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField

from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.events.event import Event
from app.models.recurrence.occurrence import Occurrence
from app.models.teams.membership import Membership
from app.models.tickets import guest_list
from app.models.tickets.booking_terms import MAX_GUEST_NAME, BookingRefusedError, BookingTerms
from app.models.tickets.ticket import News, Ticket
from app.models.tickets.ticket_invitation import NewGuest, TicketInvitation
from app.models.values import plain_text, timestamps
from app.models.values.errors import ValidationError
from app.portal import paging
from app.portal.access import mail_to_others
from app.portal.access.mail_to_others import needs_proved_address
from app.portal.access.rate_limits import count_requests
from app.portal.access.team_access import find_event, require_editor
from app.portal.blueprint import bp
from app.portal.forms.address_field import AddressField
from app.portal.forms.fields import PortalForm, required
from app.portal.tickets import guest_presenter
from app.ticket_news import mails as ticket_mails
from app.web.csv_files import csv_file

MAX_QUERY = 200  # characters
BATCH = 500  # rows read at once
HEAD = ("name", "email", "status", "date", "booked_at", "checked_in_at", "ticket")
PATH = "/teams/<slug>/events/<event_slug>/guests"


class GuestForm(PortalForm):
    """Who is added to the list."""

    email = AddressField(lazy_gettext("E-mail"), [required])
    name = StringField(lazy_gettext("Name"), [required], render_kw={"maxlength": MAX_GUEST_NAME})


@bp.get(PATH)
def list_guests(slug: str, event_slug: str) -> ResponseReturnValue:
    """The guests of one date who match the search, with counts, and the form that adds one."""
    membership = require_editor(slug)
    return _show(membership, find_event(membership.team, event_slug), GuestForm(formdata=None))


@bp.post(PATH)
@count_requests("rate_limit_invite")
@needs_proved_address
def add_guest(slug: str, event_slug: str) -> ResponseReturnValue:
    """Take a place for the guest and mail the invitation, whether or not they have an account."""
    membership = require_editor(slug)
    event, form = find_event(membership.team, event_slug), GuestForm()
    guest = form.make(lambda: _add(event, membership, form))
    if guest is None:
        return _show(membership, event, form), 422
    db.session.commit()
    ticket_mails.send_guest(guest.ticket, guest.key)
    flash(_("An invitation is on its way to %(address)s.", address=guest.ticket.email), "ok")
    return redirect(guest_presenter.address(event, guest.ticket.recurrence_id))


@bp.get(f"{PATH}.csv")
def export_guests(slug: str, event_slug: str) -> Response:
    """The guests of one date, or of all dates, as a file without formulas."""
    event = find_event(require_editor(slug).team, event_slug)
    date = request.args.get("date")
    tickets = paging.all_rows(
        lambda after: guest_list.list_page(event, date, after=after, limit=BATCH)
    )
    return csv_file(f"guests-{event.slug}", HEAD, [_in_file(ticket) for ticket in tickets])


@bp.get(f"{PATH}/<ticket_id>/cancel")
def ask_guest_cancellation(slug: str, event_slug: str, ticket_id: str) -> ResponseReturnValue:
    """Ask for confirmation."""
    event = find_event(require_editor(slug).team, event_slug)
    ticket = Ticket.find_of_event(event, ticket_id) or abort(404)
    back = guest_presenter.address(event, ticket.recurrence_id)
    return render_template(
        "portal/tickets/cancel_guest.html", event=event, ticket=ticket, back=back
    )


@bp.post(f"{PATH}/<ticket_id>/cancel")
def cancel_guest(slug: str, event_slug: str, ticket_id: str) -> ResponseReturnValue:
    """Cancel the place and tell its holder; it goes to the first who waits."""
    event = find_event(require_editor(slug).team, event_slug)
    ticket = Ticket.find_of_event(event, ticket_id) or abort(404)
    if BookingTerms.cancel([ticket], news=News.ENDED):
        flash(_("The place is cancelled."), "ok")
    else:
        flash(_("The ticket was used or cancelled before."), "info")
    db.session.commit()
    ticket_mails.send_news()
    return redirect(guest_presenter.address(event, ticket.recurrence_id))


def _add(event: Event, membership: Membership, form: GuestForm) -> NewGuest:
    date = _chosen(event)
    try:
        guest = TicketInvitation.add_guest(
            event,
            by=membership.user,
            email=form.email.data,
            name=form.name.data,
            recurrence_id=date.recurrence_id if date else "",
        )
    except BookingRefusedError as error:
        raise ValidationError("email", error.message) from None
    mail_to_others.count(form.email.data, by=membership.user, team=event.team)
    return guest


def _chosen(event: Event) -> Occurrence | None:
    return guest_list.choose_date(guest_list.list_dates(event), request.values.get("date"))


def _in_file(ticket: Ticket) -> list[object]:
    date, used_at = ticket.date, ticket.used_at
    return [
        ticket.name,
        ticket.email,
        ticket.status,
        f"{date.start:%Y-%m-%d %H:%M}" if date else "",
        timestamps.rfc3339(ticket.created_at),
        timestamps.rfc3339(used_at) if used_at is not None else "",
        ticket.public_id,
    ]


def _show(membership: Membership, event: Event, form: GuestForm) -> str:
    query = plain_text.squeeze(request.args.get("q", ""), MAX_QUERY)
    dates = guest_list.list_dates(event)
    chosen = guest_list.choose_date(dates, request.values.get("date"))
    name = chosen.recurrence_id if chosen else ""
    page = guest_list.list_page(event, name, query=query, after=paging.wanted())
    path: dict[str, Any] = {"slug": membership.team.slug, "event_slug": event.slug}
    return render_template(
        "portal/tickets/guests.html",
        team=membership.team,
        event=event,
        here=path,
        query=query,
        chosen=name,
        dates=guest_presenter.choices(event, dates) if event.recurrence_json else [],
        when=guest_presenter.when(event, chosen),
        counts=guest_presenter.counts(event, name),
        guests=[guest_presenter.in_list(ticket) for ticket in page.rows],
        form=form,
        file_url=url_for("portal.export_guests", **path, date=name),
        check_in_url=url_for("portal.ask_check_in", **path, date=name or None),
        **paging.links(page, "portal.list_guests", **path, date=name, q=query),
    )
