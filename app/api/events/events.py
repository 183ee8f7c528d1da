"""A team's events: the list, a page at a time, and one of them (docs: product, "Event JSON")."""

import json
from dataclasses import dataclass
from functools import lru_cache

from authlib.integrations.flask_oauth2 import current_token
from flask import Response, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from app.api.bearer.errors import refuse, refuse_parameter
from app.api.bearer.protector import require
from app.api.blueprint import bp
from app.api.contract.describe import NO_SUCH_EVENT, NOT_MODIFIED, describe
from app.api.contract.event_schemas import EVENT_PAGE, ONE_EVENT
from app.api.events import event_dates, sync_token
from app.api.http import conditional, query
from app.api.http.event_response import base_url, body_of, link_next, page_of
from app.api.http.list_cursor import Cursor, InvalidCursorError
from app.models.credentials.live_token import LiveTeam
from app.models.event_queries import event_query
from app.models.event_queries.event_filter import EventFilter
from app.models.event_queries.event_query import EventPage, Position
from app.models.events import event_json
from app.models.values.errors import ValidationError
from app.models.values.scopes import Permission
from app.openapi.headers import IF_NONE_MATCH
from app.openapi.operation import Answer

PARAMETERS = EventFilter.PARAMETERS | {"limit", "cursor"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request for the list asks for; ``since`` is the team's number when it began."""

    filter: EventFilter
    after: Position | None
    limit: int
    since: int


@bp.get("/organizer/events", defaults={"team": None})
@bp.get("/organizer/<team>/events")
@describe(
    "events",
    _("List events"),
    _("A team's events by the time at which they start, a page at a time; no drafts."),
    query=PARAMETERS | {"expand"},
    others=(IF_NONE_MATCH,),
    answers={200: Answer(_("A page."), EVENT_PAGE, ("ETag", "Link")), 304: NOT_MODIFIED},
    sample={"from": "2027-03-01", "limit": "3"},
)
@require(Permission.READ_EVENTS)
def list_events(team: LiveTeam) -> ResponseReturnValue:
    """A page: {"data": [event], "page": {"next": url or null, "has_more": bool}, …}."""
    if b"expand=" in request.query_string:
        return event_dates.list_page(team)
    asked = read_request(team)
    etag = tag_of_list(team, asked)
    if conditional.is_known(etag):
        return conditional.answer(None, etag)
    page = event_query.list_page(team.id, asked.filter, after=asked.after, limit=asked.limit)
    return answer_page(page, team, asked, etag)


@bp.get("/organizer/<team>/events/<event:slug>")
@describe(
    "events",
    _("Read an event"),
    _("One event by its slug; the app's own drafts, too."),
    others=(IF_NONE_MATCH,),
    answers={200: Answer(_("The event."), ONE_EVENT, ("ETag", "Last-Modified")), 304: NOT_MODIFIED},
    errors={404: NO_SUCH_EVENT},
)
@require(Permission.READ_EVENTS)
def show_event(team: LiveTeam, slug: str) -> ResponseReturnValue:
    """One event: {"data": event}."""
    query.read(frozenset())
    own = current_token.client_key
    found = event_query.find(team.id, slug, client_key=own) or abort(404)
    body = body_of(found.rendered)
    etag = conditional.tag_of(body)
    if conditional.is_known(etag, found.updated_at):
        return conditional.answer(None, etag, found.updated_at)
    return conditional.answer(body, etag, found.updated_at)


def read_request(team: LiveTeam) -> Asked:
    """The filter, position and size that the query names; answers 400 for what it cannot mean."""
    given = query.read(PARAMETERS)
    limit = query.read_limit(given.pop("limit", None))
    cursor = given.pop("cursor", None)
    try:
        wanted = EventFilter.parse(given, timezone=team.timezone)
    except ValidationError as error:
        refuse_parameter(error.field, error.message)
    if cursor is None:
        return Asked(wanted, None, limit, team.change_seq)
    return _continue(cursor, team, wanted, limit)


def tag_of_list(team: LiveTeam, asked: Asked) -> str:
    """The weak entity tag of a page: it changes with any of the team's events."""
    parts = [event_json.SHAPE, base_url(), team.id, team.slug, team.change_seq]
    parts += [asked.filter.to_dict(), asked.after, asked.limit, asked.since]
    return conditional.tag_of(json.dumps(parts).encode(), weak=True)


def answer_page(page: EventPage, team: LiveTeam, asked: Asked, etag: str) -> Response:
    """The page as JSON, with the address of the next one in the body and as a link."""
    following = None
    if page.has_more:
        cursor = Cursor(team.id, asked.filter, page.last, asked.since).dump()
        path = _path_of_list(team.slug)
        following = f"{base_url()}{path}?limit={asked.limit}&cursor={cursor}"
    token = None if asked.filter.to_dict() else sync_token.dump(team.id, asked.since)
    body = page_of(page.rendered, following, token)
    return link_next(conditional.answer(body, etag), following)


def _continue(text: str, team: LiveTeam, wanted: EventFilter, limit: int) -> Asked:
    try:
        cursor = Cursor.load(text, team_id=team.id)
    except InvalidCursorError:
        refuse(400, "invalid_cursor", "Start again without a cursor.", parameter="cursor")
    if not wanted.to_dict().items() <= cursor.filter.to_dict().items():
        refuse(
            400,
            "invalid_cursor",
            "The cursor belongs to a list with another filter.",
            parameter="cursor",
        )
    return Asked(cursor.filter, cursor.after, limit, cursor.since)


@lru_cache(maxsize=1024)
def _path_of_list(slug: str) -> str:
    return url_for("api.list_events", team=slug)
