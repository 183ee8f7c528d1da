"""Writing a team's events, in the shape in which they are read (docs: product, "Event JSON")."""

from flask import Response, abort
from flask.typing import ResponseReturnValue

from app.api import event_author, event_body, preconditions
from app.api.blueprint import bp
from app.api.event_answer import answer_event
from app.api.protector import require
from app.api.write_once import write_once
from app.models.event import Event
from app.models.event_details import EventDetails
from app.models.live_token import LiveTeam
from app.models.scopes import Permission
from app.models.team import Team


@bp.post("/organizer/events", defaults={"team": None})
@bp.post("/organizer/<team>/events")
@require(Permission.WRITE_EVENTS)
@write_once
def add_event(team: LiveTeam) -> ResponseReturnValue:
    """Put an event on the calendar: 201, Location and {"data": event}.

    With ``external_ref``, the caller's own name for it, a second push of the same event changes
    the first one instead: 200.
    """
    body = event_body.read_object()
    ref, details = event_body.read_ref(body), event_body.read_whole(body, team.timezone)
    event, is_new = put(Team.of(team.id), details, ref)
    return answer_event(event, status=201 if is_new else 200)


@bp.put("/organizer/<team>/events/<slug>")
@require(Permission.WRITE_EVENTS)
@write_once
def replace_event(team: LiveTeam, slug: str) -> ResponseReturnValue:
    """Let the body be all there is to say of the event: {"data": event}."""
    body = event_body.read_object()
    event = hold(team, slug)
    event_author.change(event, event_body.read_whole(body, team.timezone))
    return answer_event(event)


@bp.patch("/organizer/<team>/events/<slug>")
@require(Permission.WRITE_EVENTS)
@write_once
def change_event(team: LiveTeam, slug: str) -> ResponseReturnValue:
    """Change the members that the body has (RFC 7396): {"data": event}."""
    body = event_body.read_object()
    event = hold(team, slug)
    event_author.change(event, event_body.read_changed(body, event.details))
    return answer_event(event)


@bp.delete("/organizer/<team>/events/<slug>")
@require(Permission.WRITE_EVENTS)
@write_once
def delete_event(team: LiveTeam, slug: str) -> ResponseReturnValue:
    """Take the event off the calendar: 204."""
    event = hold(team, slug)
    event_author.delete(event)
    return Response(status=204)


def put(team: Team, details: EventDetails, ref: str | None) -> tuple[Event, bool]:
    """The event that this app calls ``ref``, changed or, where it knows none, new; is it new?"""
    team.lock()
    known = ref and Event.find_by_ref(team, ref, via=event_author.grant().client)
    if known:
        event_author.change(known, details)
        return known, False
    return event_author.add(team, details, external_ref=ref), True


def hold(team: LiveTeam, slug: str) -> Event:
    """The event, which nobody else changes meanwhile, if the request's precondition holds.

    404 for what apps do not see, save for the caller's own drafts.
    """
    event = Event.find(Team.of(team.id), slug) or abort(404)
    event.hold()
    is_own = event.added_via_id == event_author.grant().client_id
    if event.deleted_at is not None or not (event.is_shared or is_own):
        abort(404)
    preconditions.check(event)
    return event
