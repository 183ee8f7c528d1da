"""Values with which an operation works at once: those of the reader's sandbox and app."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.models.accounts.user import User
from app.models.events.event import Event
from app.models.feeds.feed_link import FeedLink
from app.models.grants.grant import Grant
from app.models.grants.grant_state import GrantStatus
from app.models.teams.team import Team
from app.models.tickets.ticket import Status, Ticket
from app.openapi.operation import JSON, RequestBody
from app.portal.docs.endpoints import Entry
from app.portal.docs.explorer import operation_form
from app.portal.docs.explorer.operation_form import BODY
from app.portal.docs.reader import Reader

TOKEN_REQUEST = {"grant_type": "client_credentials", "scope": "grant_management_query"}


def of_reader(entry: Entry, reader: Reader, user: User | None, team: Team | None) -> dict[str, str]:
    """The values of the form by field; without a sandbox, those that need one are left out."""
    values = _of_operation(entry, reader)
    if user is not None and reader.app is not None and (team or not entry.route.writes):
        values |= _of_app(reader, user, team if entry.route.writes else None)
    if team is not None:
        values |= _of_sandbox(entry, team)
    parameters = {operation_form.name_of(p): p for p in entry.parameters}
    filled = {
        name: str(values[parameter.name])
        for name, parameter in parameters.items()
        if parameter.name in values and (parameter.place == "path" or parameter.name in _SENT)
    }
    return filled | _body(entry, reader, user, values)


_SENT = frozenset(
    """response_type client_id redirect_uri scope state code_challenge code_challenge_method
    limit max""".split()
)


def _of_operation(entry: Entry, reader: Reader) -> dict[str, Any]:
    """Its own examples. The name of a team or event that others have is no value to try."""
    path, operation = entry.operation.path, entry.operation
    examples = {name: path[name].example for name in entry.route.places}
    own = {"team", "team_slug", "slug", "event_slug", "number", "name"}
    examples = {name: value for name, value in examples.items() if name not in own and value}
    values = {**examples, **operation.sample}
    filled = {"$CLIENT_ID": reader.client_id, "$REDIRECT_URI": reader.redirect_uri}
    return {name: filled.get(str(value), value) for name, value in values.items()}


def _of_app(reader: Reader, user: User, team: Team | None) -> dict[str, Any]:
    """The newest grant of the reader to their own app; with ``team``, one for it alone."""
    own = select(Grant.public_id).where(
        Grant.client_id == (reader.app and reader.app.id),
        Grant.user_id == user.id,
        Grant.status == GrantStatus.ACTIVE,
    )
    if team is not None:
        own = own.where(Grant.teams.any(Team.id == team.id), ~Grant.teams.any(Team.id != team.id))
    grant_id = db.session.scalar(own.order_by(Grant.id.desc()).limit(1))
    return {"grant_id": grant_id} if grant_id else {}


def _of_sandbox(entry: Entry, team: Team) -> dict[str, Any]:
    values: dict[str, Any] = {"team": team.slug, "team_slug": team.slug}
    event = _find_event(team, repeats="recurrence_id" in entry.route.places)
    if event is not None:
        values |= {"slug": event.slug, "event_slug": event.slug}
        values |= dict.fromkeys(("number", "name", "id"), event.id)
        if "recurrence_id" in entry.route.places:
            values["recurrence_id"] = event.details.start.isoformat()
    if "code" in entry.route.places:
        values |= _of_guest(team)
    if "link_id" in entry.route.places:
        own = select(FeedLink.public_id).where(
            FeedLink.team_id == team.id, FeedLink.revoked_at.is_(None)
        )
        values["link_id"] = db.session.scalar(own.order_by(FeedLink.id.desc()).limit(1)) or ""
    return {name: value for name, value in values.items() if value}


def _find_event(team: Team, *, repeats: bool) -> Event | None:
    own = select(Event).where(Event.team_id == team.id, Event.deleted_at.is_(None))
    if repeats:
        own = own.where(Event.recurrence_json.is_not(None))
    return db.session.scalar(own.order_by(Event.id).limit(1))


def _of_guest(team: Team) -> dict[str, Any]:
    """A guest who has not arrived. The code is secret: only its field holds it."""
    expected = select(Ticket).where(Ticket.team_id == team.id, Ticket.status == Status.VALID)
    ticket = db.session.scalar(expected.order_by(Ticket.id.desc()).limit(1))
    return {} if ticket is None else {"code": ticket.code, "slug": ticket.event.slug}


def _body(
    entry: Entry, reader: Reader, user: User | None, values: Mapping[str, Any]
) -> dict[str, str]:
    body = entry.operation.body
    if body is None:
        return {}
    if isinstance(body.example, str):
        return {BODY: body.example}
    example = _example(entry, body)
    own = {"$CLIENT_ID": reader.client_id, "$REDIRECT_URI": reader.redirect_uri}
    example = {name: own.get(str(value), value) for name, value in example.items()}
    if "id" in example and "id" in values:
        example["id"] = values["id"]
    if "email" in example and user is not None:
        example |= {"email": user.email, "name": user.name}  # no mail to a stranger
    if body.types[0] == JSON:
        return {BODY: json.dumps(example, indent=2, ensure_ascii=False)}
    return {BODY: "\n".join(f"{name}={value}" for name, value in example.items())}


def _example(entry: Entry, body: RequestBody) -> dict[str, Any]:
    if entry.route.endpoint == "oauth.issue_token":
        return dict(TOKEN_REQUEST)
    assert isinstance(body.example, Mapping)
    return dict(body.example)
