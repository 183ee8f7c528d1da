"""Private feed links: the key in the address is the only credential."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from app.api.bearer.rate_limit import count_request
from app.api.blueprint import dialects
from app.api.contract.describe import NOT_MODIFIED, OPEN, describe
from app.api.feed_formats.formats import FORMATS, MEDIA_TYPES
from app.api.feeds.feed_response import answer_feed
from app.api.http.event_response import base_url
from app.api.http.list_request import ListRequest
from app.language.texts import lazy_gettext as _
from app.models.credentials import last_use
from app.models.feeds import live_feed
from app.models.feeds.feed_link import FeedLink
from app.models.feeds.live_feed import LiveFeed
from app.models.grants.grant import Grant
from app.observability import metering
from app.openapi.headers import IF_NONE_MATCH
from app.openapi.operation import JSON, Answer
from app.web import problems
from app.web.errors import problem

ENDPOINT = "dialects.show_private_feed"
GONE = "This private feed link has ended. Team members can create a new one at {page}\n"
PAUSED = "This private feed link is paused. It may work again, so keep it.\n"
UNKNOWN = "Unknown private feed link.\n"


@dialects.get("/feeds/<key>/events.<format>")
@describe(
    "feeds",
    _("Fetch a private feed link"),
    _("The key in the URL is the only credential. Filters narrow what the link shows."),
    query=ListRequest.PARAMETERS,
    others=(IF_NONE_MATCH,),
    answers={
        200: Answer(
            _("The feed."),
            headers=("ETag", "Last-Modified"),
            type="text/calendar",
            types=MEDIA_TYPES,
        ),
        304: NOT_MODIFIED,
        403: Answer(_("The link is paused and may work again."), type="text/plain", types=(JSON,)),
        404: Answer(_("There is no such link."), type="text/plain", types=(JSON,)),
        410: Answer(
            _("The link has ended; the text says where to create a new one."),
            type="text/plain",
            types=(JSON,),
        ),
    },
    errors=OPEN,
)
def show_private_feed(key: str, format: str) -> ResponseReturnValue:
    """The events of the link, in this format.

    410 once it has ended for good: calendars then stop fetching it. 403 while it is paused.
    """
    feed = live_feed.find(key) if format in FORMATS else None
    if feed is None:
        count_request(None)
        return _answer_text(UNKNOWN, 404)
    _recognise(feed, key, format)
    count_request(feed.grant_public_id or feed.public_id)
    if not feed.works:
        return _answer_gone(feed) if feed.is_over else _answer_text(PAUSED, 403)
    last_use.mark(FeedLink, feed.id)
    if feed.grant_id is not None:
        last_use.mark(Grant, feed.grant_id)
    return answer_feed(feed.team, format, audience=feed.audience, within=feed.filter)


@dialects.after_request
def keep_key_secret(response: Response) -> Response:
    """Keep the address out of search engines and of the Referer header."""
    if request.endpoint == ENDPOINT:
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _recognise(feed: LiveFeed, key: str, format: str) -> None:
    """Meter the fetch for the app that created the link; the log never gets the whole key."""
    if feed.client_key is not None and feed.grant_id is not None:
        path = f"/feeds/{{key}}/events.{format}"
        metering.recognise(feed.client_key, feed.grant_id, key, path=path)
        metering.recognise_team(feed.team.id)


def _answer_gone(feed: LiveFeed) -> Response:
    path = url_for("portal.list_teams")
    if not feed.is_team_deleted:
        path = url_for("portal.list_feeds", slug=feed.team.slug)
    return _answer_text(GONE.format(page=base_url() + path), 410)


def _answer_text(text: str, status: int) -> Response:
    """The error as text, for calendars and people; as JSON for a program that prefers it."""
    if request.accept_mimetypes.best_match(["text/plain", JSON]) == JSON:
        return problem(status, problems.find(status).code, text.strip())
    return Response(text, status, content_type="text/plain; charset=utf-8")
