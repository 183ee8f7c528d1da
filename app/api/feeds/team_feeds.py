"""A team's events as a feed in every format, and one event as a calendar, with a token."""

from flask import Response, abort
from flask.typing import ResponseReturnValue

from app.api.bearer.protector import require
from app.api.blueprint import bp
from app.api.contract.describe import NO_SUCH_EVENT, NOT_MODIFIED, describe
from app.api.feed_formats.formats import ENDINGS, MEDIA_TYPES
from app.api.feeds.feed_response import answer_event_calendar, answer_feed
from app.api.http import query
from app.api.http.list_request import ListRequest
from app.language.texts import lazy_gettext as _
from app.models.credentials.live_token import LiveTeam
from app.models.event_queries import event_query
from app.models.events.event_audience import Audience
from app.models.values.scopes import Permission
from app.openapi.headers import IF_NONE_MATCH
from app.openapi.operation import Answer

TAGGED = ("ETag", "Last-Modified")


@bp.get(f"/organizer/events.<{ENDINGS}:format>", defaults={"team": None})
@bp.get(f"/organizer/<team>/events.<{ENDINGS}:format>")
@describe(
    "feeds",
    _("Show events as a feed"),
    _(
        "The events of the list, with the same filters, for calendars and other readers. ics and"
        " csv hold all of them; the other formats have pages."
    ),
    query=ListRequest.PARAMETERS,
    others=(IF_NONE_MATCH,),
    answers={
        200: Answer(_("The feed."), headers=TAGGED, type="text/calendar", types=MEDIA_TYPES),
        304: NOT_MODIFIED,
    },
)
@require(Permission.READ_EVENTS)
def show_feed(team: LiveTeam, format: str) -> ResponseReturnValue:
    """The list of events, with the same filters, as a feed."""
    return answer_feed(team, format, audience=Audience.APPS)


@bp.get("/organizer/<team>/events/<event:slug>.ics")
@describe(
    "feeds",
    _("Show an event as a calendar"),
    _("One event, to add to a calendar by hand."),
    others=(IF_NONE_MATCH,),
    answers={
        200: Answer(_("A calendar of one event."), headers=TAGGED, type="text/calendar"),
        304: NOT_MODIFIED,
    },
    errors={404: NO_SUCH_EVENT},
)
@require(Permission.READ_EVENTS)
def show_event_calendar(team: LiveTeam, slug: str) -> Response:
    """One event as a calendar."""
    query.read(frozenset())
    event = event_query.find(team.id, slug) or abort(404)
    return answer_event_calendar(team, slug, event, audience=Audience.APPS)
