"""X-STAGEDOOR-EVENT: what our feeds know of an event and no property of iCalendar says.

Its value is a JSON object as TEXT. Anyone can write one, so each member that no event can have
is left out. With the property a calendar says everything about its event: what it does not name,
the event does not have.
"""

from typing import Any

import orjson

from app.models.calendar_files.ics_properties import Properties
from app.models.events import offer, performer
from app.models.events.performer import MAX_PERFORMERS, Performer
from app.models.values import plain_text, web_link
from app.models.values.errors import ValidationError
from app.models.values.text_limits import MAX_ADDRESS, MAX_SUMMARY, MAX_VENUE

NAME = "X-STAGEDOOR-EVENT"
MAX_ALT = 300  # characters
ALL = frozenset(
    "summary venue_city venue_country latitude longitude online_url image_url picture_alt url"
    " offer_url offer_price offer_currency organizer_name organizer_url performers".split()
)
Json = dict[str, Any]


def read(properties: Properties) -> Json | None:
    """The object; None without the property, or with one that is no object."""
    prop = properties.first(NAME)
    if prop is None:
        return None
    try:
        value = orjson.loads(prop.text)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def content_of(own: Json) -> Json:
    """The fields of EventDetails that the object names; None for those that it does not."""
    offers, organizer = (as_object(own.get(name)) for name in ("offers", "organizer"))
    price = _checked(offer.check_price, as_text(offers.get("price"), offer.MAX_PRICE))
    currency = as_text(offers.get("currency"), 3)
    code = _checked(lambda value: offer.check_currency(value, price=price), currency)
    name = as_text(organizer.get("name"), performer.MAX_NAME)
    return {
        "summary": as_text(own.get("summary"), MAX_SUMMARY),
        "picture_alt": as_text(own.get("image_alt"), MAX_ALT),
        "offer_url": as_link(offers.get("url")),
        "offer_price": price if code else None,
        "offer_currency": code,
        "organizer_name": name,
        "organizer_url": as_link(organizer.get("url")) if name else None,
        "performers": tuple(dict.fromkeys(_performers(own.get("performers")))),
    }


def venue_of(own: Json) -> Json | None:
    """The parts of the venue; None when LOCATION says all of it."""
    if "venue" not in own:
        return None
    venue = as_object(own["venue"])
    country = as_text(venue.get("country"), 2)
    is_code = country is not None and len(country) == 2 and country.isascii() and country.isalpha()
    return {
        "venue_name": as_text(venue.get("name"), MAX_VENUE),
        "venue_address": as_text(venue.get("address"), MAX_ADDRESS),
        "venue_city": as_text(venue.get("city"), MAX_VENUE),
        "venue_country": country if is_code else None,
    }


def as_object(value: Any) -> Json:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_text(value: Any, max_length: int) -> str | None:
    """The value as one line; None for what is no text or empty."""
    return plain_text.squeeze(value, max_length) or None if isinstance(value, str) else None


def as_link(value: Any) -> str | None:
    """The value if it is a link that an event can have, else None."""
    if not isinstance(value, str):
        return None
    return _checked(lambda link: web_link.checked(link, "url"), value)


def _performers(value: Any) -> list[Performer]:
    entries = map(as_object, value[:MAX_PERFORMERS]) if isinstance(value, list) else ()
    pairs = (
        (as_text(entry.get("name"), performer.MAX_NAME), entry.get("url")) for entry in entries
    )
    return [Performer(name, as_link(url)) for name, url in pairs if name]


def _checked(check: Any, value: str | None) -> str | None:
    try:
        result: str | None = check(value)
    except ValidationError:
        return None
    return result
