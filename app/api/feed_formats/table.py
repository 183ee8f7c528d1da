"""Events as a table for spreadsheets, in order of start: no cell of it is a formula."""

from collections.abc import Iterator

from app.api.feed_formats.feed import Feed, Json
from app.models.event_queries import first_occurrence
from app.web.csv_files import BOM, csv_lines

MEDIA_TYPE = "text/csv; charset=utf-8"
VENUE = ("name", "address", "city", "country")
HEAD = (
    *("number", "id", "uid", "title", "summary", "status", "visibility", "all_day"),
    *("start", "end", "timezone", "start_utc", "end_utc", "repeats"),
    *(f"venue_{name}" for name in VENUE),
    *("latitude", "longitude", "online_url", "url", "tags", "description", "updated_at"),
    *("offer_url", "offer_price", "offer_currency", "organizer", "performers"),
)


def render(feed: Feed) -> Iterator[str]:
    """The table in pieces, each a batch of rows."""
    yield BOM + csv_lines([HEAD])
    for events in feed.batches():
        yield csv_lines(map(_row, events))


def _row(stored: Json) -> list[object]:
    event = first_occurrence.shown_at(stored)
    venue, series = event["venue"] or {}, event["recurrence"] or {}
    geo = venue.get("geo") or {}
    offers = event["offers"] or {}
    plain = ("number", "id", "uid", "title", "summary", "status", "visibility")
    return [
        *(event[name] for name in plain),
        "yes" if event["all_day"] else "no",
        *(event[name]["local"].replace("T", " ") for name in ("start", "end")),
        event["start"]["timezone"],
        *(event[name]["utc"] for name in ("start", "end")),
        # A series is one row; only the calendar feed has its dates.
        series.get("rrule") or ("yes" if series else ""),
        *(venue.get(name) for name in VENUE),
        *(geo.get(name) for name in ("lat", "lon")),
        event["online_url"],
        event["url"],
        ", ".join(event["tags"]),
        (event["description"] or {}).get("text"),
        event["updated_at"],
        *(offers.get(name) for name in ("url", "price", "currency")),
        (event["organizer"] or {}).get("name"),
        ", ".join(performer["name"] for performer in event["performers"]),
    ]
