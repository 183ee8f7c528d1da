"""JSON Schemas of private feed links, as apps create and see them."""

from app.api.feed_formats.formats import FORMATS
from app.language.texts import lazy_gettext as _
from app.models.event_queries.event_filter import MAX_TEXT, SEEN
from app.models.feeds.feed_link import MAX_NAME
from app.openapi.operation import Named
from app.openapi.shapes import INSTANT, URL, list_of, members, one_of, or_null, some_of, text

NAME = text(_("Where it is used; defaults to the app's name."), maxLength=MAX_NAME)
TAG = text(_("Only events with this tag."), minLength=1, maxLength=MAX_TEXT)
STATUS = one_of(*SEEN, description=_("Only events with this status."))
FEED_LINK = Named(
    "FeedLink",
    members(
        id=text(_("Identifies the link; it gives no access.")),
        name=text(_("Where it is used.")),
        tag=or_null(TAG),
        status=or_null(STATUS),
        ends_in=text(_("The last characters of its key, to identify it.")),
        created_at=INSTANT,
        last_fetched_at=or_null(INSTANT),
        links={
            **or_null(members(**dict.fromkeys(FORMATS, URL))),
            "description": _(
                "Its URLs by format: only in the response that created it, else null."
            ),
        },
    ),
)
ONE_LINK = Named("OneFeedLink", members(data=FEED_LINK))
LINKS = Named("FeedLinks", members(data=list_of(FEED_LINK)))
NEW_LINK = Named(
    "NewFeedLink",
    some_of({"name": or_null(NAME), "tag": or_null(TAG), "status": or_null(STATUS)}, closed=True),
)
WEBSITE = {"name": "Website", "tag": "music"}
