"""The event as schema.org/Event, for search engines: on its page and in feeds."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

from app.models.events.pictures import picture

Json = dict[str, Any]

STATUS = {
    "scheduled": "https://schema.org/EventScheduled",
    "postponed": "https://schema.org/EventPostponed",
    "cancelled": "https://schema.org/EventCancelled",
}
# For an event without a venue: schema.org requires a location.
UNKNOWN_VENUE = "To be announced"
# So that no text can end the element around it or start another.
ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def describe(event: Json) -> Json:
    """``event``, as the API shows it, without the ``@context``."""
    text = (event["description"] or {}).get("text")
    described = {
        "@type": "Event",
        "name": event["title"],
        "url": event["links"]["html"],
        "startDate": _moment(event, "start"),
        "endDate": _moment(event, "end"),
        "eventStatus": STATUS[event["status"]],
        "eventAttendanceMode": f"https://schema.org/{_attendance(event)}EventAttendanceMode",
        "description": event["summary"] or text or None,
        "image": _images(event["image"]),
        "location": _locations(event),
        "organizer": _organizer(event),
        "performer": [_named(performer, "PerformingGroup") for performer in event["performers"]],
        "offers": _offer(event),
    }
    return _without_unknown(described)


def escape(text: str) -> str:
    """JSON text that is safe inside HTML."""
    for character, escaped in ESCAPES.items():
        text = text.replace(character, escaped)
    return text


def _images(link: str | None) -> list[str]:
    """An uploaded picture in its sizes, widest first; a linked one as it is."""
    if link is None:
        return []
    return list(picture.sizes_of(link).values()) or [link]


def _organizer(event: Json) -> Json:
    """The organizer, or else the team with its page."""
    team_page = event["links"]["html"].rpartition("/")[0]
    team = {"name": event["team"]["name"], "url": team_page}
    return _named(event["organizer"] or team, "Organization")


def _named(who: Json, kind: str) -> Json:
    return _without_unknown({"@type": kind, "name": who["name"], "url": who["url"]})


def _offer(event: Json) -> Json | None:
    offer = event["offers"]
    if offer is None:
        return None
    return _without_unknown(
        {
            "@type": "Offer",
            "url": offer["url"] or event["links"]["html"],
            "price": offer["price"],
            "priceCurrency": offer["currency"],
        }
    )


def _without_unknown(described: Json) -> Json:
    return {name: value for name, value in described.items() if value not in (None, [])}


def _moment(event: Json, which: str) -> str:
    if not event["all_day"]:
        return _with_offset(event[which])
    first, end = (date.fromisoformat(event[name]["local"][:10]) for name in ("start", "end"))
    # In schema.org the end is the last day, inclusive.
    last = max(first, end - timedelta(days=1))
    return (last if which == "end" else first).isoformat()


def _with_offset(moment: Json) -> str:
    """Local time with its UTC offset, so that readers show the right day."""
    local = datetime.fromisoformat(moment["local"])
    utc = datetime.fromisoformat(moment["utc"]).replace(tzinfo=None)
    return local.replace(tzinfo=timezone(local - utc)).isoformat()


def _attendance(event: Json) -> str:
    if not event["online_url"]:
        return "Offline"
    return "Mixed" if (event["venue"] or {}).get("name") else "Online"


def _locations(event: Json) -> list[Json]:
    places: list[Json] = []
    if event["online_url"]:
        places.append({"@type": "VirtualLocation", "url": event["online_url"]})
    venue = event["venue"] or {}
    address = {
        "streetAddress": venue.get("address"),
        "addressLocality": venue.get("city"),
        "addressCountry": venue.get("country"),
    }
    fields = {name: value for name, value in address.items() if value is not None}
    if venue.get("name") or fields or not places:
        name = venue.get("name") or venue.get("city") or UNKNOWN_VENUE
        place = {"@type": "Place", "name": name, "address": {"@type": "PostalAddress", **fields}}
        places.append(place | _geo(venue))
    return places


def _geo(venue: Json) -> Json:
    geo = venue.get("geo")
    if not geo:
        return {}
    return {"geo": {"@type": "GeoCoordinates", "latitude": geo["lat"], "longitude": geo["lon"]}}
