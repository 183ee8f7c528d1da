"""An event as Gancio's clients send it, in JSON or a form, and the details that follow.

What is refused is named by its field in fixed words: the real plugin prints them as HTML.
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
# What the house calls otherwise.
NAMES = {
    "start": "start_datetime",
    "end": "end_datetime",
    "recurrence": "start_datetime",
    "venue_name": "place_name",
    "venue_address": "place_address",
    "online_url": "online_locations",
}
REQUIRED = "This is required."
UNUSABLE = "This is too long, or nothing we can use."
REASONS = {"end_datetime": "Give a time after start_datetime, at most a year later."}


def read() -> dict[str, Any]:
    """The members of the body by name, without empty ones."""
    values = _read_json() if request.is_json else _read_form()
    return {name: value for name, value in values.items() if value not in (None, "")}


def read_number(body: Body) -> str:
    """The number of the event it is about, in digits; the plugin sends it as text."""
    number = body.get("id")
    if isinstance(number, bool) or not isinstance(number, int | str):
        refuse_parameter("id", REQUIRED)
    return str(number)


def read_new(body: Body, timezone: str) -> EventDetails:
    """The details of a new event, which its team's clocks tell the time of."""
    start, end, zone = _read_times(body, timezone)
    return _complete(body, EventDetails(title="", start=start, end=end, timezone=zone))


def read_changed(body: Body, known: EventDetails) -> EventDetails:
    """The details of an event that were ``known``; what this dialect has no word for stays."""
    start, end, zone = _read_times(body, known.timezone)
    same_time = (start, end) == (known.start, known.end)
    moved = known.move(start, end, timezone=zone, all_day=known.all_day and same_time)
    name, address = _read_place(body)
    if (name, address) != (known.venue_name, known.venue_address):
        moved = replace(moved, venue_city=None, venue_country=None, latitude=None, longitude=None)
    return _complete(body, moved)


def _complete(body: Body, details: EventDetails) -> EventDetails:
    name, address = _read_place(body)
    tags, links = _read_list(body, "tags"), _read_list(body, "online_locations")
    if body.get("recurrent") not in (None, False, "false"):
        refuse_parameter("recurrent", "Repeating events are not taken here.")
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
        refuse_parameter(field, REASONS.get(field, UNUSABLE))


def _read_json() -> dict[str, Any]:
    try:
        return strict_json.read_object(request.get_data())
    except ValueError:
        refuse(400, "invalid_request", "The body is not a JSON object that can be read.")


def _read_form() -> dict[str, Any]:
    sent = {name for name, file in request.files.items() if file.filename}
    if "image" in sent:
        refuse_parameter("image", "Send the address of the picture as image_url.")
    if sent:
        refuse(400, "invalid_request", "Files are not taken.")
    values: dict[str, Any] = request.form.to_dict()
    for name in ("tags", "online_locations"):
        values[name] = request.form.getlist(name) + request.form.getlist(f"{name}[]")
    return values


def _read_times(body: Body, timezone: str) -> tuple[datetime, datetime, str]:
    """Start and end on the clocks of a zone. Without an end it ends as it starts."""
    if "start_datetime" not in body:
        refuse_parameter("start_datetime", REQUIRED)
    start = _read_seconds(body, "start_datetime")
    end = _read_seconds(body, "end_datetime") if "end_datetime" in body else start
    # In the hour that clocks show twice, wall time alone would mean the first one.
    if any(_on_clocks_and_back(moment, timezone) != moment for moment in (start, end)):
        timezone = "UTC"
    return wall_time.from_epoch(start, timezone), wall_time.from_epoch(end, timezone), timezone


def _on_clocks_and_back(moment: int, timezone: str) -> int:
    return wall_time.to_epoch(wall_time.from_epoch(moment, timezone), timezone, strict=False)


def _read_seconds(body: Body, name: str) -> int:
    value = body[name]
    if isinstance(value, str) and _SECONDS.fullmatch(value):
        value = int(value)
    usable = isinstance(value, int | float) and not isinstance(value, bool)
    if not usable or not 0 <= value < LATEST:
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
