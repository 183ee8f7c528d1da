"""Private feed links: the key in the address is the only credential."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from app.api.bearer.rate_limit import count_request
from app.api.blueprint import dialects
from app.api.contract.describe import NOT_MODIFIED, OPEN, describe
from app.api.feed_formats.formats import FORMATS, MEDIA_TYPES
from app.api.feeds.feed_response import answer_feed
from app.api.http.event_response import base_url
from app.api.http.list_request import ListRequest
from app.models.credentials import last_use
from app.models.feeds import live_feed
from app.models.feeds.feed_link import FeedLink
from app.models.feeds.live_feed import LiveFeed
from app.models.grants.grant import Grant
from app.observability import metering
from app.openapi.headers import IF_NONE_MATCH
from app.openapi.operation import JSON, Answer

ENDPOINT = "dialects.show_private_feed"
GONE = "This private feed link has ended. Members of the team make a new one at {page}\n"
RESTING = "This private feed link does not work at present. It may work again; keep it.\n"
UNKNOWN = "There is no such private feed link.\n"


@dialects.get("/feeds/<key>/events.<format>")
@describe(
    "feeds",
    _("Fetch a private feed link"),
    _("The key in the address is all it takes. Further filters narrow what the link shows."),
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
        403: Answer(_("It does not work at present, and may again."), type="text/plain"),
        404: Answer(_("There is no such link."), type="text/plain", types=(JSON,)),
        410: Answer(_("It has ended; the text says where a new one is made."), type="text/plain"),
    },
    errors=OPEN,
)
def show_private_feed(key: str, format: str) -> ResponseReturnValue:
    """The events that the link shows, in the format ``format``.

    410 once it has ended for good: calendars then stop asking. 403 while it only rests.
    """
    feed = live_feed.find(key) if format in FORMATS else None
    if feed is None:
        count_request(None)
        return _say(UNKNOWN, 404)
    _recognise(feed, key, format)
    count_request(feed.grant_public_id or feed.public_id)
    if not feed.works:
        return _say_gone(feed) if feed.is_over else _say(RESTING, 403)
    last_use.mark(FeedLink, feed.id)
    if feed.grant_id is not None:
        last_use.mark(Grant, feed.grant_id)
    return answer_feed(feed.team, format, audience=feed.audience, within=feed.filter)


@dialects.after_request
def keep_key_to_its_holder(response: Response) -> Response:
    """No search engine and no other site learns the address from us."""
    if request.endpoint == ENDPOINT:
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _recognise(feed: LiveFeed, key: str, format: str) -> None:
    """Count the fetch for the app whose link it is; of the key, the log gets the end alone."""
    if feed.client_key is not None and feed.grant_id is not None:
        path = f"/feeds/{{key}}/events.{format}"
        metering.recognise(feed.client_key, feed.grant_id, key, path=path)
        metering.recognise_team(feed.team.id)


def _say_gone(feed: LiveFeed) -> Response:
    here = url_for("portal.list_teams")
    if not feed.is_team_deleted:
        here = url_for("portal.list_feeds", slug=feed.team.slug)
    return _say(GONE.format(page=base_url() + here), 410)


def _say(text: str, status: int) -> Response:
    return Response(text, status, content_type="text/plain; charset=utf-8")
