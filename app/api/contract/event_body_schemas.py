"""JSON Schemas of an event as it is written: the shape it is read in, mostly optional."""

from typing import Any

from app.api.contract.event_schemas import EVENT, LOCAL, OVERRIDE
from app.language.texts import lazy_gettext as _
from app.models.events import event_details
from app.models.events.event_details import STATUSES, VISIBILITIES
from app.models.events.offer import MAX_PRICE
from app.models.events.performer import MAX_NAME, MAX_PERFORMERS
from app.models.values import text_limits
from app.openapi.operation import Named, Shape
from app.openapi.shapes import (
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

MAX_EVENTS = 100  # of one request

MOMENT = Named(
    "WrittenMoment",
    some_of(
        {
            "local": or_null(LOCAL),
            "timezone": or_null(text(_("An IANA zone; by default the team's."))),
            "utc": or_null({**INSTANT, "description": _("Instead of local.")}),
        },
        closed=True,
    ),
)
GEO = some_of(
    {
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "lon": {"type": "number", "minimum": -180, "maximum": 180},
    },
    ("lat", "lon"),
)
PLACE = {"type": "string", "maxLength": text_limits.MAX_VENUE}
VENUE = Named(
    "WrittenVenue",
    some_of(
        {
            "name": or_null(PLACE),
            "address": or_null({**PLACE, "maxLength": text_limits.MAX_ADDRESS}),
            "city": or_null(PLACE),
            "country": or_null(text(_("Two letters (ISO 3166-1)."))),
            "geo": or_null(GEO),
        },
        closed=True,
    ),
)
OFFERS = Named(
    "WrittenOffers",
    some_of(
        {
            "url": or_null(URL),
            "price": or_null(text(_("Such as 12.50; 0 if it is free."), maxLength=MAX_PRICE)),
            "currency": or_null(text(_("Required with a price (ISO 4217)."))),
        },
        closed=True,
    ),
)
NAMED_PAGE = {"name": {"type": "string", "maxLength": MAX_NAME}, "url": or_null(URL)}
ORGANIZER = Named("WrittenOrganizer", some_of(NAMED_PAGE, ("name",), closed=True))
PERFORMER = Named("WrittenPerformer", some_of(NAMED_PAGE, ("name",), closed=True))
DESCRIPTION = Named(
    "WrittenDescription",
    some_of(
        {"html": or_null(text(_("Sanitized."))), "text": or_null(text(_("Instead of html.")))},
        closed=True,
    ),
)
RECURRENCE = Named(
    "WrittenRecurrence",
    some_of(
        {
            "rrule": or_null(TEXT),
            "rdates": or_null(list_of(TEXT)),
            "exdates": or_null(list_of(TEXT)),
            "overrides": or_null(
                list_of(
                    some_of(
                        OVERRIDE.shape["properties"], ("recurrence_id", "start", "end"), closed=True
                    )
                )
            ),
        },
        closed=True,
    ),
)
# Set by the server: accepted and ignored, so that an event can be sent back as it was read.
READ_ONLY = (
    "id number uid slug team sequence created_at updated_at links series recurrence_id".split()
)


def _properties() -> dict[str, Any]:
    ignored: Shape = {"description": _("Ignored: the server sets it.")}
    return {
        "external_ref": or_null(
            text(_("Your own id; a second push with it changes the same event."), maxLength=255)
        ),
        "title": {"type": "string", "maxLength": text_limits.MAX_TITLE},
        "summary": or_null({"type": "string", "maxLength": text_limits.MAX_SUMMARY}),
        "description": {"oneOf": [DESCRIPTION, {"type": "null"}]},
        "status": one_of(*STATUSES),
        "visibility": one_of(*VISIBILITIES),
        "all_day": YES_NO,
        "start": MOMENT,
        "end": or_null(MOMENT),
        "venue": or_null(VENUE),
        "online_url": or_null(URL),
        "image": or_null(URL),
        "image_alt": or_null({"type": "string", "maxLength": event_details.MAX_ALT}),
        "offers": or_null(OFFERS),
        "organizer": or_null(ORGANIZER),
        "performers": or_null(list_of(PERFORMER, maxItems=MAX_PERFORMERS)),
        "url": or_null({**URL, "description": _("Its own page on this site counts as none.")}),
        "tags": or_null(
            list_of({"type": "string", "maxLength": event_details.MAX_TAG}, maxItems=20)
        ),
        "recurrence": or_null(RECURRENCE),
    } | dict.fromkeys(READ_ONLY, ignored)


NEW_EVENT = Named("NewEvent", some_of(_properties(), ("title", "start"), closed=True))
EVENT_CHANGE = Named("EventChange", some_of(_properties(), closed=True))
EVENTS = Named(
    "NewEvents",
    some_of(
        {"events": list_of(NEW_EVENT, minItems=1, maxItems=MAX_EVENTS)}, ("events",), closed=True
    ),
)
STORED = Named(
    "Stored",
    members(_("As the response to a single POST."), status={"enum": [200, 201]}, data=EVENT),
)
NOT_STORED = Named(
    "NotStored",
    members(
        status=number(_("400.")),
        error=TEXT,
        message=TEXT,
        parameter=or_null(text(_("The invalid member, if there is one."))),
    ),
)
RESULTS = Named("Results", members(data=list_of({"oneOf": [STORED, NOT_STORED]})))

OUTCOMES = ("new", "changed", "unchanged", "refused", "skipped")
CALENDAR_FILE = Named("CalendarFile", text(_("An iCalendar file (RFC 5545), in UTF-8.")))
LANTERN_WALK_FILE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Old Harbour//Programme//EN
BEGIN:VEVENT
UID:row-8@example.org
DTSTAMP:20270301T090000Z
DTSTART:20270327T190000Z
DTEND:20270327T220000Z
SUMMARY:Lantern walk
LOCATION:Old Harbour
END:VEVENT
END:VCALENDAR
"""
IMPORTED_EVENT = Named(
    "ImportedEvent",
    members(
        line=number(_("Where it begins in the file.")),
        uid=or_null(TEXT),
        title=or_null(TEXT),
        outcome=one_of(*OUTCOMES),
        reason=or_null(text(_("Why it is refused or skipped."))),
    ),
)
IMPORTED = Named(
    "Imported",
    members(
        data=members(
            id=or_null(text(_("The import's id; null for a dry run."))),
            dry_run=YES_NO,
            visibility=one_of(*VISIBILITIES),
            counts=members(**{outcome: number(_("Events.")) for outcome in OUTCOMES}),
            report=or_null(text(_("The page of the report, on which editors can undo it."))),
            events=list_of(IMPORTED_EVENT),
        )
    ),
)

LANTERN_WALK = {
    "external_ref": "row-7",
    "title": "Lantern walk",
    "start": {"local": "2027-03-27T20:00:00", "timezone": "Europe/Rome"},
    "end": {"local": "2027-03-27T23:00:00", "timezone": "Europe/Rome"},
    "venue": {"name": "Old Harbour", "city": "Genova", "country": "IT"},
}
