"""A team's events: the list in pages, and a single event."""

from functools import lru_cache

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue

from app.api.bearer.caller import current_token
from app.api.bearer.errors import refuse_parameter
from app.api.bearer.protector import require
from app.api.blueprint import bp
from app.api.contract.describe import NO_SUCH_EVENT, NOT_MODIFIED, describe
from app.api.contract.event_schemas import EVENT_PAGE, ONE_EVENT
from app.api.events import sync_token
from app.api.http import answer_cache, conditional, query
from app.api.http.answer_cache import CachedAnswer
from app.api.http.event_response import body_of, link_next, page_of
from app.api.http.list_request import ListRequest
from app.language.texts import lazy_gettext as _
from app.models.credentials.live_token import LiveTeam
from app.models.event_queries import event_query, next_date_query, occurrence_query
from app.models.event_queries.event_filter import EventFilter
from app.models.event_queries.occurrence_query import MAX_SERIES, TooManySeriesError
from app.models.events import event_json
from app.models.events.event import Event
from app.models.teams.team import Team
from app.models.values.scopes import Permission
from app.openapi.headers import IF_NONE_MATCH
from app.openapi.operation import Answer

PARAMETERS = ListRequest.PARAMETERS | {"expand", "include", "order"}
ONE_PARAMETERS = frozenset({"include"})
OCCURRENCES = "occurrences"
NEXT = "next"
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
    ``recurrence_id``; both are null for a single event. With ``include=next`` or ``order=next``
    each has ``next``, its next date or null.
    """
    parameters = query.read(PARAMETERS)
    expand = _read_choice(parameters, "expand", OCCURRENCES)
    order, include = (_read_choice(parameters, name, NEXT) for name in ("order", "include"))
    if expand and (order or include):
        refuse_parameter("order" if order else "include", "Leave this out with expand.")
    kind = expand or ("next" if order else "events")
    listing = ListRequest.parse(parameters, team, kind, since=team.change_seq)
    if order or include:
        return _answer_with_next(listing, in_order=bool(order))
    if expand:
        _check_window(listing.filter)
    etag = listing.tag()
    if conditional.is_known(etag):
        return conditional.answer(None, etag)
    store = answer_cache.of_this_process()
    page = store.find(etag)
    if page is None:
        page = _page_of_occurrences(listing) if expand else _page_of_events(listing)
        store.keep_of(team, etag, page)
    return conditional.answer(page.body, etag, following=page.following)


@bp.get("/organizer/<team>/events/<event:slug>")
@describe(
    "events",
    _("Read an event"),
    _("One event by its slug, including the app's own drafts."),
    query=ONE_PARAMETERS,
    others=(IF_NONE_MATCH,),
    answers={200: Answer(_("The event."), ONE_EVENT, ("ETag", "Last-Modified")), 304: NOT_MODIFIED},
    errors={404: NO_SUCH_EVENT},
)
@require(Permission.READ_EVENTS)
def show_event(team: LiveTeam, slug: str) -> ResponseReturnValue:
    """One event: {"data": event}."""
    if _read_choice(query.read(ONE_PARAMETERS), "include", NEXT):
        return _show_with_next(team, slug)
    event = event_query.find(team.id, slug, client_key=current_token().client_key) or abort(404)
    body = body_of(event.rendered)
    etag = conditional.tag_of(body)
    if conditional.is_known(etag, event.updated_at):
        return conditional.answer(None, etag, event.updated_at)
    return conditional.answer(body, etag, event.updated_at)


def _show_with_next(team: LiveTeam, slug: str) -> Response:
    event = Event.find(Team.of(team.id), slug)
    if event is None or not event.is_visible_to(current_token().client_key):
        abort(404)
    # Without Last-Modified: the event may have changed long before its next date did.
    return _answer_once(body_of(event_json.with_next(event)))


def _read_choice(parameters: dict[str, str], name: str, value: str) -> str | None:
    """The parameter, which may be left out; any other value is a 400."""
    if parameters.get(name, value) != value:
        refuse_parameter(name, f"Give {value}.")
    return parameters.get(name)


def _check_window(filter: EventFilter) -> None:
    """Abort with 400 without ``from`` and ``to``, or where they are too far apart."""
    if filter.ends_after is None or filter.starts_before is None:
        name = "from" if filter.ends_after is None else "to"
        refuse_parameter(name, "Give from and to, at most 366 days apart.")
    if filter.starts_before - filter.ends_after > MAX_WINDOW:
        refuse_parameter("to", "Give a time at most 366 days after from.")


def _page_of_events(listing: ListRequest) -> CachedAnswer:
    team, limit = listing.team, listing.limit
    page = event_query.list_page(team.id, listing.filter, after=listing.after, limit=limit)
    following = listing.next_url(_path_of_list(team.slug), page.next)
    token = None if listing.filter.to_dict() else _token(listing)
    return CachedAnswer(page_of(page.rendered, following, token), following)


def _answer_with_next(listing: ListRequest, *, in_order: bool) -> Response:
    team, limit = listing.team, listing.limit
    source = next_date_query if in_order else event_query
    page = source.list_page(team.id, listing.filter, after=listing.after, limit=limit)
    rendered = page.rendered if in_order else next_date_query.render(page.ids)
    parameter = "order" if in_order else "include"
    following = listing.next_url(_path_of_list(team.slug), page.next, **{parameter: NEXT})
    # A walk in an order that moves with time is no beginning of a mirror.
    token = None if in_order or listing.filter.to_dict() else _token(listing)
    return link_next(_answer_once(page_of(rendered, following, token)), following)


def _answer_once(body: bytes) -> Response:
    """``body``, or 304; its tag counts everything in it, what moves with time too."""
    etag = conditional.tag_of(body, weak=True)
    return conditional.answer(None if conditional.is_known(etag) else body, etag)


def _page_of_occurrences(listing: ListRequest) -> CachedAnswer:
    team, limit = listing.team, listing.limit
    try:
        page = occurrence_query.list_page(team.id, listing.filter, after=listing.after, limit=limit)
    except TooManySeriesError:
        message = f"This covers more than {MAX_SERIES} series. Narrow it with tag or q."
        refuse_parameter("expand", message)
    following = listing.next_url(_path_of_list(team.slug), page.next, expand=OCCURRENCES)
    return CachedAnswer(page_of(page.rendered, following, None), following)


def _token(listing: ListRequest) -> str:
    return sync_token.dump(listing.team.id, listing.since)


@lru_cache(maxsize=1024)
def _path_of_list(slug: str) -> str:
    return url_for("api.list_events", team=slug)
