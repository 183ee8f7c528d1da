"""Readers of the members of an event's JSON; each aborts with 400 for an invalid value."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from app.api.bearer.errors import refuse_parameter
from app.models.events.performer import Performer
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.values import rich_text, timestamps, wall_time
from app.models.values.errors import ValidationError

Body = dict[str, Any]

YEARS = range(1970, 9001)  # that EventDetails accepts; a day more or less is still a valid date
SECOND = (
    "The clocks there show this time twice, and only the first can be stored."
    " Send start and end with timezone UTC."
)
VENUE = {
    "name": "venue_name",
    "address": "venue_address",
    "city": "venue_city",
    "country": "venue_country",
}
OFFERS = {"url": "offer_url", "price": "offer_price", "currency": "offer_currency"}
ORGANIZER = {"name": "organizer_name", "url": "organizer_url"}
SERIES = frozenset({"rrule", "rdates", "exdates", "overrides"})
# Who may see a date is decided by members.
OVERRIDE = frozenset(field.name for field in fields(Override)) - {"visibility"}


def read_text(body: Mapping[str, Any], name: str, prefix: str = "") -> str | None:
    """The text of the member, or None for null or a missing one."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        refuse_parameter(prefix + name, "Give text.")
    return value


def read_all_day(body: Body, *, default: bool) -> bool:
    """Whether the event is all day; ``default`` without the member."""
    value = body.get("all_day", default)
    if not isinstance(value, bool):
        refuse_parameter("all_day", "Give true or false.")
    return value


def read_start(body: Body, timezone: str) -> tuple[datetime, str] | None:
    """Start in local time, and its zone; None without the member."""
    return _read_moment(body, "start", timezone)


def read_end(body: Body, timezone: str) -> datetime | None:
    """End in the local time of ``timezone``; None without the member."""
    end = _read_moment(body, "end", timezone)
    if end is None or end[1] == timezone:
        return end and end[0]
    instant = wall_time.to_epoch(*end, strict=False)
    moment = wall_time.from_epoch(instant, timezone)
    if wall_time.to_epoch(moment, timezone, strict=False) != instant:
        refuse_parameter("end", SECOND)
    return moment


def _read_moment(body: Body, name: str, timezone: str) -> tuple[datetime, str] | None:
    """Local time and zone of a moment: its ``local``, or else ``utc`` converted.

    400 for the second of two equal local times, which only ``utc`` can mean: it cannot be stored.
    """
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, dict) or not value.keys() <= {"local", "timezone", "utc"}:
        refuse_parameter(name, "Give an object with local and timezone, or with utc.")
    zone = read_text(value, "timezone", f"{name}.") or timezone
    local, utc = (read_text(value, part, f"{name}.") for part in ("local", "utc"))
    moment = None
    try:
        wall_time.zone(zone)
        if local is not None:
            moment = _parse_local(local)
        else:
            moment = wall_time.from_epoch(timestamps.parse_instant(utc or ""), zone)
        if moment.year not in YEARS:
            refuse_parameter(name, "Give a year from 1970 to 9000.")
        if utc and _is_second(moment, zone, timestamps.parse_instant(utc)):
            refuse_parameter(name, SECOND)
        return moment, zone
    except ValidationError as error:
        refuse_parameter(f"{name}.timezone", error.message)
    except (ValueError, OverflowError):
        part = "utc" if local is None or moment is not None else "local"
        example = "2027-03-27T20:00:00" if part == "local" else "2027-03-27T19:00:00Z"
        refuse_parameter(f"{name}.{part}", f"Give a time such as {example}.")


def _is_second(moment: datetime, zone: str, instant: int) -> bool:
    """Whether ``instant`` is the second time that clocks show ``moment`` when they go back."""
    first, second = (wall_time.to_epoch(moment, zone, fold=fold, strict=False) for fold in (0, 1))
    return first < second == instant


