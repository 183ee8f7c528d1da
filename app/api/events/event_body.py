"""Events as apps write them, read as EventDetails.

Members that the server sets (id, number, links, …) are ignored, so that an event can be sent back
as it was read. Every other unknown member is an error.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, NoReturn

from flask import request

from app.api.bearer.errors import refuse, refuse_parameter
from app.api.contract.event_body_schemas import READ_ONLY
from app.api.events.event_fields import (
    OFFERS,
    ORGANIZER,
    VENUE,
    Body,
    read_all_day,
    read_description,
    read_end,
    read_offers,
    read_organizer,
    read_performers,
    read_recurrence,
    read_start,
    read_tags,
    read_text,
    read_venue,
)
from app.models.events.event_details import EventDetails
from app.models.recurrence import whole_days
from app.models.values.errors import ValidationError
from app.web import strict_json

JSON_TYPES = {"application/json", "application/merge-patch+json"}
TEXTS = {
    "title": "title",
    "summary": "summary",
    "status": "status",
    "visibility": "visibility",
    "online_url": "online_url",
    "image": "image_url",
    "image_alt": "picture_alt",
    "url": "url",
}
READERS: dict[str, Callable[[Body], dict[str, Any]]] = {
    "description": read_description,
    "venue": read_venue,
    "tags": read_tags,
    "offers": read_offers,
    "organizer": read_organizer,
    "performers": read_performers,
    "recurrence": read_recurrence,
}
MEMBERS = {*READ_ONLY, "external_ref", "all_day", "start", "end", *TEXTS, *READERS}
# Fields of EventDetails by the member that holds them, where the names differ.
NAMES = {column: f"venue.{name}" for name, column in VENUE.items()}
NAMES |= {column: f"offers.{name}" for name, column in OFFERS.items()}
NAMES |= {column: f"organizer.{name}" for name, column in ORGANIZER.items()}
NAMES |= {"latitude": "venue.geo", "longitude": "venue.geo"}
NAMES |= {"image_url": "image", "picture_alt": "image_alt"}
NAMES |= {"description_html": "description", "timezone": "start.timezone"}
MAX_REF = 255  # characters


def read_object(what: str = "event") -> Body:
    """Return the body, a JSON object; abort with 415 or 400 otherwise."""
    if request.mimetype not in JSON_TYPES:
        refuse(415, "unsupported_media_type", f"Send the {what} as application/json.")
    try:
        return strict_json.read_object(request.get_data())
    except ValueError:
        refuse(400, "invalid_request", "The body is not a JSON object in UTF-8.")


def as_object(value: Any, name: str) -> Body:
    """Return ``value`` if it is a JSON object; abort with 400 otherwise."""
    if not isinstance(value, dict):
        refuse(400, "invalid_request", f"{name} is not a JSON object.")
    return value


def read_ref(body: Body) -> str | None:
    """The app's own id of the event, if the body has one."""
    ref = body.get("external_ref")
    if ref is None:
        return None
    if not isinstance(ref, str) or not 1 <= len(ref) <= MAX_REF or not ref.isprintable():
        refuse_parameter("external_ref", f"Give 1 to {MAX_REF} visible characters.")
    return ref


def read_whole(body: Body, timezone: str) -> EventDetails:
    """The details in ``body``; members it leaves out are empty.

    ``timezone`` applies to times without one.
    """
    _refuse_unknown(body)
    start, zone = read_start(body, timezone) or _missing("start")
    all_day = read_all_day(body, default=False)
    end = read_end(body, zone) or start  # one day, or no duration (RFC 5545 section 3.6.1)
    blank = EventDetails(title="", start=start, end=end, timezone=zone, all_day=all_day)
    if body.get("title") is None:
        _missing("title")
    return _check(_apply(body, blank))


def read_changed(body: Body, details: EventDetails) -> EventDetails:
    """``details`` with the members of ``body``; null clears one (RFC 7396)."""
    _refuse_unknown(body)
    start, zone = read_start(body, details.timezone) or (details.start, details.timezone)
    all_day = read_all_day(body, default=details.all_day)
    end = read_end(body, zone) or _kept_end(start, details, all_day)
    try:
        moved = details.move(start, end, timezone=zone, all_day=all_day)
    except ValidationError as error:
        _refuse(error)
    return _check(_apply(body, moved))


def _kept_end(start: datetime, details: EventDetails, all_day: bool) -> datetime:
    """A moved event keeps its duration; an all-day event its number of days."""
    if not (all_day and details.all_day):
        return start + (details.end - details.start)
    first, after = whole_days.span(details.start, details.end)
    return whole_days.midnight(start) + (after - first)


def _apply(body: Body, details: EventDetails) -> EventDetails:
    values: dict[str, Any] = {
        column: read_text(body, name) for name, column in TEXTS.items() if name in body
    }
    for name, column in (("title", "title"), ("status", "status"), ("visibility", "visibility")):
        if name in body and values[column] is None:
            refuse_parameter(name, "This cannot be null.")
    for name, reader in READERS.items():
        if name in body:
            values |= reader(body)
    return replace(details, **values)


def _check(details: EventDetails) -> EventDetails:
    try:
        return details.checked()
    except ValidationError as error:
        _refuse(error)


def _refuse(error: ValidationError) -> NoReturn:
    refuse_parameter(NAMES.get(error.field, error.field), error.message.replace('"', "'"))


def _refuse_unknown(body: Body) -> None:
    for name in body:
        if name not in MEMBERS:
            refuse_parameter(printable_name(name), "Unknown member of an event.")


def printable_name(name: str) -> str:
    """The member's name, if an error may repeat it; else "body"."""
    return name if name.isascii() and name.isidentifier() and len(name) < 30 else "body"


def _missing(name: str) -> NoReturn:
    refuse_parameter(name, "This is required.")
