"""Writing a team's events, in the JSON in which they are read."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from flask import Response, abort
from flask.typing import ResponseReturnValue

from app.api.bearer.caller import current_token
from app.api.bearer.protector import require
from app.api.blueprint import bp
from app.api.contract.describe import CHANGED_TYPES, IF_MATCHED, NO_SUCH_EVENT, NOTHING, describe
from app.api.contract.event_body_schemas import EVENT_CHANGE, LANTERN_WALK, NEW_EVENT
from app.api.contract.event_schemas import ONE_EVENT
from app.api.events import event_body, preconditions
from app.api.events.event_writer import author, lock_late
from app.api.http.event_response import answer_event
from app.api.http.idempotency import write_once
from app.language.texts import lazy_gettext as _
from app.models.credentials.live_token import LiveTeam
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.events.stored_event import StoredEvent
from app.models.events.writing.event_batch import EventBatch
from app.models.events.writing.event_write import EventWrite
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
    [pushed] = push_all(team, [Push(ref, details)], check=preconditions.check_pushed)
    return answer_event(pushed.event, new_in=team.slug if pushed.is_new else None)


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
    event = _change(team, slug, lambda _present: event_body.read_whole(body, team.timezone))
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
    event = _change(team, slug, lambda present: event_body.read_changed(body, present))
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
    lock_late(team, lambda: _delete(team, slug))
    return Response(status=204)


class Push(NamedTuple):
    """An event that an app sends, perhaps under an id of its own."""

    ref: str | None
    details: EventDetails


class Pushed(NamedTuple):
    """What a push led to: the event as it is now, and whether it is new."""

    event: StoredEvent
    is_new: bool


def push_all(
    team: LiveTeam,
    pushes: Sequence[Push],
    *,
    check: Callable[[StoredEvent | None], None] | None = None,
) -> list[Pushed]:
    """Change the events that this app added under these ids, and add the others, in this order.

    ``check`` may refuse an existing event first.
    """
    return lock_late(team, lambda: _push_all(team, pushes, check))


def _push_all(
    team: LiveTeam, pushes: Sequence[Push], check: Callable[[StoredEvent | None], None] | None
) -> list[Pushed]:
    refs = {push.ref for push in pushes if push.ref is not None}
    existing = Event.find_by_refs(team.id, refs, via=author()["via"])
    pushed: list[Pushed] = []
    for some in _without_repeats(pushes):
        batch = EventBatch(team.id, **author())
        written = [_push(batch, push, existing.get(push.ref or ""), check) for push in some]
        batch.write()
        batch.record()
        for push, event in zip(some, written, strict=True):
            is_new = isinstance(event, EventWrite) and event.former is None
            stored = event.stored if isinstance(event, EventWrite) else event
            pushed.append(Pushed(stored, is_new))
            if push.ref is not None:
                existing[push.ref] = stored
    return pushed


def _push(
    batch: EventBatch,
    push: Push,
    event: StoredEvent | None,
    check: Callable[[StoredEvent | None], None] | None,
) -> EventWrite | StoredEvent:
    if check is not None:
        check(event)
    if event is None:
        return batch.add(push.details, external_ref=push.ref)
    return batch.change(event, push.details.with_private_dates(event.details)) or event


def _without_repeats(pushes: Sequence[Push]) -> Iterator[list[Push]]:
    """The pushes in order, in runs that have no id twice: the second one changes the first."""
    run: list[Push] = []
    refs: set[str | None] = set()
    for push in pushes:
        if push.ref in refs:
            yield run
            run, refs = [], set()
        run.append(push)
        refs |= {push.ref} - {None}
    yield run


def _change(team: LiveTeam, slug: str, read: Callable[[EventDetails], EventDetails]) -> StoredEvent:
    """Give the event the details that ``read`` makes of its present ones; the event as it is now.

    An app does not see private dates, so they stay as they are.
    """

    def change() -> StoredEvent:
        event = _find(team, slug)
        details = read(event.details).with_private_dates(event.details)
        batch = EventBatch(team.id, **author())
        write = batch.change(event, details)
        batch.write()
        batch.record()
        return write.stored if write is not None else event

    return lock_late(team, change)


def _delete(team: LiveTeam, slug: str) -> None:
    batch = EventBatch(team.id, **author())
    batch.delete(_find(team, slug))
    batch.write()
    batch.record()


def _find(team: LiveTeam, slug: str) -> StoredEvent:
    """The event as it is committed, if the app may see it and the request's precondition holds."""
    event = Event.find_committed(team.id, slug)
    if event is None or not event.is_visible_to(current_token().client_key):
        abort(404)
    preconditions.check(event)
    return event


def find_visible(team: LiveTeam, slug: str) -> Event | None:
    """The event as it is, if the app may see it; it sees its own drafts."""
    event = Event.find(Team.of(team.id), slug)
    is_visible = event is not None and event.is_visible_to(current_token().client_key)
    return event if is_visible else None


def hold(team: LiveTeam, slug: str) -> Event:
    """The event, locked; 404 for one that the app may not see. It sees its own drafts."""
    event = Event.find(Team.of(team.id), slug) or abort(404)
    event.hold()
    if not event.is_visible_to(current_token().client_key):
        abort(404)
    return event
