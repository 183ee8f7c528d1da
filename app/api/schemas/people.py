"""Who gave a token, the teams it reaches, tickets and bookings."""

from app.api.schemas.event import MOMENT, PAGING, VENUE
from app.models.event_details import STATUSES
from app.openapi.operation import Named
from app.openapi.shapes import (
    EPOCH,
    INSTANT,
    NUMBER,
    TEXT,
    URL,
    list_of,
    members,
    number,
    one_of,
    or_null,
    text,
)

PERSON = Named(
    "Person",
    members(
        id=text("Lasts, whatever else changes."),
        name=TEXT,
        email=TEXT,
        locale=TEXT,
        timezone=text("An IANA zone.", examples=["Europe/Rome"]),
    ),
)
TEAM_ID = text("What X-API-ORG takes, besides the slug.")
TEAMS = Named(
    "Teams",
    members(
        data=list_of(
            members(
                id=TEAM_ID,
                slug=text("Its name in addresses."),
                name=TEXT,
                timezone=text("An IANA zone."),
                role=one_of(
                    "owner", "editor", "viewer", description="Of the person who gave the token."
                ),
            )
        )
    ),
)
ORGANIZATIONS = Named(
    "Organizations", members(data=list_of(members(id=TEAM_ID, slug=TEXT, name=TEXT)))
)
SUMMARY = members(
    "The members of an event that a ticket needs.",
    id=TEXT,
    number=NUMBER,
    slug=TEXT,
    team=members(slug=TEXT, name=TEXT),
    url=URL,
    title=TEXT,
    status=one_of(*STATUSES),
    start=MOMENT,
    end=MOMENT,
    venue=or_null(VENUE),
)
TICKET_MEMBERS = {
    "id": TEXT,
    "status": one_of("valid", "used", "cancelled"),
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
                        **or_null(members(name=TEXT)),
                        "description": "null for who may not read names.",
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
        resource_owner_id=or_null(text("The person's id; null for an app's own token.")),
        scope=list_of(TEXT),
        expires_in=number("Seconds left."),
        application=members(uid=text("The client ID.")),
        created_at=EPOCH,
    ),
)
