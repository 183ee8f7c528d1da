"""Sync: the changes of a team's events since a mirror's last call."""

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from app.api.bearer.errors import refuse_parameter
from app.api.bearer.protector import require, still_reaches
from app.api.blueprint import bp
from app.api.contract.describe import describe
from app.api.contract.event_schemas import CHANGE_PAGE
from app.api.events import long_polling, sync_token, sync_walk
from app.api.events.sync_walk import Stream
from app.api.http import query
from app.api.http.event_response import base_url, link_next, page_of
from app.language.texts import lazy_gettext as _
from app.models.credentials.live_token import LiveTeam
from app.models.event_queries import event_stream
from app.models.event_queries.event_query import EventPage
from app.models.event_queries.event_stream import Walk
from app.models.values.scopes import Permission
from app.openapi.operation import Answer

PARAMETERS = frozenset({"sync_token", "cursor", "limit", "wait"})
MAX_WAIT = 25  # seconds


@bp.get("/organizer/events/changes", defaults={"team": None})
@bp.get("/organizer/<team>/events/changes")
@describe(
    "sync",
    _("List changes"),
    _(
        "The events that changed since a sync token, in order of change; without a token, all "
        "events. With wait, the call returns as soon as there is a change."
    ),
    query=PARAMETERS,
    answers={200: Answer(_("A page."), CHANGE_PAGE, ("Link",))},
    errors={
        503: _("Too many calls are waiting. Retry after Retry-After."),
        410: _("sync_token_expired: the token is too old. Start over without one."),
    },
)
@require(Permission.READ_EVENTS)
def list_changes(team: LiveTeam) -> ResponseReturnValue:
    """A page of the stream: {"data": [entry], "page": …, "sync_token": text or null}.

    An entry is {"op": "upsert", "seq", "event"} or {"op": "remove", "seq", "id", "number",
    "reason", "at"}. Only the last page has a token. With ``wait`` (seconds, up to 25), the
    response waits until there is an entry.
    """
    parameters = query.read(PARAMETERS)
    limit = query.read_limit(parameters.get("limit"))
    walk = sync_walk.read(parameters, _stream(team))
    if long_polling.wait_for_news(team, after=walk.after, seconds=_read_wait(parameters)):
        team = still_reaches(team, Permission.READ_EVENTS)
        walk = Walk(walk.after, team.change_seq)
    return _answer(event_stream.read_page(team.id, walk, limit=limit), walk, team, limit)


def _stream(team: LiveTeam) -> Stream:
    def reaches_back_to(after: int) -> bool:
        return after >= team.forgotten_seq

    return Stream(sync_token.EVENTS, team.id, team.change_seq, reaches_back_to)


def _read_wait(parameters: dict[str, str]) -> int:
    text = parameters.get("wait", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= MAX_WAIT):
        refuse_parameter("wait", f"Give a number of seconds from 0 to {MAX_WAIT}.")
    if int(text) and "sync_token" not in parameters:
        refuse_parameter("wait", "Send wait together with sync_token.")
    return int(text)


def _answer(page: EventPage[Walk], walk: Walk, team: LiveTeam, limit: int) -> Response:
    following = token = None
    if page.next is None:
        token = sync_token.dump(team.id, walk.until)
    else:
        cursor = sync_token.dump_walk(team.id, page.next)
        path = url_for("api.list_changes", team=team.slug, limit=limit, cursor=cursor)
        following = f"{base_url()}{path}"
    headers = [
        ("Content-Type", "application/json"),
        ("Cache-Control", "private, no-store"),
        ("Vary", "Accept, Authorization"),
    ]
    response = Response(page_of(page.rendered, following, token), headers=headers)
    return link_next(response, following)
