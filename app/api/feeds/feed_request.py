"""What a request asks of a feed: the list's filters and, where the format has pages, which one."""

from dataclasses import replace
from typing import NoReturn

from app.api.bearer.errors import refuse, refuse_parameter
from app.api.feed_formats.feed import Feed, FeedTeam
from app.api.feed_formats.formats import Paged, Whole
from app.api.feeds.feed_cursor import FeedCursor, InvalidFeedCursorError
from app.api.http import query
from app.api.http.event_response import base_url
from app.models.event_queries.event_filter import EventFilter
from app.models.events.event_audience import Audience
from app.models.values.errors import ValidationError

PAGING = frozenset({"limit", "cursor"})
PARAMETERS = EventFilter.PARAMETERS | PAGING


def read_feed(
    team: FeedTeam, form: Whole | Paged, audience: Audience, within: EventFilter | None
) -> Feed:
    """The feed that the query asks for; answers 400 for what it cannot mean."""
    fixed = within.to_dict() if within else {}
    known = PARAMETERS if isinstance(form, Paged) else EventFilter.PARAMETERS
    given = query.read(known - fixed.keys())
    limit, text = query.read_limit(given.pop("limit", None)), given.pop("cursor", None)
    wanted = replace(_filter(given, team), **fixed)
    if text is None or isinstance(form, Whole):
        return Feed(team, wanted, audience, base_url(), None, limit)
    cursor = _cursor(text, team, form, audience)
    if not wanted.to_dict().items() <= cursor.filter.to_dict().items():
        refuse_cursor("The cursor belongs to a list with another filter.")
    return Feed(team, cursor.filter, audience, base_url(), cursor.after, limit)


def _filter(given: dict[str, str], team: FeedTeam) -> EventFilter:
    try:
        return EventFilter.parse(given, timezone=team.timezone)
    except ValidationError as error:
        refuse_parameter(error.field, error.message)


def _cursor(text: str, team: FeedTeam, form: Paged, audience: Audience) -> FeedCursor:
    try:
        return FeedCursor.load(text, team_id=team.id, audience=audience, order=form.order)
    except InvalidFeedCursorError:
        refuse_cursor("Start again without a cursor.")


def refuse_cursor(advice: str) -> NoReturn:
    """400 for a cursor that does not go on with this feed."""
    refuse(400, "invalid_cursor", advice, parameter="cursor")