def _parse_local(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None or moment.microsecond or not text.isascii():
        raise ValueError(text)
    return moment


def read_description(body: Body) -> dict[str, Any]:
    """Its HTML, from html or plain text."""
    value = body["description"]
    if value is None:
        return {"description_html": ""}
    if not isinstance(value, dict) or not value.keys() <= {"html", "text"}:
        refuse_parameter("description", "Give an object with html or text.")
    html, text = (read_text(value, part, "description.") for part in ("html", "text"))
    return {"description_html": html if html is not None else rich_text.from_text(text or "")}


def read_venue(body: Body) -> dict[str, Any]:
    """Its place and position; members left out are empty."""
    value = body["venue"]
    if value is None:
        value = {}
    if not isinstance(value, dict) or not value.keys() <= {*VENUE, "geo"}:
        refuse_parameter("venue", "Give an object with name, address, city, country and geo.")
    texts = {column: read_text(value, name, "venue.") for name, column in VENUE.items()}
    latitude, longitude = _read_position(value.get("geo"))
    return {**texts, "latitude": latitude, "longitude": longitude}


def _read_position(geo: Any) -> tuple[float | None, float | None]:
    if geo is None:
        return None, None
    position: dict[str, Any] = geo if isinstance(geo, dict) else {}
    lat, lon = position.get("lat"), position.get("lon")
    if lat is None or lon is None or not (_is_within(lat, 90) and _is_within(lon, 180)):
        refuse_parameter("venue.geo", "Give lat from -90 to 90 and lon from -180 to 180.")
    return float(lat), float(lon)


def _is_within(number: Any, limit: int) -> bool:
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    return is_number and -limit <= number <= limit


def read_tags(body: Body) -> dict[str, Any]:
    """Its tags; null means none."""
    return {"tags": _read_texts(body, "tags") or ()}


def read_offers(body: Body) -> dict[str, Any]:
    """Where tickets are sold, and their price; members left out are empty."""
    value = {} if body["offers"] is None else body["offers"]
    if not isinstance(value, dict) or not value.keys() <= OFFERS.keys():
        refuse_parameter("offers", "Give an object with url, price and currency.")
    return {column: read_text(value, name, "offers.") for name, column in OFFERS.items()}


def read_organizer(body: Body) -> dict[str, Any]:
    """Who organizes it, if not the team; a list of one is taken as well."""
    value = body["organizer"]
    if isinstance(value, list) and len(value) <= 1:
        value = value[0] if value else None
    value = {} if value is None else value
    if not isinstance(value, dict) or not value.keys() <= ORGANIZER.keys():
        refuse_parameter("organizer", "Give an object with name and url.")
    return {column: read_text(value, name, "organizer.") for name, column in ORGANIZER.items()}


def read_performers(body: Body) -> dict[str, Any]:
    """Its performers; null means none."""
    values = [] if body["performers"] is None else body["performers"]
    if not isinstance(values, list):
        refuse_parameter("performers", "Give a list of objects with name and url.")
    return {"performers": tuple(map(_read_performer, values))}


def _read_performer(value: Any) -> Performer:
    if not isinstance(value, dict) or not value.keys() <= {"name", "url"}:
        refuse_parameter("performers", "Give a list of objects with name and url.")
    name = read_text(value, "name", "performers.")
    if name is None:
        refuse_parameter("performers.name", "This is required.")
    return Performer(name, read_text(value, "url", "performers."))


def _read_texts(body: Body, name: str, prefix: str = "") -> tuple[str, ...]:
    value = body.get(name)
    values = [] if value is None else value
    if not isinstance(values, list) or not all(isinstance(text, str) for text in values):
        refuse_parameter(prefix + name, "Give a list of texts.")
    return tuple(values)


def read_recurrence(body: Body) -> dict[str, Any]:
    """Its recurrence and overrides; null ends a series."""
    value = body["recurrence"]
    if value is None:
        return {"recurrence": None, "overrides": ()}
    if not isinstance(value, dict) or not value.keys() <= SERIES:
        refuse_parameter("recurrence", "Give an object with rrule, rdates, exdates and overrides.")
    prefix = "recurrence."
    series = Recurrence(
        read_text(value, "rrule", prefix),
        _read_texts(value, "rdates", prefix),
        _read_texts(value, "exdates", prefix),
    )
    overrides = value.get("overrides") or []
    if not isinstance(overrides, list):
        refuse_parameter("recurrence.overrides", "Give a list of objects.")
    return {"recurrence": series, "overrides": tuple(map(_read_override, overrides))}


def _read_override(value: Any) -> Override:
    is_override = isinstance(value, dict) and value.keys() <= OVERRIDE
    if not is_override or not all(v is None or isinstance(v, str) for v in value.values()):
        refuse_parameter("recurrence.overrides", "Give objects with recurrence_id, start and end.")
    try:
        times = {name: _parse_local(value[name]) for name in ("start", "end")}
        override = Override(**{**value, **times})
        override.check()
        return override
    except ValidationError as error:
        refuse_parameter("recurrence.overrides", error.message)
    except (KeyError, TypeError, ValueError):
        refuse_parameter("recurrence.overrides", "Give objects with recurrence_id, start and end.")
