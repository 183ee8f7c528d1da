"""Search in all accounts and teams, for operators."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from app.database import keyset
from app.database.keyset import Page, Position
from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.user import User
from app.models.audit_queries.audit_event import AuditEvent
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.grants.grant import Grant, GrantTeam
from app.models.grants.grant_state import GrantStatus
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.values import secret


@dataclass(frozen=True)
class Belongings:
    """How many teams and apps a user has."""

    teams: int = 0
    apps: int = 0


@dataclass(frozen=True)
class TeamSize:
    """How many members and connected apps a team has."""

    members: int = 0
    apps: int = 0


def list_people(*, query: str = "", state: str = "", after: Position | None = None) -> Page[User]:
    """Return a page of the accounts, newest first; ``query`` searches names and addresses.

    ``state`` is "operator", "disabled" or empty for all.
    """
    people = select(User).where(User.deleted_at.is_(None))
    if query:
        people = people.where(_has(query, User.name, User.email))
    if state == "operator":
        people = people.where(User.is_operator)
    elif state == "disabled":
        people = people.where(User.disabled_at.is_not(None))
    return keyset.read_page(people, User.id, after=after)


def list_teams(*, query: str = "", after: Position | None = None) -> Page[Team]:
    """Return a page of the teams, newest first, without sandboxes.

    ``query`` searches names and slugs.
    """
    teams = select(Team).where(Team.deleted_at.is_(None), Team.sandbox_of_id.is_(None))
    if query:
        teams = teams.where(_has(query, Team.name, Team.slug))
    return keyset.read_page(teams, Team.id, after=after)


def find_person(public_id: str) -> User | None:
    """Return the account with this public id, disabled or not; None when it is deleted."""
    if not secret.is_public_id("usr_", public_id):
        return None
    return db.session.scalar(
        select(User).where(User.public_id == public_id, User.deleted_at.is_(None))
    )


def find_team(public_id: str) -> Team | None:
    """Return the team with this public id; None when it is deleted or a sandbox."""
    if not secret.is_public_id("org_", public_id):
        return None
    present = (Team.deleted_at.is_(None), Team.sandbox_of_id.is_(None))
    return db.session.scalar(select(Team).where(Team.public_id == public_id, *present))


def count_belongings(people: Sequence[User]) -> dict[int, Belongings]:
    """Return the numbers of teams and apps of each of ``people`` by id, in two queries."""
    ids = [person.id for person in people]
    teams = _count(Membership.user_id, ids, Membership.ended_at.is_(None))
    apps = _count(Client.owner_id, ids, Client.status != Status.DELETED)
    return {user_id: Belongings(teams.get(user_id, 0), apps.get(user_id, 0)) for user_id in ids}


def count_sizes(teams: Sequence[Team]) -> dict[int, TeamSize]:
    """Return the numbers of members and connected apps of each of ``teams`` by id."""
    ids = [team.id for team in teams]
    members = _count(Membership.team_id, ids, Membership.ended_at.is_(None))
    active = GrantTeam.grant_id.in_(select(Grant.id).where(Grant.status == GrantStatus.ACTIVE))
    apps = _count(GrantTeam.team_id, ids, active)
    return {team_id: TeamSize(members.get(team_id, 0), apps.get(team_id, 0)) for team_id in ids}


def last_sign_in(user: User) -> int | None:
    """Return when ``user`` last signed in; None when they never did."""
    latest = select(func.max(AuditEvent.at)).where(
        AuditEvent.actor_id == user.id, AuditEvent.action == "user.signed_in"
    )
    return db.session.scalar(latest)


def count_sessions(user: User) -> int:
    """Return in how many browsers ``user`` is signed in, at most 100."""
    return len(BrowserSession.list_live(user))


def _count(column: Any, ids: Sequence[int], condition: ColumnElement[bool]) -> dict[int, int]:
    counts = select(column, func.count()).where(column.in_(ids), condition).group_by(column)
    return {row[0]: row[1] for row in db.session.execute(counts)}


def _has(query: str, *columns: Any) -> ColumnElement[bool]:
    return or_(*(column.icontains(query.strip(), autoescape=True) for column in columns))
