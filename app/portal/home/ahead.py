"""What happens next for the signed-in user: their tickets, and what is about to end."""

from collections.abc import Iterator, Sequence

from flask import url_for

from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.client_secret import ClientSecret
from app.models.grants import grant_search
from app.models.tickets.ticket import Ticket
from app.models.values import clock
from app.portal.home.line import Line

MOST = 6  # lines
MOST_TICKETS = 3
NEWEST_TICKETS = 20  # among which the next ones are looked for
SOON = 14 * 86_400  # seconds


def lines(person: User, apps: Sequence[Client]) -> list[Line]:
    """What happens next, soonest first, up to MOST."""
    every = [*_tickets(person), *_grants(person), *_secrets(apps)]
    return sorted(every, key=lambda line: line.at or 0)[:MOST]


def _tickets(person: User) -> Iterator[Line]:
    newest = Ticket.list_of_account(person, limit=NEWEST_TICKETS).rows
    ahead = [ticket for ticket in newest if ticket.is_ahead]
    for ticket in sorted(ahead, key=lambda ticket: ticket.starts_at)[:MOST_TICKETS]:
        page = url_for("portal.show_ticket", ticket_id=ticket.public_id)
        yield Line(_("Your ticket: %(event)s", event=ticket.event.title), ticket.starts_at, page)


def _grants(person: User) -> Iterator[Line]:
    own, until = grant_search.of_user(person), clock.now() + SOON
    for grant in grant_search.list_expiring(own, until=until, limit=MOST):
        page = url_for("portal.show_connected_app", grant_id=grant.public_id)
        yield Line(_("The access of %(app)s ends", app=grant.client.name), grant.expires_at, page)


def _secrets(apps: Sequence[Client]) -> Iterator[Line]:
    ids, until = [app.id for app in apps], clock.now() + SOON
    for ending in ClientSecret.list_ending(ids, until=until, limit=MOST):
        names = {"app": ending.client.name, "end": ending.last_four}
        page = url_for("portal.show_client", client_id=ending.client.client_id)
        text = _("The secret of %(app)s that ends in %(end)s stops working", **names)
        yield Line(text, ending.not_after, page)
