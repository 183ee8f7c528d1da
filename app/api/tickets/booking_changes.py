"""Sync of bookings: what changed of a team's tickets since a mirror's last call."""

from typing import Any
from urllib.parse import urlencode

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from app.api.bearer.protector import require
from app.api.blueprint import bp
from app.api.contract.describe import describe
from app.api.contract.guest_schemas import BOOKING_CHANGES
from app.api.dialects import event_temple
from app.api.events import sync_token, sync_walk
from app.api.events.sync_walk import Stream
from app.api.http import query
from app.api.http.event_response import base_url, link_next
from app.language.texts import lazy_gettext as _
from app.models.credentials.live_token import LiveTeam
from app.models.event_queries.event_stream import Walk
from app.models.tickets import booking_stream
from app.models.tickets.ticket import Ticket
from app.models.values import timestamps
from app.models.values.scopes import Permission
from app.openapi.operation import Answer

PARAMETERS = frozenset({"sync_token", "cursor", "limit"})


@bp.get("/organizer/<team>/bookings/changes")
@describe(
    "guests",
    _("List changes of bookings"),
    _(
        "The tickets that changed since a sync token, or whose event did, in order of change; "
        "without a token, all tickets. Rows are those of /v2/bookings."
    ),
    query=PARAMETERS,
    answers={200: Answer(_("A page."), BOOKING_CHANGES, ("Link",))},
    errors={410: _("sync_token_expired: the token is too old. Start over without one.")},
)
@require(Permission.READ_BOOKINGS)
def list_booking_changes(team: LiveTeam) -> ResponseReturnValue:
    """A page of the stream: {"data": [entry], "page": …, "sync_token": text or null}.

    An entry is {"op": "upsert", "seq", "booking"} or {"op": "remove", "seq", "id", "reason", "at"}.
    """
    parameters = query.read(PARAMETERS)
    limit = query.read_limit(parameters.get("limit"))
    reach = booking_stream.reach(team.id)
    stream = Stream(
        sync_token.BOOKINGS, team.id, reach.last, lambda after: after >= reach.forgotten
    )
    walk = sync_walk.read(parameters, stream)
    tickets = booking_stream.read(
        team.id,
        after=walk.after,
        until=walk.until,
        limit=limit + 1,
        shared_only=walk.starts_empty,
    )
    return _answer(tickets, walk, team, limit)


def _answer(tickets: list[Ticket], walk: Walk, team: LiveTeam, limit: int) -> Response:
    shown, following, token = tickets[:limit], None, None
    if len(tickets) > limit:
        rest = Walk(shown[-1].change_seq, walk.until, walk.starts_empty)
        cursor = sync_token.dump_walk(team.id, rest, stream=sync_token.BOOKINGS)
        following = f"{base_url()}{request.path}?{urlencode({'limit': limit, 'cursor': cursor})}"
    else:
        token = sync_token.dump(team.id, walk.until, stream=sync_token.BOOKINGS)
    represent = event_temple.representation(team)
    response = jsonify(
        data=[_upsert(t, represent(t)) if t.event.is_shared else _remove(t) for t in shown],
        page={"next": following, "has_more": following is not None},
        sync_token=token,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return link_next(response, following)


def _upsert(ticket: Ticket, booking: dict[str, Any]) -> dict[str, Any]:
    return {"op": "upsert", "seq": ticket.change_seq, "booking": booking}


def _remove(ticket: Ticket) -> dict[str, Any]:
    event = ticket.event
    is_draft = event.status == "draft"
    hidden = "draft" if is_draft else "unshared"
    return {
        "op": "remove",
        "seq": ticket.change_seq,
        "id": ticket.public_id,
        "reason": "deleted" if event.deleted_at is not None else hidden,
        "at": timestamps.rfc3339(ticket.updated_at),
    }
