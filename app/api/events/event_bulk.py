"""Many events in one request, each with its own result."""

from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from app.api.bearer.errors import refuse, refuse_parameter
from app.api.bearer.protector import require
from app.api.blueprint import bp
from app.api.contract.describe import CHANGED_TYPES, describe
from app.api.contract.event_body_schemas import EVENTS, LANTERN_WALK, MAX_EVENTS, RESULTS
from app.api.events import event_body
from app.api.events.event_writes import Push, Pushed, push_all
from app.api.http.event_response import body_of
from app.api.http.idempotency import write_once
from app.language.texts import lazy_gettext as _
from app.models.credentials.live_token import LiveTeam
from app.models.events import event_json
from app.models.values.scopes import Permission
from app.openapi.operation import Answer, RequestBody


@bp.post("/organizer/events/bulk", defaults={"team": None})
@bp.post("/organizer/<team>/events/bulk")
@describe(
    "events",
    _("Add many events"),
    _("Up to 100 events in one transaction. An invalid one does not stop the others."),
    body=RequestBody(EVENTS, {"events": [LANTERN_WALK]}, CHANGED_TYPES),
    answers={200: Answer(_("One result per event, in order."), RESULTS)},
)
@require(Permission.WRITE_EVENTS)
@write_once
def add_events(team: LiveTeam) -> ResponseReturnValue:
    """Store up to 100 events, {"events": [event]}: {"data": [result]} in order.

    A result is {"status": 201 or 200, "data": event} as from a single POST, or
    {"status": 400, "error", "message", "parameter"}. All valid events are stored.
    """
    body = event_body.read_object()
    events = body.get("events")
    if not isinstance(events, list) or body.keys() != {"events"}:
        refuse_parameter("events", "Send a list of events and no other member.")
    if not 1 <= len(events) <= MAX_EVENTS:
        refuse(413 if events else 400, "invalid_request", f"events: Give 1 to {MAX_EVENTS} events.")
    read = [_read(event, team) for event in events]
    pushed = iter(push_all(team, [item for item in read if isinstance(item, Push)]))
    results = [item if isinstance(item, str) else _success(next(pushed)) for item in read]
    return Response(body_of(f"[{','.join(results)}]"), mimetype="application/json")


def _read(event: Any, team: LiveTeam) -> Push | str:
    """The event to store, or the result that says why it cannot be stored."""
    try:
        body = event_body.as_object(event, "The event")
        return Push(event_body.read_ref(body), event_body.read_whole(body, team.timezone))
    except HTTPException as error:
        return _failure(error)


def _success(pushed: Pushed) -> str:
    return f'{{"status":{201 if pushed.is_new else 200},"data":{pushed.event.rendered}}}'


def _failure(error: HTTPException) -> str:
    problem = error.get_response().get_json()
    result = {name: problem.get(name) for name in ("status", "error", "message", "parameter")}
    return event_json.dump(result)
