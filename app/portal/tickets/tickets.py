"""The tickets of the signed-in user: list, show, print, hand over, cancel."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.tickets.booking_terms import BookingTerms
from app.models.tickets.ticket import Status, Ticket
from app.models.tickets.ticket_invitation import TicketInvitation, is_transferable
from app.portal import paging
from app.portal.access import mail_to_others
from app.portal.access.mail_to_others import needs_proved_address
from app.portal.access.rate_limits import count_requests
from app.portal.blueprint import bp
from app.portal.events import event_presenter
from app.portal.forms.address_field import AddressField
from app.portal.forms.fields import PortalForm, required
from app.portal.tickets import ticket_presenter
from app.ticket_news import mails as ticket_mails
from app.web.signed_in import current_person

MOST = 200  # tickets of a page


class TransferForm(PortalForm):
    """Who gets the ticket."""

    email = AddressField(
        lazy_gettext("E-mail address of the new holder"),
        [required],
        description=lazy_gettext(
            "They get a link, and have 14 days to accept. Then your code ends."
        ),
    )


@bp.get("/account/tickets")
def list_tickets() -> ResponseReturnValue:
    """The user's tickets, the soonest date first; cancelled and past ones below."""
    page = Ticket.list_of_account(current_person(), after=paging.wanted(), limit=MOST)
    tickets = sorted(page.rows, key=lambda ticket: ticket.starts_at)
    ahead = [t for t in tickets if t.is_ahead]
    past = [t for t in tickets if not t.is_ahead]
    return render_template(
        "portal/tickets/list.html",
        ahead=[ticket_presenter.in_list(ticket) for ticket in ahead],
        past=[ticket_presenter.in_list(ticket) for ticket in past],
        **paging.links(page, "portal.list_tickets"),
    )


@bp.get("/account/tickets/<ticket_id>")
def show_ticket(ticket_id: str) -> ResponseReturnValue:
    """The ticket with its code, to show at the entrance or to print."""
    return _show(_find(ticket_id), TransferForm(formdata=None))


@bp.post("/account/tickets/<ticket_id>/transfer")
@count_requests("rate_limit_invite")
@needs_proved_address
def transfer_ticket(ticket_id: str) -> ResponseReturnValue:
    """Mail the offer; an earlier one ends."""
    ticket, form = _find(ticket_id), TransferForm()
    key = form.make(lambda: _offer(ticket, form))
    if key is None:
        return _show(ticket, form), 422
    db.session.commit()
    ticket_mails.send_offer(ticket, form.email.data, key)
    flash(_("The offer is on its way to %(address)s.", address=form.email.data), "ok")
    return redirect(url_for("portal.show_ticket", ticket_id=ticket_id))


@bp.post("/account/tickets/<ticket_id>/transfer/withdraw")
def withdraw_ticket_transfer(ticket_id: str) -> ResponseReturnValue:
    """End the offer; its link stops working."""
    offer = TicketInvitation.find_of_ticket(_find(ticket_id))
    if offer is not None and offer.withdraw():
        db.session.commit()
        flash(_("The offer is withdrawn; its link no longer works."), "ok")
    return redirect(url_for("portal.show_ticket", ticket_id=ticket_id))


@bp.get("/account/tickets/<ticket_id>/cancel")
def ask_ticket_cancellation(ticket_id: str) -> ResponseReturnValue:
    """Confirm; a ticket that is not open any more leads back to its page."""
    page = url_for("portal.show_ticket", ticket_id=ticket_id)
    cancellation = ticket_presenter.cancellation([_find(ticket_id)])
    if cancellation is None:
        return redirect(page)
    return render_template(
        "portal/tickets/cancel.html",
        cancellation=cancellation,
        act_url=url_for("portal.cancel_ticket", ticket_id=ticket_id),
        page_url=page,
    )


@bp.post("/account/tickets/<ticket_id>/cancel")
def cancel_ticket(ticket_id: str) -> ResponseReturnValue:
    """Give the place back."""
    ticket = _find(ticket_id)
    if ticket.is_cancellable and BookingTerms.cancel([ticket]):
        db.session.commit()
        ticket_mails.send_news()
        flash(_("Your booking is cancelled."), "ok")
    return redirect(url_for("portal.list_tickets"))


@bp.post("/account/tickets/<ticket_id>/code")
def renew_ticket_code(ticket_id: str) -> ResponseReturnValue:
    """Replace a code that cannot be shown any more."""
    ticket = _find(ticket_id)
    BookingTerms.hold(ticket.event)
    db.session.refresh(ticket)
    ticket.replace_code()
    db.session.commit()
    return redirect(url_for("portal.show_ticket", ticket_id=ticket_id))


def _offer(ticket: Ticket, form: TransferForm) -> str:
    key = TicketInvitation.offer(ticket, email=form.email.data, by=current_person())
    mail_to_others.count(form.email.data, by=current_person())
    return key


def _find(ticket_id: str) -> Ticket:
    return Ticket.find_own(current_person(), ticket_id) or abort(404)


def _show(ticket: Ticket, form: TransferForm) -> str:
    code = ticket.code if ticket.status in (Status.VALID, Status.USED) else None
    event = ticket.event
    return render_template(
        "portal/tickets/show.html",
        ticket=ticket,
        event=event,
        row=ticket_presenter.in_list(ticket),
        cancellation=ticket_presenter.cancellation([ticket]),
        facts=event_presenter.on_page(event),
        code=code,
        picture=_draw(code) if code else None,
        form=form,
        offer=TicketInvitation.find_of_ticket(ticket),
        may_transfer=is_transferable(ticket, current_person()),
        is_public=event.is_shared,
        calendar_url=ticket_presenter.calendar_url(ticket),
    )


def _draw(code: str) -> Markup:
    import segno  # few pages show a code to scan

    drawing = segno.make(code, error="m", micro=False)
    return Markup(drawing.svg_inline(border=4, light="#fff", omitsize=True))
