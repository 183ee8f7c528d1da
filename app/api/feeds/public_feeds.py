"""Feeds of a team's public events, and each public event as a calendar, without a token."""

import re
from datetime import date
from functools import partial

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.api.bearer.rate_limit import count_request
from app.api.blueprint import dialects
from app.api.contract.describe import NO_SUCH_EVENT, NOT_MODIFIED, OPEN, describe
from app.api.feed_formats.formats import ENDINGS, MEDIA_TYPES
from app.api.feeds.feed_response import (
    answer_date_calendar,
    answer_event_calendar,
    answer_feed,
)
from app.api.feeds.team_feeds import TAGGED
from app.api.http import query
from app.api.http.event_response import base_url
from app.api.http.list_request import ListRequest
from app.language.texts import lazy_gettext as _
from app.models.event_queries import public_event, public_team
from app.models.event_queries.event_query import StoredEvent
from app.models.events.event_audience import Audience
from app.openapi.headers import IF_NONE_MATCH
from app.openapi.operation import Answer
from app.web.caching import replica_reads

# Years in which every zone's times can be counted.
_DAY = re.compile(r"(?:19[7-9]|[2-8][0-9]{2})[0-9]-[0-9]{2}-[0-9]{2}")
MOVED = Answer(_("The team has a new address."), headers=("Location",), type=None)


@dialects.get(f"/<team_slug>/events.<{ENDINGS}:format>")
@describe(
    "feeds",
    _("Show public events as a feed"),
    _("A team's public events, in the same formats and with the same filters, without a token."),
    query=ListRequest.PARAMETERS,
    others=(IF_NONE_MATCH,),
    answers={
        200: Answer(_("The feed."), headers=TAGGED, type="text/calendar", types=MEDIA_TYPES),
        301: MOVED,
        304: NOT_MODIFIED,
    },
    errors={**OPEN, 404: _("There is no such team, or it has no public events.")},
)
def show_public_feed(team_slug: str, format: str) -> ResponseReturnValue:
    """The public events of this team; a former address redirects to the current one."""
    count_request(None)
    return replica_reads.read(partial(_answer_feed, team_slug, format))


def _answer_feed(team_slug: str, format: str) -> ResponseReturnValue:
    team = public_team.find_followed(team_slug) or abort(404)
    if team.slug != team_slug:
        return _redirect(url_for("dialects.show_public_feed", team_slug=team.slug, format=format))
    return answer_feed(team, format, audience=Audience.EVERYBODY)


@dialects.get("/<team_slug>/<event_slug>.ics")
@describe(
    "feeds",
    _("Show a public event as a calendar"),
    _("One public or unlisted event, without a token; with `date`, only its dates on that day."),
    query=("date",),
    others=(IF_NONE_MATCH,),
    answers={
        200: Answer(_("A calendar of one event."), headers=TAGGED, type="text/calendar"),
        301: MOVED,
        304: NOT_MODIFIED,
    },
    errors={**OPEN, 404: NO_SUCH_EVENT},
)
def show_public_calendar(team_slug: str, event_slug: str) -> ResponseReturnValue:
    """The event of this team as a calendar."""
    count_request(None)
    parameters = query.read(frozenset({"date"}))
    return replica_reads.read(partial(_answer_calendar, team_slug, event_slug, parameters))


def _answer_calendar(
    team_slug: str, event_slug: str, parameters: dict[str, str]
) -> ResponseReturnValue:
    event = public_event.find(team_slug, event_slug) or abort(404)
    if event.team.slug != team_slug:
        slug = event.team.slug
        endpoint = "dialects.show_public_calendar"
        return _redirect(url_for(endpoint, team_slug=slug, event_slug=event_slug))
    if "date" in parameters:
        day = _read_day(parameters["date"]) or abort(404)
        return answer_date_calendar(event, day, audience=Audience.EVERYBODY) or abort(404)
    stored = StoredEvent(event.rendered, event.updated_at)
    return answer_event_calendar(event.team, event.slug, stored, audience=Audience.EVERYBODY)


def _read_day(text: str) -> date | None:
    """The day; None for a text that names none, on which nothing takes place either."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _redirect(path: str) -> ResponseReturnValue:
    query_string = request.query_string.decode("ascii", "ignore")
    return redirect(f"{base_url()}{path}{'?' if query_string else ''}{query_string}", 301)
