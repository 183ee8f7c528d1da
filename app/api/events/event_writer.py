"""Writes of events in the name of whoever gave the token, each with its line in the audit trail."""

from app.api.bearer.caller import current_caller, current_token
from app.extensions import db
from app.models.audit import audit_trail
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.grants.grant import Grant
from app.models.teams.team import Team


def grant() -> Grant:
    """The permission the token stands for: its person is the one in whose name we write."""
    caller = current_caller()
    if caller.grant is None:
        caller.grant = db.session.get_one(Grant, current_token().grant_id)
    return caller.grant


def add(team: Team, details: EventDetails, *, external_ref: str | None = None) -> Event:
    """A new event on the team's calendar."""
    event = Event.add(team, details, by=grant().user, via=grant().client, external_ref=external_ref)
    _record("event.created", event)
    return event


def change(event: Event, details: EventDetails) -> None:
    """Let the event be as ``details`` say; the same details change nothing."""
    if event.change(details, by=grant().user, via=grant().client):
        _record("event.changed", event)


def delete(event: Event) -> None:
    """Take the event off the calendar."""
    event.delete(by=grant().user, via=grant().client)
    _record("event.deleted", event)


def _record(action: str, event: Event) -> None:
    audit_trail.record(
        action, actor=grant().user, team=event.team, grant=grant(), event=event.public_id
    )
