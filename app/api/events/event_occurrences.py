"""One date of a series, or that and all the following: read, change, delete."""

import orjson
from flask import Response, abort
from flask.typing import ResponseReturnValue

from app.api.bearer.caller import current_token
from app.api.bearer.errors import refuse_parameter
from app.api.bearer.protector import require
from app.api.blueprint import bp
from app.api.contract.describe import CHANGED_TYPES, NO_SUCH_EVENT, NOT_MODIFIED, NOTHING, describe
from app.api.contract.event_body_schemas import EVENT_CHANGE
from app.api.contract.event_schemas import EVENT_OR_DATE, ONE_EVENT, ONE_OCCURRENCE
from app.api.events import event_body, preconditions
from app.api.events.event_writer import author
from app.api.events.event_writes import REFUSED, hold
from app.api.http import conditional, query
from app.api.http.event_response import answer_event, body_of
from app.api.http.idempotency import write_once
from app.language.texts import lazy_gettext as _
from app.models.credentials.live_token import LiveTeam
from app.models.events import event_json, series_edit
from app.models.events.event import Event
from app.models.events.series_edit import SCOPES
from app.models.recurrence.occurrence import Occurrence
from app.models.teams.team import Team
from app.models.values.errors import ValidationError
from app.models.values.scopes import Permission
from app.openapi.headers import IF_MATCH, IF_NONE_MATCH
from app.openapi.operation import Answer, RequestBody

PATH = "/organizer/<team>/events/<event:slug>/occurrences/<recurrence_id>"
PARAMETERS = frozenset({"scope"})


@bp.get(PATH)
@describe(
    "events",
    _("Read one date"),
    _("One date of a series, in the form of an event."),
    others=(IF_NONE_MATCH,),
    answers={200: Answer(_("The date."), ONE_OCCURRENCE, ("ETag",)), 304: NOT_MODIFIED},
    errors={404: NO_SUCH_EVENT},
)
@require(Permission.READ_EVENTS)
def show_occurrence(team: LiveTeam, slug: str, recurrence_id: str) -> ResponseReturnValue:
    """One date of a series: {"data": event}."""
    query.read(frozenset())
    event = Event.find(Team.of(team.id), slug)
    if event is None or not event.is_visible_to(current_token().client_key):
        abort(404)
    body = _body(event, _find(event, recurrence_id))
    etag = conditional.tag_of(body)
    return conditional.answer(None if conditional.is_known(etag) else body, etag)


@bp.patch(PATH)
@describe(
    "events",
    _("Change one date, or the following"),
    _("scope=following ends the series before the date and begins a new one."),
    query=PARAMETERS,
    others=(IF_MATCH,),
    body=RequestBody(EVENT_CHANGE, {"status": "cancelled"}, CHANGED_TYPES),
    answers={
        200: Answer(_("The date, or with scope=all the series."), EVENT_OR_DATE, ("ETag",)),
        201: Answer(_("A new series, of this date and the following."), ONE_EVENT, ("Location",)),
    },
    errors=REFUSED,
)
@require(Permission.WRITE_EVENTS)
@write_once
def change_occurrence(team: LiveTeam, slug: str, recurrence_id: str) -> ResponseReturnValue:
    """Change the body's members on this date, on this and the following, or on all.

    ``following`` ends the series before this date and answers 201 with a new one.
    """
    scope, body = _read_scope(), event_body.read_object()
    event, date = _hold(team, slug, recurrence_id)
    read = orjson.loads(_body(event, date))["data"]
    # Members that equal what was read are no change.
    changes = {name: body[name] for name in body if name not in read or body[name] != read[name]}
    # A clock change may skip the time on other dates, but not a time in the body.
    details = event_body.read_changed(changes, series_edit.as_shown(event.details, date))
    try:
        changed = series_edit.change(event, date, details, scope, **author())
    except ValidationError as error:
        refuse_parameter(event_body.NAMES.get(error.field, error.field), error.message)
    if changed is not event:
        return answer_event(changed, new_in=changed.team.slug)
    if scope != "one":
        return answer_event(event)
    changed_date = _body(event, _find(event, recurrence_id))
    return conditional.answer(changed_date, conditional.tag_of(changed_date))


@bp.delete(PATH)
@describe(
    "events",
    _("Delete one date"),
    _("Removes one date from the series, or with scope=following all later ones, too."),
    query=PARAMETERS,
    others=(IF_MATCH,),
    answers={204: NOTHING},
    errors=REFUSED,
)
@require(Permission.WRITE_EVENTS)
@write_once
def delete_occurrence(team: LiveTeam, slug: str, recurrence_id: str) -> ResponseReturnValue:
    """Delete the date, it and the following, or the series: 204."""
    scope = _read_scope()
    event, date = _hold(team, slug, recurrence_id)
    try:
        series_edit.delete(event, date, scope, **author())
    except ValidationError as error:
        refuse_parameter(error.field, error.message)
    return Response(status=204)


def _read_scope() -> str:
    scope = query.read(PARAMETERS).get("scope", "one")
    if scope not in SCOPES:
        refuse_parameter("scope", f"Give one of {', '.join(SCOPES)}.")
    return scope


def _hold(team: LiveTeam, slug: str, recurrence_id: str) -> tuple[Event, Occurrence]:
    event = hold(team, slug)
    date = _find(event, recurrence_id)
    preconditions.check(event, _body(event, date))
    return event, date


def _find(event: Event, recurrence_id: str) -> Occurrence:
    """The date with this id; 404 where the series has none."""
    return event.find_date(recurrence_id) or abort(404)


def _body(event: Event, date: Occurrence) -> bytes:
    return body_of(event_json.render_occurrence(event.rendered, date))
