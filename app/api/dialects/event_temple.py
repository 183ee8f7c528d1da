"""Event Temple's dialect: organizations and bookings (docs/dialects/event-temple.md)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from app.api.bearer.caller import current_token
from app.api.bearer.protector import require
from app.api.blueprint import dialects
from app.api.contract.describe import describe
from app.api.contract.people_schemas import BOOKINGS, ORGANIZATIONS
from app.api.people import tickets
from app.language.texts import lazy_gettext as _
from app.models.credentials.live_token import LiveTeam
from app.models.tickets.ticket import Ticket
from app.models.values.scopes import Permission
from app.openapi.operation import Answer


@dialects.get("/v2/organizations")
@describe(
    "event-temple",
    _("List organizations"),
    _("The teams of the grant. Use an id in X-API-ORG."),
    answers={200: Answer(_("The teams."), ORGANIZATIONS)},
)
@require(Permission.READ_BOOKINGS)
def list_organizations() -> ResponseReturnValue:
    """The teams of the grant: {"data": [{"id", "slug", "name"}]}."""
    teams = sorted(current_token().teams, key=lambda team: team.id)
    return jsonify(
        data=[{"id": team.public_id, "slug": team.slug, "name": team.name} for team in teams]
    )


@dialects.get("/v2/bookings", defaults={"team": None})
@describe(
    "event-temple",
    _("List bookings"),
    _("The tickets of the team's events."),
    query=tickets.PARAMETERS,
    answers={200: Answer(_("A page."), BOOKINGS)},
)
@require(Permission.READ_BOOKINGS)
def list_bookings(team: LiveTeam) -> ResponseReturnValue:
    """The tickets of the team's events; ``holder`` is null unless the token may read names."""
    return tickets.answer_page(partial(Ticket.list_of_team, team.id), representation(team))


def representation(team: LiveTeam) -> Callable[[Ticket], dict[str, Any]]:
    """How bookings of the team are shown to the token of this request."""
    names_holders = current_token().permits(Permission.READ_HOLDERS, team)

    def represent(ticket: Ticket) -> dict[str, Any]:
        holder = {"name": ticket.name} if names_holders and ticket.name else None
        return {**tickets.represent(ticket), "holder": holder}

    return represent
