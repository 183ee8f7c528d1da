"""Search in the audit trail, newest lines first."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import selectinload

from app.database import keyset
from app.database.keyset import Page, Position
from app.extensions import db
from app.models.accounts.user import User
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client import Client
from app.models.clients.registrations import client_id_url
from app.models.grants.grant import Grant
from app.models.teams.team import Team
from app.models.values import secret


@dataclass(frozen=True)
class AuditFilter:
    """Which lines to list; None matches all. ``since`` is inclusive, ``until`` exclusive."""

    action: str | None = None
    actor_id: int | None = None
    client_id: int | None = None
    team_id: int | None = None
    subject_id: int | None = None
    grant_id: int | None = None
    since: int | None = None
    until: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return SQL conditions. Each column that is compared has an index by time."""
        columns = ("action", "actor_id", "client_id", "team_id", "subject_id", "grant_id")
        conditions = [
            getattr(AuditEvent, name) == getattr(self, name)
            for name in columns
            if getattr(self, name) is not None
        ]
        if self.since is not None:
            conditions.append(AuditEvent.at >= self.since)
        if self.until is not None:
            conditions.append(AuditEvent.at < self.until)
        return conditions


def list_lines(
    filters: AuditFilter, *, after: Position | None = None, limit: int = keyset.PAGE
) -> Page[AuditEvent]:
    """Return a page of the lines with the rows they refer to, loaded in a few queries."""
    names = (AuditEvent.actor, AuditEvent.subject, AuditEvent.client, AuditEvent.team)
    lines = select(AuditEvent).where(*filters.conditions())
    lines = lines.options(*(selectinload(name) for name in names))
    return keyset.read_page(lines, AuditEvent.at, AuditEvent.id, after=after, limit=limit)


def list_about(person: User, *, limit: int) -> list[AuditEvent]:
    """Return the latest acts of others on a user's account."""
    return list(list_lines(AuditFilter(subject_id=person.id), limit=limit).rows)


def find_object(text: str) -> dict[str, int] | None:
    """Return the field of AuditFilter that selects the object named ``text``, or None.

    It is a client ID, the ID of a grant, a user's e-mail address or ID, or a team's slug.
    """
    text = text.strip()
    if client_id_url.is_client_id(text):
        return _field("client_id", select(Client.id).where(Client.client_id == text))
    if secret.is_public_id("grt_", text):
        return _field("grant_id", select(Grant.id).where(Grant.public_id == text))
    if (person := find_person(text)) is not None:
        return {"subject_id": person}
    team = Team.find(text)
    return {"team_id": team.id} if team is not None else None


def find_person(text: str) -> int | None:
    """Return the row id of the account with this address or public id, or None."""
    if secret.is_public_id("usr_", text):
        return db.session.scalar(select(User.id).where(User.public_id == text))
    user = User.find_by_email(text)
    return user.id if user is not None else None


def last(action: str) -> int | None:
    """Return when the act was last recorded, in epoch seconds, or None."""
    newest = select(AuditEvent.at).where(AuditEvent.action == action)
    return db.session.scalar(newest.order_by(AuditEvent.at.desc()).limit(1))


def _field(name: str, statement: Select[int]) -> dict[str, int] | None:
    row_id = db.session.scalar(statement)
    return None if row_id is None else {name: row_id}
