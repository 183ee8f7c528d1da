"""An event as it is read (docs: product, "Event JSON"), alone, in a page and in the stream."""

from app.models.event_details import STATUSES, VISIBILITIES
from app.openapi.operation import Named
from app.openapi.shapes import (
    INSTANT,
    NUMBER,
    TEXT,
    URL,
    YES_NO,
    always,
    list_of,
    members,
    number,
    one_of,
    or_null,
    text,
)

LOCAL = text("On the clocks of its zone.", examples=["2027-03-27T20:00:00"])
MOMENT = Named(
    "Moment",
    members(
        "Wall-clock time and zone are what counts; utc follows from them.",
        local=LOCAL,
        timezone=text("An IANA zone.", examples=["Europe/Rome"]),
        utc=INSTANT,
    ),
)
VENUE = Named(
    "Venue",
    members(
        name=or_null(TEXT),
        address=or_null(TEXT),
        city=or_null(TEXT),
        country=or_null(text("Two letters (ISO 3166-1).", examples=["IT"])),
        geo=or_null(members(lat={"type": "number"}, lon={"type": "number"})),
    ),
)
OVERRIDE = Named(
    "Override",
    members(
        "One occurrence that differs from its series; null means: as in the series.",
        recurrence_id=text("When the series had it, on the clocks of its zone."),
        start=LOCAL,
        end=LOCAL,
        title=or_null(TEXT),
        status=or_null(TEXT),
        description_html=or_null(TEXT),
        venue_name=or_null(TEXT),
        venue_address=or_null(TEXT),
    ),
)
DATES = list_of(TEXT, "Wall-clock times, or plain dates for an event that takes whole days.")
RECURRENCE = Named(
    "Recurrence",
    members(
        "How it repeats (RFC 5545).",
        rrule=or_null(text("The rule.", examples=["FREQ=WEEKLY;COUNT=10"])),
        rdates=DATES,
        exdates=DATES,
        overrides=list_of(OVERRIDE),
    ),
)
EVENT = Named(
    "Event",
    members(
        id=text("Lasts, whatever else changes.", examples=["evt_k3v9x2m8q4w7"]),
        number=number("A shorter name that lasts as well."),
        uid=text("The UID that calendars know it by; an imported one is kept."),
        slug=text("Its name in addresses."),
        team=members(slug=TEXT, name=TEXT),
        url={**URL, "description": "Where people read about it."},
        title=TEXT,
        summary=or_null(text("One sentence.")),
        description=or_null(members(html=text("Cleaned."), text=TEXT)),
        status=one_of(*STATUSES),
        visibility=one_of(*VISIBILITIES),
        all_day=YES_NO,
        start=MOMENT,
        end=MOMENT,
        venue=or_null(VENUE),
        online_url=or_null(URL),
        tags=list_of(TEXT),
        image=or_null(URL),
        recurrence=or_null(RECURRENCE),
        sequence=number("Grows with each change that calendars should notice."),
        created_at=INSTANT,
        updated_at=INSTANT,
        links=members(self=URL, ics=or_null(URL), html=URL),
    ),
)
ONE_EVENT = Named("OneEvent", members(data=EVENT))
PAGING = Named(
    "Paging",
    members(
        next=or_null({**URL, "description": "The next page; use it as it is."}), has_more=YES_NO
    ),
)
EVENT_PAGE = Named(
    "EventPage",
    members(
        data=list_of(EVENT),
        page=PAGING,
        sync_token=or_null(
            text("Where a mirror goes on from; null in a list that leaves events out.")
        ),
    ),
)
UPSERT = Named("Upsert", members(op=always("upsert"), seq=NUMBER, event=EVENT))
REMOVAL = Named(
    "Removal",
    members(
        op=always("remove"),
        seq=NUMBER,
        id=text("The id of the event."),
        number=NUMBER,
        reason=one_of("deleted", "draft", "unshared"),
        at=INSTANT,
    ),
)
CHANGE_PAGE = Named(
    "ChangePage",
    members(
        data=list_of({"oneOf": [UPSERT, REMOVAL]}),
        page=PAGING,
        sync_token=or_null(text("Keep it for the next call; on the last page alone.")),
    ),
)
