"""The formats of feeds, by the extension of their address."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.api.feed_formats import atom, calendar, json_feed, json_ld, rss, table
from app.api.feed_formats.feed import Feed, FeedPage
from app.models.event_queries.event_query import Order


@dataclass(frozen=True, slots=True)
class Whole:
    """A format with the whole list in one document, rendered in pieces of bounded size."""

    media_type: str
    render: Callable[[Feed], Iterator[str]]
    disposition: str = "inline"


@dataclass(frozen=True, slots=True)
class Paged:
    """A format with one document per page."""

    media_type: str
    render: Callable[[FeedPage], str]
    order: Order
    disposition: str = "inline"


FORMATS: dict[str, Whole | Paged] = {
    "ics": Whole(calendar.MEDIA_TYPE, calendar.render),
    "csv": Whole(table.MEDIA_TYPE, table.render, "attachment"),
    "atom": Paged(atom.MEDIA_TYPE, atom.render, Order.CHANGE),
    "rss": Paged(rss.MEDIA_TYPE, rss.render, Order.CHANGE),
    "json": Paged(json_feed.MEDIA_TYPE, json_feed.render, Order.CHANGE),
    "jsonld": Paged(json_ld.MEDIA_TYPE, json_ld.render, Order.START),
}
MEDIA_TYPES = tuple(form.media_type.partition(";")[0] for form in FORMATS.values())
ENDINGS = f"any({','.join(FORMATS)})"  # as a URL converter
