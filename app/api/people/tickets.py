"""The tickets of a person, a page at a time, each with a summary of its event."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from app.api.bearer.errors import refuse_parameter
from app.api.bearer.protector import require
from app.api.blueprint import bp
from app.api.contract.describe import NO_PERSON, describe
from app.api.contract.people_schemas import TICKETS
from app.api.http import query
from app.api.http.event_response import base_url
from app.api.people.me import require_user_id
from app.language.texts import lazy_gettext as _
from app.models.events import event_json
from app.models.events.event import Event
from app.models.tickets.ticket import Ticket
from app.models.values import timestamps
from app.models.values.errors import ValidationError
from app.models.values.scopes import Permission
from app.openapi.operation import Answer

PARAMETERS = frozenset({"limit", "cursor"})
EVENT_MEMBERS = ("id", "number", "slug", "team", "url", "title", "status", "start", "end", "venue")


@bp.get("/tickets")
@describe(
    "people",
    _("List tickets"),
    _("The tickets that the person holds, oldest first, without their codes."),
    query=PARAMETERS,
    answers={200: Answer(_("A page."), TICKETS)},
    errors={403: NO_PERSON},
)
@require(Permission.READ_TICKETS)
def list_tickets() -> ResponseReturnValue:
    """{"data": [{"id", "status", "issued_at", "event"}], "page": {"next", "has_more"}}."""
    return answer_own()


def answer_own() -> ResponseReturnValue:
    """A page of the tickets of the token's person."""
    return answer_page(partial(Ticket.list_of_holder, require_user_id()), represent)


def answer_page(
    find: Callable[..., Sequence[Ticket]], represent: Callable[[Ticket], dict[str, Any]]
) -> ResponseReturnValue:
    """The requested page, and the address of the next one."""
    parameters = query.read(PARAMETERS)
    limit = query.read_limit(parameters.get("limit"))
    try:
        tickets = find(after=parameters.get("cursor"), limit=limit + 1)
    except ValidationError as error:
        refuse_parameter(error.field, error.message)
    shown, has_more = tickets[:limit], len(tickets) > limit
    following = _address_after(shown[-1], limit) if has_more else None
    return jsonify(
        data=[represent(ticket) for ticket in shown], page={"next": following, "has_more": has_more}
    )


def represent(ticket: Ticket) -> dict[str, Any]:
    """The ticket as apps see it."""
    return {
        "id": ticket.public_id,
        "status": ticket.status,
        "issued_at": timestamps.rfc3339(ticket.created_at),
        "event": summarise(ticket.event),
    }


def summarise(event: Event) -> dict[str, Any]:
    """The members of an event that a ticket shows, as in the event's own JSON."""
    stored = json.loads(event_json.with_base_url(event.rendered, base_url()))
    return {name: stored[name] for name in EVENT_MEMBERS}


def _address_after(ticket: Ticket, limit: int) -> str:
    return f"{base_url()}{request.path}?limit={limit}&cursor={ticket.public_id}"
