"""Events in Gancio's words."""

from app.models.event_details import STATUSES
from app.openapi.operation import Named, Shape
from app.openapi.shapes import (
    EPOCH,
    INSTANT,
    TEXT,
    URL,
    YES_NO,
    list_of,
    members,
    number,
    one_of,
    or_null,
    some_of,
    text,
)

EVENT = Named(
    "GancioEvent",
    members(
        id=number("What id and {number} take."),
        slug=TEXT,
        title=TEXT,
        description=text("HTML."),
        start_datetime=EPOCH,
        end_datetime=or_null(EPOCH),
        media=list_of(
            members(
                url=text("Follows /media/."),
                name=TEXT,
                focalpoint=list_of({"type": "number"}, minItems=2, maxItems=2),
            )
        ),
        image_url=or_null(URL),
        is_visible=YES_NO,
        status=one_of(*STATUSES),
        tags=list_of(TEXT),
        place=members(name=or_null(TEXT), address=or_null(TEXT)),
        online_locations=list_of(URL),
        createdAt=INSTANT,
        updatedAt=INSTANT,
    ),
)
EVENTS = Named("GancioEvents", list_of(EVENT))
SECONDS: Shape = {
    "type": ["integer", "string"],
    "description": "Unix seconds.",
    "examples": [1806174000],
}
_MEMBERS = {
    "title": TEXT,
    "description": text("HTML; it is cleaned."),
    "start_datetime": SECONDS,
    "end_datetime": SECONDS,
    "place_name": text("online needs no place_address."),
    "place_address": TEXT,
    "tags": list_of(TEXT),
    "online_locations": list_of(URL),
    "image_url": URL,
}
_REQUIRED = ("title", "start_datetime", "place_name")
NEW_EVENT = Named("NewGancioEvent", some_of(_MEMBERS, _REQUIRED))
CHANGED_EVENT = Named(
    "ChangedGancioEvent",
    some_of(
        {"id": {"type": ["integer", "string"], "description": "Which event."}, **_MEMBERS},
        ("id", *_REQUIRED),
    ),
)

WALK = {
    "title": "Lantern walk",
    "start_datetime": 1806174000,
    "place_name": "Old Harbour",
    "place_address": "Molo Vecchio, Genova",
    "tags": ["walk"],
}
