"""Writing a team's events, in the JSON in which they are read."""

from collections.abc import Callable

from flask import Response, abort
from flask.typing import ResponseReturnValue

from app.api.bearer.caller import current_token
from app.api.bearer.protector import require
from app.api.blueprint import bp
from app.api.contract.describe import CHANGED_TYPES, IF_MATCHED, NO_SUCH_EVENT, NOTHING, describe
from app.api.contract.event_body_schemas import EVENT_CHANGE, LANTERN_WALK, NEW_EVENT
from app.api.contract.event_schemas import ONE_EVENT
from app.api.events import event_body, preconditions
from app.api.events.event_writer import author
from app.api.http.event_response import answer_event
from app.api.http.idempotency import write_once
from app.language.texts import lazy_gettext as _
from app.models.credentials.live_token import LiveTeam
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.teams.team import Team
from app.models.values.scopes import Permission
from app.openapi.headers import IF_MATCH
from app.openapi.operation import Answer, RequestBody

CHANGED = {200: Answer(_("The changed event."), ONE_EVENT, ("ETag", "Last-Modified"))}
REFUSED = {**IF_MATCHED, 404: NO_SUCH_EVENT}


@bp.post("/organizer/events", defaults={"team": None})
@bp.post("/organizer/<team>/events")
@describe(
    "events",
    _("Add an event"),
    _(
        "With external_ref, a second push with the same id changes that event instead. "
        "If-Match then applies to it."
    ),
    others=(IF_MATCH,),
    body=RequestBody(NEW_EVENT, LANTERN_WALK, CHANGED_TYPES),
    answers={
        201: Answer(_("A new event."), ONE_EVENT, ("ETag", "Last-Modified", "Location")),
        **CHANGED,
    },
    errors=IF_MATCHED,
)
@require(Permission.WRITE_EVENTS)
@write_once
def add_event(team: LiveTeam) -> ResponseReturnValue:
    """Create an event: 201, Location and {"data": event}.

    With ``external_ref``, the app's own id, a second push changes the first event instead: 200.
    """
    body = event_body.read_object()
    ref, details = event_body.read_ref(body), event_body.read_whole(body, team.timezone)
    event, is_new = put(Team.of(team.id), details, ref, check=preconditions.check_pushed)
    return answer_event(event, status=201 if is_new else 200)


@bp.put("/organizer/<team>/events/<event:slug>")
@describe(
    "events",
    _("Replace an event"),
    _("The body replaces the whole event; you can send an event back as you read it."),
    others=(IF_MATCH,),
    body=RequestBody(NEW_EVENT, LANTERN_WALK, CHANGED_TYPES),
    answers=CHANGED,
    errors=REFUSED,
)
@require(Permission.WRITE_EVENTS)
@write_once
def replace_event(team: LiveTeam, slug: str) -> ResponseReturnValue:
    """Replace the event with the body: {"data": event}."""
    body = event_body.read_object()
    event = hold(team, slug)
    event.change(event_body.read_whole(body, team.timezone), **author())
    return answer_event(event)


@bp.patch("/organizer/<team>/events/<event:slug>")
@describe(
    "events",
    _("Change an event"),
    _("Changes the members in the body; null clears one. A new start moves the end along."),
    others=(IF_MATCH,),
    body=RequestBody(EVENT_CHANGE, {"status": "cancelled"}, CHANGED_TYPES),
    answers=CHANGED,
    errors=REFUSED,
)
@require(Permission.WRITE_EVENTS)
@write_once
def change_event(team: LiveTeam, slug: str) -> ResponseReturnValue:
    """Change the members in the body (RFC 7396): {"data": event}."""
    body = event_body.read_object()
    event = hold(team, slug)
    event.change(event_body.read_changed(body, event.details), **author())
    return answer_event(event)


@bp.delete("/organizer/<team>/events/<event:slug>")
@describe(
    "events",
    _("Delete an event"),
    _("Deletes the event; mirrors get a removal. To cancel it, change its status."),
    others=(IF_MATCH,),
    answers={204: NOTHING},
    errors=REFUSED,
)
@require(Permission.WRITE_EVENTS)
@write_once
def delete_event(team: LiveTeam, slug: str) -> ResponseReturnValue:
    """Delete the event: 204."""
    event = hold(team, slug)
    event.delete(**author())
    return Response(status=204)


def put(
    team: Team,
    details: EventDetails,
    ref: str | None,
    *,
    check: Callable[[Event | None], None] | None = None,
) -> tuple[Event, bool]:
    """Change the event with this app's id ``ref``, or create one; return it and whether it is new.

    ``check`` may refuse the existing event first.
    """
    team.lock()
    event = Event.find_by_ref(team, ref, via=author()["via"]) if ref else None
    if check is not None:
        check(event)
    if event is not None:
        event.change(details, **author())
        return event, False
    return Event.create(team, details, external_ref=ref, **author()), True


def hold(team: LiveTeam, slug: str) -> Event:
    """Return the event, locked, if the request's precondition holds.

    404 for events that the app may not see; it sees its own drafts.
    """
    event = hold_unchecked(team, slug)
    preconditions.check(event)
    return event


def find_visible(team: LiveTeam, slug: str) -> Event | None:
    """The event as it is, if the app may see it; it sees its own drafts."""
    event = Event.find(Team.of(team.id), slug)
    is_visible = event is not None and event.is_visible_to(current_token().client_key)
    return event if is_visible else None


def hold_unchecked(team: LiveTeam, slug: str) -> Event:
    """``hold`` without the precondition."""
    event = Event.find(Team.of(team.id), slug) or abort(404)
    event.hold()
    if not event.is_visible_to(current_token().client_key):
        abort(404)
    return event
