"""X-STAGEDOOR-EVENT: what no property of iCalendar says, so that our own import reads it back.

The value is a JSON object as TEXT. It names only what the other lines do not say as it is.
"""

from typing import Any

import orjson

from app.api.feed_formats.feed import Json
from app.api.feed_formats.ics_lines import line, text, uri

NAME = "X-STAGEDOOR-EVENT"
LINKS = ("url", "image", "online_url")


def render(event: Json) -> str:
    """The property of an event or a series."""
    values = _of_every_date(event, event["status"], event["venue"] or {})
    values |= {name: event[name] for name in ("image_alt", "offers", "organizer", "performers")}
    # A URI has no letters but ASCII ones; the links of people do.
    values |= {
        name: event[name] for name in LINKS if event[name] and uri(event[name]) != event[name]
    }
    rest = {name: value for name, value in values.items() if value}
    if event["url"] == event["links"]["html"]:
        rest["url"] = None  # it is only the event's page
    return _line(rest)


def render_changed(event: Json, status: str, venue: Json) -> str:
    """The property of one changed date."""
    values = _of_every_date(event, status, venue)
    return _line({name: value for name, value in values.items() if value})


def _of_every_date(event: Json, status: str, venue: Json) -> dict[str, Any]:
    is_plain = venue.get("name") and not (venue.get("city") or venue.get("country"))
    parts = {name: venue.get(name) for name in ("name", "address", "city", "country")}
    return {
        "summary": event["summary"],
        "status": "postponed" if status == "postponed" else None,
        "visibility": "unlisted" if event["visibility"] == "unlisted" else None,
        "venue": None if is_plain or not any(parts.values()) else parts,
    }


def _line(values: dict[str, Any]) -> str:
    return line(NAME, text(orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()))
