"""A team's events date by date: every series expanded within a bounded window."""

import json

from flask import Response, url_for

from app.api.bearer.errors import refuse, refuse_parameter
from app.api.http import conditional, query
from app.api.http.event_response import base_url, link_next, page_of
from app.api.http.list_cursor import InvalidCursorError, OccurrenceCursor
from app.models.credentials.live_token import LiveTeam
from app.models.event_queries import occurrence_query
from app.models.event_queries.event_filter import EventFilter
from app.models.event_queries.occurrence_query import MAX_SERIES, Position, TooManySeriesError
from app.models.events import event_json
from app.models.values.errors import ValidationError

PARAMETERS = EventFilter.PARAMETERS | {"expand", "limit", "cursor"}
MAX_WINDOW = 366 * 86_400  # seconds
ONLY = "occurrences"


def list_page(team: LiveTeam) -> Response:
    """A page: {"data": [event], "page": …}; each event is one date.

    It has ``series``, the id of the event that repeats, and ``recurrence_id``; null of an event
    that does not. Answers 400 without ``from`` and ``to``, or where they are too far apart.
    """
    wanted, after, limit = _read_request(team)
    etag = _tag(team, wanted, after, limit)
    if conditional.is_known(etag):
        return conditional.answer(None, etag)
    try:
        page = occurrence_query.list_page(team.id, wanted, after=after, limit=limit)
    except TooManySeriesError:
        message = f"Over {MAX_SERIES} series would have to be looked at. Narrow it with tag or q."
        refuse_parameter("expand", message)
    following = None
    if page.has_more and page.last is not None:
        cursor = OccurrenceCursor(team.id, wanted, page.last).dump()
        path = url_for("api.list_events", team=team.slug)
        following = f"{base_url()}{path}?expand={ONLY}&limit={limit}&cursor={cursor}"
    body = page_of(page.rendered, following, None)
    return link_next(conditional.answer(body, etag), following)


def _read_request(team: LiveTeam) -> tuple[EventFilter, Position | None, int]:
    given = query.read(PARAMETERS)
    if given.pop("expand", None) != ONLY:
        refuse_parameter("expand", f"Give {ONLY}.")
    limit, cursor = query.read_limit(given.pop("limit", None)), given.pop("cursor", None)
    try:
        wanted = EventFilter.parse(given, timezone=team.timezone)
    except ValidationError as error:
        refuse_parameter(error.field, error.message)
    if cursor is not None:
        return *_continue(cursor, team, wanted), limit
    if wanted.ends_after is None or wanted.starts_before is None:
        name = "from" if wanted.ends_after is None else "to"
        refuse_parameter(name, "Give from and to, at most 366 days apart.")
    if wanted.starts_before - wanted.ends_after > MAX_WINDOW:
        refuse_parameter("to", "Give a time at most 366 days after from.")
    return wanted, None, limit


def _continue(text: str, team: LiveTeam, wanted: EventFilter) -> tuple[EventFilter, Position]:
    try:
        cursor = OccurrenceCursor.load(text, team_id=team.id)
    except InvalidCursorError:
        refuse(400, "invalid_cursor", "Start again without a cursor.", parameter="cursor")
    if not wanted.to_dict().items() <= cursor.filter.to_dict().items():
        message = "The cursor belongs to a list with another filter."
        refuse(400, "invalid_cursor", message, parameter="cursor")
    return cursor.filter, cursor.after


def _tag(team: LiveTeam, wanted: EventFilter, after: Position | None, limit: int) -> str:
    """The weak entity tag of a page: it changes with any of the team's events."""
    parts = [ONLY, event_json.SHAPE, base_url(), team.id, team.slug, team.change_seq]
    parts += [wanted.to_dict(), after, limit]
    return conditional.tag_of(json.dumps(parts).encode(), weak=True)
