"""Mails about tickets: offers, and news that the house noted for their holders."""

from app.extensions import db
from app.language.texts import lazy_gettext as _
from app.mail import allowance, delivery
from app.models.tickets.ticket import News, Ticket
from app.web.public_url import public_url_for

AT_ONCE = 20  # mails of one request; the rest follow with the next, or by the worker


def send_offer(ticket: Ticket, address: str, key: str) -> None:
    """Mail the link with which the recipient takes the ticket of someone else."""
    link = public_url_for("portal.show_invitation", key=key)
    subject = _("A ticket for %(event)s", event=ticket.event.title)
    values = {"event": ticket.event, "sender": ticket.holder, "link": link}
    delivery.send_template(address, subject, "ticket_news/mails/offer.txt", user=None, **values)


def send_guest(ticket: Ticket, key: str) -> None:
    """Mail the link with which the guest becomes the holder of the ticket."""
    link = public_url_for("portal.show_invitation", key=key)
    subject = _("You are on the guest list: %(event)s", event=ticket.event.title)
    values = {"event": ticket.event, "date": ticket.date, "link": link}
    template = "ticket_news/mails/guest.txt"
    delivery.send_template(ticket.email or "", subject, template, user=None, **values)


def send_news(limit: int = AT_ONCE) -> int:
    """Send what holders are to be told, at most ``limit`` mails; return how many were taken.

    Each is taken by one process. Call it after the commit of what there is to tell.
    """
    if not Ticket.has_news():
        return 0  # as nearly always: looking writes nothing
    due = Ticket.take_news(limit)
    db.session.commit()
    for ticket, news in due:
        _tell(ticket, news)
    return len(due)


def _tell(ticket: Ticket, news: News) -> None:
    if ticket.holder is None and ticket.email is None:
        return
    event, date = ticket.event, ticket.date
    subjects = {
        News.PLACE: _("You have a place: %(event)s", event=event.title),
        News.EVENT: _("Changed: %(event)s", event=event.title),
        News.ENDED: _("Your place is cancelled: %(event)s", event=event.title),
    }
    is_on = ticket.takes_place
    values = {
        "event": event,
        "date": date,
        "is_on": is_on,
        "link": _page_of(ticket),
    }
    subject = subjects[news] if is_on else _("Cancelled: %(event)s", event=event.title)
    template = f"ticket_news/mails/{news}.txt"
    if ticket.holder is not None:
        delivery.send_to(ticket.holder, subject, template, **values)
    elif ticket.email and allowance.may_reach(ticket.email, "tickets"):
        delivery.send_template(ticket.email, subject, template, user=None, **values)


def _page_of(ticket: Ticket) -> str | None:
    if ticket.holder is None or ticket.event.deleted_at is not None:
        return None
    return public_url_for("portal.show_ticket", ticket_id=ticket.public_id)
