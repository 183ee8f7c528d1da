"""Events as Gancio's clients send them, in JSON or a form, read as EventDetails.

Errors use fixed sentences only: the plugin prints them as HTML.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import request

from app.api.bearer.errors import refuse, refuse_parameter
from app.models.events.event_details import EventDetails
from app.models.values import wall_time
from app.models.values.errors import ValidationError
from app.web import strict_json

Body = Mapping[str, Any]

ONLINE = "online"  # the place that needs no address
LATEST = 2**37  # seconds since 1970, in the year 6325: more would be milliseconds
_SECONDS = re.compile(r"[0-9]{1,12}")
# Gancio's names by those of EventDetails.
NAMES = {
    "start": "start_datetime",
    "end": "end_datetime",
    "recurrence": "start_datetime",
    "venue_name": "place_name",
    "venue_address": "place_address",
    "online_url": "online_locations",
}
REQUIRED = "This is required."
INVALID = "This is too long or not valid."
REASONS = {"end_datetime": "Give a time after start_datetime, at most a year later."}


def read() -> dict[str, Any]:
    """The members of the body, without empty ones."""
    values = _read_json() if request.is_json else _read_form()
    return {name: value for name, value in values.items() if value not in (None, "")}


def read_number(body: Body) -> str:
    """The event's number as text, which is how the plugin sends it."""
    number = body.get("id")
    if isinstance(number, bool) or not isinstance(number, int | str):
        refuse_parameter("id", REQUIRED)
    return str(number)


def read_new(body: Body, timezone: str) -> EventDetails:
    """The details of a new event in the team's time zone."""
    start, end, zone = _read_times(body, timezone)
    return _complete(body, EventDetails(title="", start=start, end=end, timezone=zone))


def read_changed(body: Body, details: EventDetails) -> EventDetails:
    """``details`` with the body's changes; members that Gancio does not know stay."""
    start, end, zone = _read_times(body, details.timezone)
    same_time = (start, end) == (details.start, details.end)
    moved = details.move(start, end, timezone=zone, all_day=details.all_day and same_time)
    name, address = _read_place(body)
    if (name, address) != (details.venue_name, details.venue_address):
        moved = replace(moved, venue_city=None, venue_country=None, latitude=None, longitude=None)
    return _complete(body, moved)


def _complete(body: Body, details: EventDetails) -> EventDetails:
    name, address = _read_place(body)
    tags, links = _read_list(body, "tags"), _read_list(body, "online_locations")
    if body.get("recurrent") not in (None, False, "false"):
        refuse_parameter("recurrent", "Recurring events are not supported here.")
    try:
        return replace(
            details,
            title=_read_text(body, "title"),
            description_html=_read_text(body, "description", optional=True),
            venue_name=name,
            venue_address=address,
            image_url=_read_text(body, "image_url", optional=True),
            online_url=links[0] if links else None,
            tags=tags,
        ).checked()
    except ValidationError as error:
        field = NAMES.get(error.field, error.field)
        refuse_parameter(field, REASONS.get(field, INVALID))


def _read_json() -> dict[str, Any]:
    try:
        return strict_json.read_object(request.get_data())
    except ValueError:
        refuse(400, "invalid_request", "The body is not a valid JSON object.")


def _read_form() -> dict[str, Any]:
    sent = {name for name, file in request.files.items() if file.filename}
    if "image" in sent:
        refuse_parameter("image", "Send the URL of the picture as image_url.")
    if sent:
        refuse(400, "invalid_request", "Files are not accepted.")
    values: dict[str, Any] = request.form.to_dict()
    for name in ("tags", "online_locations"):
        values[name] = request.form.getlist(name) + request.form.getlist(f"{name}[]")
    return values


def _read_times(body: Body, timezone: str) -> tuple[datetime, datetime, str]:
    """Start, end and time zone. Without an end, the event ends when it starts."""
    if "start_datetime" not in body:
        refuse_parameter("start_datetime", REQUIRED)
    start = _read_seconds(body, "start_datetime")
    end = _read_seconds(body, "end_datetime") if "end_datetime" in body else start
    # In the hour that clocks show twice, wall time alone would mean the first one.
    if any(_round_trip(moment, timezone) != moment for moment in (start, end)):
        timezone = "UTC"
    return wall_time.from_epoch(start, timezone), wall_time.from_epoch(end, timezone), timezone


def _round_trip(moment: int, timezone: str) -> int:
    return wall_time.to_epoch(wall_time.from_epoch(moment, timezone), timezone, strict=False)


def _read_seconds(body: Body, name: str) -> int:
    value = body[name]
    if isinstance(value, str) and _SECONDS.fullmatch(value):
        value = int(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value < LATEST:
        refuse_parameter(name, "Give Unix seconds.")
    return int(value)


def _read_place(body: Body) -> tuple[str, str | None]:
    name = _read_text(body, "place_name")
    address = _read_text(body, "place_address", optional=name.lower() == ONLINE)
    return name, address or None


def _read_text(body: Body, name: str, *, optional: bool = False) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        refuse_parameter(name, "Give text.")
    if not value.strip() and not optional:
        refuse_parameter(name, REQUIRED)
    return value


def _read_list(body: Body, name: str) -> tuple[str, ...]:
    values = body.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        refuse_parameter(name, "Give a list of text.")
    return tuple(value for value in values if value.strip())
