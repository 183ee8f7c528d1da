"""JSON Schemas of events in Gancio's format."""

from app.language.texts import lazy_gettext as _
from app.models.events.event_details import STATUSES
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
    such_as,
    text,
)

EVENT = Named(
    "GancioEvent",
    members(
        id=number(_("Used as id and {number}."), examples=[4217]),
        slug=such_as("lantern-walk-4217"),
        title=such_as("Lantern walk"),
        description=text(_("HTML."), examples=["<p>Bring a lantern.</p>"]),
        start_datetime=EPOCH,
        end_datetime=or_null(EPOCH),
        media=list_of(
            members(
                url=text(_("Follows /media/."), examples=["picture.jpg"]),
                name=such_as(""),
                focalpoint=such_as([0, 0], list_of({"type": "number"}, minItems=2, maxItems=2)),
            )
        ),
        image_url=or_null(such_as("https://stagedoor.example/media/picture.jpg", URL)),
        is_visible=such_as(True, YES_NO),
        status=such_as("scheduled", one_of(*STATUSES)),
        tags=list_of(such_as("walk")),
        place=members(
            name=or_null(such_as("Old Harbour")), address=or_null(such_as("Molo Vecchio, Genova"))
        ),
        online_locations=list_of(such_as("https://stream.example/walk", URL)),
        createdAt=INSTANT,
        updatedAt=INSTANT,
    ),
)
EVENTS = Named("GancioEvents", list_of(EVENT))
SECONDS: Shape = {
    "type": ["integer", "string"],
    "description": _("Unix seconds."),
    "examples": [1806174000],
}
_MEMBERS = {
    "title": TEXT,
    "description": text(_("HTML; it is sanitized.")),
    "start_datetime": SECONDS,
    "end_datetime": SECONDS,
    "place_name": text(_("With online, place_address is optional.")),
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
        {"id": {"type": ["integer", "string"], "description": _("Which event.")}, **_MEMBERS},
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
