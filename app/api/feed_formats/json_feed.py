"""Events as JSON Feed 1.1, newest change first."""

from typing import Any

import orjson

from app.api.feed_formats import entry
from app.api.feed_formats.feed import FeedPage, Json

MEDIA_TYPE = "application/feed+json; charset=utf-8"
VERSION = "https://jsonfeed.org/version/1.1"


def render(page: FeedPage) -> str:
    """The page as a feed, without unknown members."""
    feed = page.feed
    top = {
        "version": VERSION,
        "title": feed.team.name,
        "home_page_url": feed.home,
        "feed_url": page.self_url,
        "next_url": page.next_url,
        "authors": [{"name": feed.team.name, "url": feed.home}],
        "items": [_item(event, page) for event in page.events],
    }
    return orjson.dumps(_without_null(top)).decode()


def _item(event: Json, page: FeedPage) -> Json:
    own_url = event["url"] if event["url"] != event["links"]["html"] else None
    item = {
        "id": page.feed.name_of(event["id"]),
        "url": event["links"]["html"],
        "external_url": own_url,
        "title": entry.title(event),
        "content_html": entry.content(event),
        "summary": event["summary"],
        "image": event["image"],
        "date_published": event["created_at"],
        "date_modified": event["updated_at"],
        "tags": event["tags"] or None,
        # An extension, for which the format requires the underscore.
        "_event": {name: event[name] for name in ("status", "all_day", "start", "end", "venue")},
    }
    return _without_null(item)


def _without_null(members: dict[str, Any]) -> Json:
    return {name: value for name, value in members.items() if value is not None}
