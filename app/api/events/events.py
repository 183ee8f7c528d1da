"""A team's events: the list in pages, and a single event."""

from functools import lru_cache

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from app.api.bearer.caller import current_token
from app.api.bearer.errors import refuse_parameter
from app.api.bearer.protector import require
from app.api.blueprint import bp
from app.api.contract.describe import NO_SUCH_EVENT, NOT_MODIFIED, describe
from app.api.contract.event_schemas import EVENT_PAGE, ONE_EVENT
from app.api.events import sync_token
from app.api.http import conditional, query
from app.api.http.event_response import body_of, link_next, page_of
from app.api.http.list_request import ListRequest
from app.models.credentials.live_token import LiveTeam
from app.models.event_queries import event_query, occurrence_query
from app.models.event_queries.event_filter import EventFilter
from app.models.event_queries.occurrence_query import MAX_SERIES, TooManySeriesError
from app.models.values.scopes import Permission
from app.openapi.headers import IF_NONE_MATCH
from app.openapi.operation import Answer

PARAMETERS = ListRequest.PARAMETERS | {"expand"}
OCCURRENCES = "occurrences"
MAX_WINDOW = 366 * 86_400  # seconds


@bp.get("/organizer/events", defaults={"team": None})
@bp.get("/organizer/<team>/events")
@describe(
    "events",
    _("List events"),
    _("A team's events in order of start, a page at a time, without drafts."),
    query=PARAMETERS,
    others=(IF_NONE_MATCH,),
    answers={200: Answer(_("A page."), EVENT_PAGE, ("ETag", "Link")), 304: NOT_MODIFIED},
    sample={"from": "2027-03-01", "limit": "3"},
)
@require(Permission.READ_EVENTS)
def list_events(team: LiveTeam) -> ResponseReturnValue:
    """A page: {"data": [event], "page": {"next": url or null, "has_more": bool}, …}.

    With ``expand`` each event is one date. It has ``series``, the id of the recurring event, and
    ``recurrence_id``; both are null for a single event.
    """
    parameters = query.read(PARAMETERS)
    expand = _read_expand(parameters)
    listing = ListRequest.parse(parameters, team, expand or "events", since=team.change_seq)
    if expand:
        _check_window(listing.filter)
    etag = listing.tag()
    if conditional.is_known(etag):
        return conditional.answer(None, etag)
    if expand:
        return _answer_occurrences(listing, etag)
    return _answer_events(listing, etag)


@bp.get("/organizer/<team>/events/<event:slug>")
@describe(
    "events",
    _("Read an event"),
    _("One event by its slug, including the app's own drafts."),
    others=(IF_NONE_MATCH,),
    answers={200: Answer(_("The event."), ONE_EVENT, ("ETag", "Last-Modified")), 304: NOT_MODIFIED},
    errors={404: NO_SUCH_EVENT},
)
@require(Permission.READ_EVENTS)
def show_event(team: LiveTeam, slug: str) -> ResponseReturnValue:
    """One event: {"data": event}."""
    query.read(frozenset())
    event = event_query.find(team.id, slug, client_key=current_token().client_key) or abort(404)
    body = body_of(event.rendered)
    etag = conditional.tag_of(body)
    if conditional.is_known(etag, event.updated_at):
        return conditional.answer(None, etag, event.updated_at)
    return conditional.answer(body, etag, event.updated_at)


def _read_expand(parameters: dict[str, str]) -> str | None:
    expand = parameters.get("expand")
    if expand not in {None, OCCURRENCES}:
        refuse_parameter("expand", f"Give {OCCURRENCES}.")
    return expand


def _check_window(filter: EventFilter) -> None:
    """Abort with 400 without ``from`` and ``to``, or where they are too far apart."""
    if filter.ends_after is None or filter.starts_before is None:
        name = "from" if filter.ends_after is None else "to"
        refuse_parameter(name, "Give from and to, at most 366 days apart.")
    if filter.starts_before - filter.ends_after > MAX_WINDOW:
        refuse_parameter("to", "Give a time at most 366 days after from.")


def _answer_events(listing: ListRequest, etag: str) -> Response:
    team, limit = listing.team, listing.limit
    page = event_query.list_page(team.id, listing.filter, after=listing.after, limit=limit)
    following = listing.next_url(_path_of_list(team.slug), page.next)
    token = None if listing.filter.to_dict() else sync_token.dump(team.id, listing.since)
    return _answer(page_of(page.rendered, following, token), following, etag)


def _answer_occurrences(listing: ListRequest, etag: str) -> Response:
    team, limit = listing.team, listing.limit
    try:
        page = occurrence_query.list_page(team.id, listing.filter, after=listing.after, limit=limit)
    except TooManySeriesError:
        message = f"This covers more than {MAX_SERIES} series. Narrow it with tag or q."
        refuse_parameter("expand", message)
    following = listing.next_url(_path_of_list(team.slug), page.next, expand=OCCURRENCES)
    return _answer(page_of(page.rendered, following, None), following, etag)


def _answer(body: bytes, following: str | None, etag: str) -> Response:
    return link_next(conditional.answer(body, etag), following)


@lru_cache(maxsize=1024)
def _path_of_list(slug: str) -> str:
    return url_for("api.list_events", team=slug)
