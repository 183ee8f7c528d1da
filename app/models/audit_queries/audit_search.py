"""Finding lines of the audit trail, newest first."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import selectinload

from app.database import keyset
from app.database.keyset import Page, Position
from app.extensions import db
from app.models.accounts.user import User
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.teams.team import Team
from app.models.values import secret


@dataclass(frozen=True)
class AuditFilter:
    """Which lines; what is None does not matter. ``since`` counts, ``until`` does not."""

    action: str | None = None
    actor_id: int | None = None
    client_id: int | None = None
    team_id: int | None = None
    subject_id: int | None = None
    grant_id: int | None = None
    since: int | None = None
    until: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """As SQL. Each column that is compared has an index in order of time."""
        columns = ("action", "actor_id", "client_id", "team_id", "subject_id", "grant_id")
        found = [
            getattr(AuditEvent, name) == getattr(self, name)
            for name in columns
            if getattr(self, name) is not None
        ]
        if self.since is not None:
            found.append(AuditEvent.at >= self.since)
        if self.until is not None:
            found.append(AuditEvent.at < self.until)
        return found


def list_lines(
    wanted: AuditFilter, *, after: Position | None = None, limit: int = keyset.PAGE
) -> Page[AuditEvent]:
    """A page of the lines, with whom and what they are about, in a handful of statements."""
    found = _with_names(select(AuditEvent).where(*wanted.conditions()))
    return keyset.read_page(found, AuditEvent.at, AuditEvent.id, after=after, limit=limit)


def list_about(person: User, *, limit: int) -> list[AuditEvent]:
    """What was done to somebody's account by others."""
    lines = list_lines(AuditFilter(subject_id=person.id), limit=limit)
    return list(lines.rows)


def find_object(text: str) -> dict[str, int] | None:
    """What ``text`` names, as a part of AuditFilter; None when there is nothing of that name.

    A client ID, a team's address, the id of a permission, or somebody's e-mail or id.
    """
    text = text.strip()
    if secret.is_well_formed(secret.Kind.CLIENT_ID, text):
        return _number("client_id", select(Client.id).where(Client.client_id == text))
    if secret.is_public_id("grt_", text):
        return _number("grant_id", select(Grant.id).where(Grant.public_id == text))
    if (person := find_person(text)) is not None:
        return {"subject_id": person}
    team = Team.find(text)
    return {"team_id": team.id} if team is not None else None


def find_person(text: str) -> int | None:
    """The number of the account with this address or id; None when there is none."""
    if secret.is_public_id("usr_", text):
        return db.session.scalar(select(User.id).where(User.public_id == text))
    found = User.find_by_email(text)
    return found.id if found is not None else None


def last(action: str) -> int | None:
    """When the act was last done, in epoch seconds."""
    newest = select(AuditEvent.at).where(AuditEvent.action == action)
    return db.session.scalar(newest.order_by(AuditEvent.at.desc()).limit(1))


def _number(name: str, found: Select[int]) -> dict[str, int] | None:
    number = db.session.scalar(found)
    return None if number is None else {name: number}


def _with_names(found: Select[Any]) -> Select[Any]:
    return found.options(
        *(
            selectinload(getattr(AuditEvent, name))
            for name in ("actor", "subject", "client", "team")
        )
    )
