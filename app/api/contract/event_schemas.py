"""JSON Schemas of an event as it is read: alone, in a page and in the stream of changes."""

from app.language.texts import lazy_gettext as _
from app.models.events.event_details import STATUSES, VISIBILITIES
from app.openapi.operation import Named, Shape
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
    such_as,
    text,
    with_optional,
)

TITLE = such_as("Lantern walk")
SLUG = such_as("lantern-walk")
TEAM = members(slug=such_as("harbour-hall"), name=such_as("Harbour Hall"))
DEGREES: Shape = {"type": "number"}
PAGE = "https://stagedoor.example/harbour-hall/lantern-walk"
SELF = "https://stagedoor.example/api/v1/organizer/harbour-hall/events/lantern-walk"
LOCAL = text(_("Local time in its zone."), examples=["2027-03-27T20:00:00"])
MOMENT = Named(
    "Moment",
    members(
        _("Wall-clock time and zone are authoritative; utc is derived from them."),
        local=LOCAL,
        timezone=text(_("An IANA zone."), examples=["Europe/Rome"]),
        utc=INSTANT,
    ),
)
VENUE = Named(
    "Venue",
    members(
        name=or_null(such_as("Old Harbour")),
        address=or_null(such_as("Molo Vecchio")),
        city=or_null(such_as("Genova")),
        country=or_null(text(_("Two letters (ISO 3166-1)."), examples=["IT"])),
        geo=or_null(members(lat=such_as(44.41, DEGREES), lon=such_as(8.92, DEGREES))),
    ),
)
OVERRIDE = Named(
    "Override",
    members(
        _("One occurrence that differs from its series; null means the same as in the series."),
        recurrence_id=text(_("Its original start in the series, in local time.")),
        start=LOCAL,
        end=LOCAL,
        title=or_null(TEXT),
        status=or_null(TEXT),
        description_html=or_null(TEXT),
        venue_name=or_null(TEXT),
        venue_address=or_null(TEXT),
    ),
)
DATES = list_of(TEXT, _("Local times, or plain dates for an all-day event."))
RECURRENCE = Named(
    "Recurrence",
    members(
        _("How it repeats (RFC 5545)."),
        rrule=or_null(text(_("The rule."), examples=["FREQ=WEEKLY;COUNT=10"])),
        rdates=DATES,
        exdates=DATES,
        overrides=list_of(OVERRIDE),
    ),
)
OFFERS = Named(
    "Offers",
    members(
        _("Where tickets are sold, and what one costs."),
        url=or_null(such_as("https://tickets.example/walk", URL)),
        price=or_null(text(_("A decimal number; 0 if it is free."), examples=["12.50"])),
        currency=or_null(text(_("Its ISO 4217 code."), examples=["EUR"])),
    ),
)
NAMED_PAGE = {"url": or_null(such_as("https://lanterns.example", URL))}
ORGANIZER = Named(
    "Organizer",
    members(_("Null when it is the team."), name=such_as("Lantern guild"), **NAMED_PAGE),
)
PERFORMER = Named("Performer", members(name=such_as("Mara Lunghi"), **NAMED_PAGE))
NEXT = Named(
    "NextDate",
    members(_("The next date that is not over; a running one counts."), start=MOMENT, end=MOMENT),
)
ALWAYS = members(
    id=text(_("Never changes."), examples=["evt_k3v9x2m8q4w7"]),
    number=number(_("A shorter id that never changes either."), examples=[4217]),
    uid=text(
        _("Its UID in calendars; an imported event keeps its own."),
        examples=["evt_k3v9x2m8q4w7@stagedoor.example"],
    ),
    slug=text(_("Its name in URLs."), examples=SLUG["examples"]),
    team=TEAM,
    url=such_as(PAGE, {**URL, "description": _("Its page for people.")}),
    title=TITLE,
    summary=or_null(text(_("One sentence."), examples=["Along the old harbour."])),
    description=or_null(
        members(
            html=text(_("Sanitized."), examples=["<p>Bring a lantern.</p>"]),
            text=such_as("Bring a lantern."),
        )
    ),
    status=such_as("scheduled", one_of(*STATUSES)),
    visibility=one_of(*VISIBILITIES),
    all_day=YES_NO,
    start=MOMENT,
    end=MOMENT,
    venue=or_null(VENUE),
    online_url=or_null(such_as("https://stream.example/walk", URL)),
    tags=list_of(such_as("walk")),
    image=or_null(such_as("https://harbour.example/lanterns.jpg", URL)),
    image_alt=or_null(
        text(_("What the picture shows."), examples=["Lanterns along the quay at night"])
    ),
    offers=or_null(OFFERS),
    organizer=or_null(ORGANIZER),
    performers=list_of(PERFORMER),
    recurrence=such_as(None, or_null(RECURRENCE)),
    sequence=number(_("Increases with each change that calendars should notice."), examples=[3]),
    created_at=INSTANT,
    updated_at=INSTANT,
    links=members(
        self=such_as(SELF, URL),
        ics=or_null(such_as(f"{SELF}.ics", URL)),
        html=such_as(PAGE, URL),
    ),
)
EVENT = Named(
    "Event",
    with_optional(
        ALWAYS,
        next={
            **or_null(NEXT),
            "description": _("With include=next; null if cancelled, a draft or over."),
        },
    ),
)
ONE_EVENT = Named("OneEvent", members(data=EVENT))
OCCURRENCE = Named(
    "Occurrence",
    members(
        _("One date of a series, or an event that does not repeat."),
        **ALWAYS["properties"],
        series=or_null(text(_("The id of the event that repeats."))),
        recurrence_id=or_null(text(_("Its start in the series, in local time."))),
    ),
)
ONE_OCCURRENCE = Named("OneOccurrence", members(data=OCCURRENCE))
EITHER: Shape = {"anyOf": [EVENT, OCCURRENCE]}
EVENT_OR_DATE = Named("EventOrOccurrence", members(data=EITHER))
PAGING = Named(
    "Paging",
    members(
        next=or_null(
            such_as(
                f"{SELF.removesuffix('/lantern-walk')}?limit=50&cursor=…",
                {**URL, "description": _("The next page; use the URL as it is.")},
            )
        ),
        has_more=such_as(True, YES_NO),
    ),
)
EVENT_PAGE = Named(
    "EventPage",
    members(
        data=list_of(EITHER),
        page=PAGING,
        sync_token=or_null(text(_("Where a mirror continues from; null in a filtered list."))),
    ),
)
SEQ = number(_("The change's position in the team's stream; it only grows."), examples=[812])
UPSERT = Named("Upsert", members(op=always("upsert"), seq=SEQ, event=EVENT))
REMOVAL = Named(
    "Removal",
    members(
        op=always("remove"),
        seq=SEQ,
        id=text(_("The id of the event.")),
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
        sync_token=or_null(text(_("Keep it for the next call; only on the last page."))),
    ),
)
