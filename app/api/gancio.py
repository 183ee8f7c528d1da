"""Gancio's dialect: events written as its plugin does (compat.md 2).

The plugin takes exactly 200 for success and prints the body of any other answer into a page.
"""

from authlib.integrations.flask_oauth2 import current_token
from flask import Response, abort, jsonify
from flask.typing import ResponseReturnValue

from app.api import gancio_body, gancio_json
from app.api.blueprint import dialects
from app.api.protector import require
from app.api.refusals import refuse_team
from app.extensions import db
from app.models import public_event
from app.models.audit_event import AuditEvent
from app.models.event import Event
from app.models.grant import Grant
from app.models.live_token import LiveTeam
from app.models.scopes import Permission
from app.models.team import Team


@dialects.post("/api/event", defaults={"team": None})
@require(Permission.WRITE_EVENTS)
def add_event(team: LiveTeam) -> ResponseReturnValue:
    """Put an event on the team's calendar, seen by everybody; the event."""
    details = gancio_body.read_new(gancio_body.read(), team.timezone)
    event = Event.add(db.session.get(Team, team.id), details, by=grant().user)
    record("event.created", event)
    db.session.commit()
    return jsonify(gancio_json.represent(event))


@dialects.put("/api/event")
@require(Permission.WRITE_EVENTS)
def change_event() -> ResponseReturnValue:
    """Take over what the body says of the event that its ``id`` names; the event."""
    body = gancio_body.read()
    event = find_own(gancio_body.read_number(body))
    if event.change(gancio_body.read_changed(body, event.details), by=grant().user):
        record("event.changed", event)
    db.session.commit()
    return jsonify(gancio_json.represent(event))


@dialects.delete("/api/event/<number>")
@require(Permission.WRITE_EVENTS)
def delete_event(number: str) -> ResponseReturnValue:
    """Take the event off the calendar; the word OK."""
    event = find_own(number)
    event.delete(by=grant().user)
    record("event.deleted", event)
    db.session.commit()
    return Response("OK", mimetype="text/plain")


def find_own(number: str) -> Event:
    """The event, held, if the token may change it.

    404 for what apps do not see at all, 403 for what is another team's or needs another role.
    """
    event = public_event.find_by_number(number) or abort(404)
    team = next((team for team in current_token.teams if team.id == event.team_id), None)
    if team is None or not current_token.permits(Permission.WRITE_EVENTS, team):
        refuse_team()
    event.hold()
    return event if event.is_shared else abort(404)


def grant() -> Grant:
    """The permission the token stands for: its person is the one in whose name we write."""
    return db.session.get(Grant, current_token.grant_id)


def record(action: str, event: Event) -> None:
    """Add a line to the audit trail: what the app did, with whose permission."""
    AuditEvent.record(
        action, actor=grant().user, team=event.team, grant=grant(), event=event.public_id
    )
