"""Writes of events in the name of whoever gave the token, each with its line in the audit trail."""

from authlib.integrations.flask_oauth2 import current_token
from flask import g

from app.extensions import db
from app.models.audit import audit_trail
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.grants.grant import Grant
from app.models.teams.team import Team


def grant() -> Grant:
    """The permission the token stands for: its person is the one in whose name we write."""
    if "author_grant" not in g:  # the session forgets what nobody holds on to
        g.author_grant = db.session.get_one(Grant, current_token.grant_id)
    held: Grant = g.author_grant
    return held


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
