"""The guests of an event: list them, add one by address, check one in by code."""

from typing import Any

from flask import Response, abort, after_this_request, jsonify
from flask.typing import ResponseReturnValue

from app.api.bearer.errors import refuse, refuse_for_now, refuse_parameter
from app.api.bearer.protector import require
from app.api.blueprint import bp
from app.api.contract.describe import CHANGED_TYPES, NO_SUCH_EVENT, describe
from app.api.contract.guest_schemas import ADDED_GUEST, GUESTS, NEW_GUEST, NINA, ONE_GUEST
from app.api.events import event_body
from app.api.events.event_writer import grant
from app.api.events.event_writes import find_visible, hold
from app.api.http import query
from app.api.http.idempotency import keep_instead, write_once
from app.api.people import tickets
from app.api.tickets.guest_json import represent
from app.language.texts import lazy_gettext as _
from app.mail import allowance
from app.models.accounts.user import User
from app.models.credentials.live_token import LiveTeam
from app.models.events.event import Event
from app.models.tickets import event_dates
from app.models.tickets.booking_terms import BookingRefusedError, BookingTerms, FullError
from app.models.tickets.ticket import Ticket
from app.models.tickets.ticket_invitation import NewGuest, TicketInvitation
from app.models.values import timestamps
from app.models.values.errors import ValidationError
from app.models.values.scopes import Permission
from app.openapi.operation import Answer, RequestBody
from app.ticket_news import mails as ticket_mails

PARAMETERS = tickets.PARAMETERS
MEMBERS = frozenset(NEW_GUEST.shape["properties"])
PAUSE = 3600  # seconds until more mail may be sent
FULL = _(
    "event_full: no place is free. Or booking_refused: the date is over or does not take place."
)
NOT_VALID = _(
    "already_checked_in: the ticket was used at used_at. Or booking_refused: it is cancelled, on "
    "the waiting list, or its date does not take place."
)
NO_SUCH_TICKET = _("There is no such event, apps may not see it, or no ticket of it has this code.")


@bp.get("/organizer/<team>/events/<event:slug>/guests")
@describe(
    "guests",
    _("List guests"),
    _("The tickets for the event, oldest first, without their codes."),
    query=PARAMETERS,
    answers={200: Answer(_("A page."), GUESTS)},
    errors={404: NO_SUCH_EVENT},
)
@require(Permission.READ_GUESTS)
def list_guests(team: LiveTeam, slug: str) -> ResponseReturnValue:
    """{"data": [guest], "page": {"next", "has_more"}}."""
    event = find_visible(team, slug) or abort(404)

    def find(**page: Any) -> Any:
        return Ticket.list_of_event(event, **page)

    return tickets.answer_page(find, represent)


@bp.post("/organizer/<team>/events/<event:slug>/guests")
@describe(
    "guests",
    _("Add a guest"),
    _(
        "Takes a place for the person with this address and mails them an invitation; whether they "
        "have an account makes no difference. Only this response has the code."
    ),
    body=RequestBody(NEW_GUEST, NINA, CHANGED_TYPES),
    answers={201: Answer(_("The guest, with the code of the ticket."), ADDED_GUEST)},
    errors={404: NO_SUCH_EVENT, 409: FULL},
)
@require(Permission.WRITE_GUESTS)
@write_once
def add_guest(team: LiveTeam, slug: str) -> ResponseReturnValue:
    """201 and {"data": guest, "code"}; the guest has the code, too."""
    query.read(frozenset())
    values = _read(event_body.read_object("guest"))
    sender = grant().user
    if sender is None or sender.verified_at is None:
        refuse(403, "access_denied", "The user has to confirm their e-mail address first.")
    event = find_visible(team, slug) or abort(404)
    ticket, code = _add(event, values, sender)
    keep_instead(jsonify(_added(ticket, None)))
    response = jsonify(_added(ticket, code))
    response.status_code = 201
    return response


@bp.post("/organizer/<team>/events/<event:slug>/guests/<code>/check-in")
@describe(
    "guests",
    _("Check a guest in"),
    _("Uses the ticket with this code. Of several calls at once, exactly one succeeds."),
    answers={200: Answer(_("The guest, who has come now."), ONE_GUEST)},
    errors={404: NO_SUCH_TICKET, 409: NOT_VALID},
)
@require(Permission.WRITE_GUESTS)
@write_once
def check_in_guest(team: LiveTeam, slug: str, code: str) -> ResponseReturnValue:
    """{"data": guest}; 409 when the ticket was used before, or is not valid."""
    query.read(frozenset())
    ticket = Ticket.find_by_code(hold(team, slug), code) or abort(404)
    try:
        is_first = BookingTerms.check_in(ticket)
    except BookingRefusedError as error:
        refuse(409, "booking_refused", error.message)
    if not is_first:
        used_at = timestamps.rfc3339(ticket.used_at or ticket.updated_at)
        message = f"This ticket was used at {used_at}."
        refuse(409, "already_checked_in", message, used_at=used_at)
    return jsonify(data=represent(ticket))


def _add(event: Event, values: dict[str, str], sender: User) -> tuple[Ticket, str]:
    """The ticket and its code; mails the invitation once it is committed."""
    name = values.get("recurrence_id", "")
    if not name:
        coming = event_dates.list_next(event)
        name = coming[0].recurrence_id if coming else ""
    elif event_dates.find(event, name) is None:  # also one that is hidden from apps
        refuse_parameter("recurrence_id", "The event has no such date.")
    try:
        guest = TicketInvitation.add_guest(
            event, by=sender, email=values["email"], name=values["name"], recurrence_id=name
        )
    except ValidationError as error:
        refuse_parameter(error.field, error.message)
    except FullError as error:
        refuse(409, "event_full", error.message)
    except BookingRefusedError as error:
        refuse(409, "booking_refused", error.message)
    if not allowance.may_send(guest.ticket.email or "", by=sender, team=event.team):
        refuse_for_now(PAUSE)
    _send(guest)
    return guest.ticket, guest.code


def _send(guest: NewGuest) -> None:
    @after_this_request
    def send(response: Response) -> Response:
        if response.status_code == 201:  # the guest is committed
            ticket_mails.send_guest(guest.ticket, guest.key)
        return response


def _added(ticket: Ticket, code: str | None) -> dict[str, Any]:
    return {"data": {**represent(ticket), "code": code}, "code": code}


def _read(body: dict[str, Any]) -> dict[str, str]:
    """The members that are texts; aborts with 400 for unknown, missing and other ones."""
    for name, value in body.items():
        if name not in MEMBERS:
            refuse_parameter(event_body.printable_name(name), "Unknown member of a guest.")
        if not isinstance(value, str) and not (value is None and name == "recurrence_id"):
            refuse_parameter(name, "Give text.")
    for name in ("email", "name"):
        if not body.get(name):
            refuse_parameter(name, "Give text.")
    return {name: value for name, value in body.items() if value is not None}
