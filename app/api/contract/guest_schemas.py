"""JSON Schemas of guest lists and of the stream of bookings."""

from app.api.contract.event_schemas import PAGING
from app.api.contract.people_schemas import BOOKINGS
from app.language.texts import lazy_gettext as _
from app.openapi.operation import Named
from app.openapi.shapes import (
    INSTANT,
    NUMBER,
    always,
    list_of,
    members,
    one_of,
    or_null,
    some_of,
    such_as,
    text,
)

GUEST_MEMBERS = {
    "id": such_as("tkt_b6x2f9h4m3r8"),
    "status": one_of("valid", "used", "cancelled", "waiting"),
    "name": or_null(text(_("null once the account is deleted."), examples=["Nina Novak"])),
    "email": or_null(text(_("null once the account is deleted."), examples=["nina@example.org"])),
    "recurrence_id": or_null(
        text(
            _("The date of a series; null for other events, and for a date that apps do not see."),
            examples=["2027-03-27T20:00:00"],
        )
    ),
    "starts_at": {**or_null(INSTANT), "description": _("When the date begins, if it is known.")},
    "issued_at": INSTANT,
    "checked_in_at": {**or_null(INSTANT), "description": _("null before the guest has come.")},
}
GUEST = Named("Guest", members(**GUEST_MEMBERS))
ONE_GUEST = Named("OneGuest", members(data=GUEST))
GUESTS = Named("Guests", members(data=list_of(GUEST), page=PAGING))
CODE = or_null(
    text(
        _("Opens the entrance; null in the repetition of a request with the same Idempotency-Key."),
        examples=["sd_tkt_…"],
    )
)
ADDED_GUEST = Named(
    "AddedGuest", members(code=CODE, data=members(_("The guest."), **GUEST_MEMBERS, code=CODE))
)
NEW_GUEST = Named(
    "NewGuest",
    some_of(
        {
            "email": text(
                _("Gets a mail with a link to the ticket."), examples=["nina@example.org"]
            ),
            "name": text(_("For the list."), examples=["Nina Novak"]),
            "recurrence_id": {
                **or_null(such_as("2027-03-27T20:00:00")),
                "description": _("The date of a series; without it, the next."),
            },
        },
        ("email", "name"),
    ),
)
NINA = {"email": "nina@example.org", "name": "Nina Novak"}
_SEQ = such_as(311, NUMBER)
_BOOKING = BOOKINGS.shape["properties"]["data"]["items"]
BOOKING_CHANGES = Named(
    "BookingChanges",
    members(
        data=list_of(
            {
                "oneOf": [
                    members(op=always("upsert"), seq=_SEQ, booking=_BOOKING),
                    members(
                        op=always("remove"),
                        seq=_SEQ,
                        id=such_as("tkt_b6x2f9h4m3r8"),
                        reason=one_of("deleted", "unshared", "draft"),
                        at=INSTANT,
                    ),
                ]
            }
        ),
        page=PAGING,
        sync_token=or_null(text(_("On the last page only: send it with the next call."))),
    ),
)
