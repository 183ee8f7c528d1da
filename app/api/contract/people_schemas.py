"""JSON Schemas of users, their teams, tickets and bookings."""

from app.api.contract.event_schemas import MOMENT, PAGE, PAGING, SLUG, TEAM, TITLE, VENUE
from app.language.texts import lazy_gettext as _
from app.models.events.event_details import STATUSES
from app.openapi.operation import Named
from app.openapi.shapes import (
    EPOCH,
    INSTANT,
    NUMBER,
    URL,
    always,
    list_of,
    members,
    number,
    one_of,
    or_null,
    some_of,
    such_as,
    text,
)

PERSON = Named(
    "Person",
    members(
        id=text(_("Never changes."), examples=["usr_m4k7q2x9b3t6"]),
        name=such_as("Olivia Ortiz"),
        email=such_as("olivia@example.org"),
        locale=such_as("en"),
        timezone=text(_("An IANA zone."), examples=["Europe/Rome"]),
    ),
)
USERINFO = Named(
    "Userinfo",
    some_of(
        {
            "sub": text(_("The user's ID. Never changes."), examples=["usr_m4k7q2x9b3t6"]),
            "name": text(_("With profile."), examples=["Olivia Ortiz"]),
            "locale": text(_("With profile."), examples=["en"]),
            "zoneinfo": text(_("With profile: an IANA zone."), examples=["Europe/Rome"]),
            "email": text(_("With email, once it is confirmed."), examples=["olivia@example.org"]),
            "email_verified": always(True),
        },
        ("sub",),
    ),
)
TEAM_ID = text(_("Accepted by X-API-ORG, like the slug."), examples=["tm_p8w3n5v2c7d4"])
TEAMS = Named(
    "Teams",
    members(
        data=list_of(
            members(
                id=TEAM_ID,
                slug=text(_("Its name in URLs."), examples=["harbour-hall"]),
                name=such_as("Harbour Hall"),
                timezone=text(_("An IANA zone."), examples=["Europe/Rome"]),
                role=one_of("owner", "editor", "viewer", description=_("The person's role.")),
            )
        )
    ),
)
ORGANIZATIONS = Named(
    "Organizations",
    members(
        data=list_of(
            members(id=TEAM_ID, slug=such_as("harbour-hall"), name=such_as("Harbour Hall"))
        )
    ),
)
SUMMARY = members(
    _("The members of an event that a ticket needs."),
    id=such_as("evt_k3v9x2m8q4w7"),
    number=such_as(4217, NUMBER),
    slug=SLUG,
    team=TEAM,
    url=such_as(PAGE, URL),
    title=TITLE,
    status=such_as("scheduled", one_of(*STATUSES)),
    start=MOMENT,
    end=MOMENT,
    venue=or_null(VENUE),
)
TICKET_MEMBERS = {
    "id": such_as("tkt_b6x2f9h4m3r8"),
    "status": one_of("valid", "used", "cancelled", "waiting"),
    "issued_at": INSTANT,
    "event": SUMMARY,
}
TICKETS = Named(
    "Tickets", members(data=list_of(Named("Ticket", members(**TICKET_MEMBERS))), page=PAGING)
)
BOOKINGS = Named(
    "Bookings",
    members(
        data=list_of(
            Named(
                "Booking",
                members(
                    **TICKET_MEMBERS,
                    holder={
                        **or_null(members(name=such_as("Nina Novak"))),
                        "description": _("null unless the token may read names."),
                    },
                ),
            )
        ),
        page=PAGING,
    ),
)
TOKEN_INFO = Named(
    "TokenInfo",
    members(
        resource_owner_id=or_null(
            text(_("The person's id; null for an app's token."), examples=["usr_m4k7q2x9b3t6"])
        ),
        scope=list_of(such_as("events:read")),
        expires_in=number(_("Seconds left."), examples=[7141]),
        application=members(uid=text(_("The client ID."), examples=["sd_app_…"])),
        created_at=EPOCH,
    ),
)
