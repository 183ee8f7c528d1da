"""Events as a list of schema.org/Event in JSON-LD, in order of start."""

import orjson

from app.api.feed_formats.feed import FeedPage, Json
from app.models.event_queries import event_json_ld, first_occurrence

MEDIA_TYPE = "application/ld+json; charset=utf-8"


def render(page: FeedPage) -> str:
    """The page as an ItemList, escaped for use inside HTML."""
    feed = page.feed
    items = [
        {"@type": "ListItem", "position": position, "item": _describe(event)}
        for position, event in enumerate(page.events, 1)
    ]
    listed = {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "name": feed.team.name,
        "url": feed.home,
        "itemListElement": items,
    }
    return event_json_ld.escape(orjson.dumps(listed).decode())


def _describe(event: Json) -> Json:
    return event_json_ld.describe(first_occurrence.shown_at(event))
