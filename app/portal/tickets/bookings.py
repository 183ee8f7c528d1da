"""Booking a place on the event's page, cancelling it, and joining the waiting list."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import ngettext
from app.models.event_queries import public_event
from app.models.events.event import Event
from app.models.tickets import event_dates
from app.models.tickets.booking_terms import BookingRefusedError, BookingTerms
from app.models.tickets.ticket import Status, Ticket
from app.portal.access.mail_to_others import needs_proved_address
from app.portal.blueprint import bp
from app.portal.events import event_presenter
from app.portal.tickets import ticket_presenter
from app.ticket_news import mails as ticket_mails
from app.web.signed_in import current_person

PATH = "/<team:team_slug>/<slug:event_slug>"


@bp.get(f"{PATH}/book")
def ask_booking(team_slug: str, event_slug: str) -> ResponseReturnValue:
    """The form by itself, to which signing in leads back."""
    event = _find(team_slug, event_slug)
    facts = event_presenter.on_page(event)
    return render_template("portal/tickets/book.html", event=event, facts=facts)


@bp.post(f"{PATH}/book")
@needs_proved_address
def book_place(team_slug: str, event_slug: str) -> ResponseReturnValue:
    """Book as many places as were chosen, or none."""
    event = _find(team_slug, event_slug)

    def book() -> str:
        person, count = current_person(), request.form.get("count", 1, type=int)
        booked = BookingTerms.book(event, person, recurrence_id=_date(event), count=count)
        return ngettext("Your place is booked.", "Your %(num)s places are booked.", len(booked))

    return _try(event, book)


@bp.post(f"{PATH}/wait")
@needs_proved_address
def join_waiting_list(team_slug: str, event_slug: str) -> ResponseReturnValue:
    """Put the visitor on the waiting list."""
    event = _find(team_slug, event_slug)

    def wait() -> str:
        ticket = BookingTerms.wait(event, current_person(), recurrence_id=_date(event))
        if ticket.status == Status.WAITING:
            return _("You are on the waiting list. You get a mail as soon as a place is yours.")
        return _("A place was free. It is booked for you.")

    return _try(event, wait)


@bp.get(f"{PATH}/cancel-booking")
def ask_booking_cancellation(team_slug: str, event_slug: str) -> ResponseReturnValue:
    """Confirm for the date in the URL, or the first; without a booking, back to the page."""
    event, name = _find(team_slug, event_slug), request.args.get("date")
    own = [t for t in Ticket.list_at(event, current_person()) if t.is_cancellable]
    date = own[0].recurrence_id if own and name is None else name
    cancellation = ticket_presenter.cancellation([t for t in own if t.recurrence_id == date])
    if cancellation is None:
        return redirect(_page(event))
    ids: dict[str, Any] = {"team_slug": event.team.slug, "event_slug": event.slug}
    return render_template(
        "portal/tickets/cancel.html",
        cancellation=cancellation,
        act_url=url_for("portal.cancel_booking", **ids),
        page_url=_page(event),
    )


@bp.post(f"{PATH}/cancel-booking")
def cancel_booking(team_slug: str, event_slug: str) -> ResponseReturnValue:
    """Cancel the visitor's tickets for one date, or for all dates of the event that are ahead."""
    event, name = _find(team_slug, event_slug), request.form.get("date")
    tickets = [t for t in Ticket.list_at(event, current_person()) if t.is_cancellable]
    if BookingTerms.cancel([t for t in tickets if name is None or t.recurrence_id == name]):
        db.session.commit()
        ticket_mails.send_news()
        flash(_("Your booking is cancelled."), "ok")
    return redirect(_page(event))


def _try(event: Event, act: Callable[[], str]) -> ResponseReturnValue:
    """Do ``act`` and say what it returns; or say why it was refused."""
    try:
        message = act()
    except BookingRefusedError as error:
        db.session.rollback()
        flash(error.message, "bad")
    else:
        db.session.commit()
        flash(message, "ok")
    return redirect(_page(event))


def _date(event: Event) -> str:
    """The chosen date; without a choice, the next."""
    name = request.form.get("date", "")
    coming = [] if name else event_dates.list_next(event)
    return coming[0].recurrence_id if coming else name


def _find(team_slug: str, event_slug: str) -> Event:
    return public_event.find(team_slug, event_slug) or abort(404)


def _page(event: Event) -> str:
    return url_for("portal.show_event", team_slug=event.team.slug, event_slug=event.slug)
