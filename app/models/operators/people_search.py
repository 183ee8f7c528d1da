"""Finding anybody's account, and anybody's team, for operators."""

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

COUNTED_SESSIONS = 100


@dataclass(frozen=True)
class Belongings:
    """How many teams and apps a person has."""

    teams: int = 0
    apps: int = 0


@dataclass(frozen=True)
class TeamSize:
    """How many people belong to a team, and how many permissions of apps stand for it."""

    members: int = 0
    apps: int = 0


def list_people(*, query: str = "", state: str = "", after: Position | None = None) -> Page[User]:
    """Everybody, newest first; ``query`` looks into names and addresses."""
    people = select(User).where(User.deleted_at.is_(None))
    if query:
        people = people.where(_has(query, User.name, User.email))
    if state == "operator":
        people = people.where(User.is_operator)
    elif state == "disabled":
        people = people.where(User.disabled_at.is_not(None))
    return keyset.read_page(people, User.id, after=after)


def list_teams(*, query: str = "", after: Position | None = None) -> Page[Team]:
    """Every team, newest first; ``query`` looks into names and addresses.

    Sandboxes are left out: they are no teams of people.
    """
    teams = select(Team).where(Team.deleted_at.is_(None), Team.sandbox_of_id.is_(None))
    if query:
        teams = teams.where(_has(query, Team.name, Team.slug))
    return keyset.read_page(teams, Team.id, after=after)


def find_person(public_id: str) -> User | None:
    """The account with this public id, disabled or not, unless it is deleted."""
    if not secret.is_public_id("usr_", public_id):
        return None
    return db.session.scalar(
        select(User).where(User.public_id == public_id, User.deleted_at.is_(None))
    )


def count_belongings(people: Sequence[User]) -> dict[int, Belongings]:
    """The teams and apps of each of ``people`` by number, read with two statements."""
    numbers = [person.id for person in people]
    teams = _count(Membership.user_id, numbers, Membership.ended_at.is_(None))
    apps = _count(Client.owner_id, numbers, Client.status != Status.DELETED)
    return {number: Belongings(teams.get(number, 0), apps.get(number, 0)) for number in numbers}


def count_sizes(teams: Sequence[Team]) -> dict[int, TeamSize]:
    """The members and apps of each of ``teams`` by number, read with two statements."""
    numbers = [team.id for team in teams]
    members = _count(Membership.team_id, numbers, Membership.ended_at.is_(None))
    standing = (
        select(GrantTeam.team_id, func.count())
        .join(Grant, Grant.id == GrantTeam.grant_id)
        .where(GrantTeam.team_id.in_(numbers), Grant.status == GrantStatus.ACTIVE)
        .group_by(GrantTeam.team_id)
    )
    apps = {row[0]: row[1] for row in db.session.execute(standing)}
    return {number: TeamSize(members.get(number, 0), apps.get(number, 0)) for number in numbers}


def last_sign_in(user: User) -> int | None:
    """When ``user`` last signed in."""
    latest = select(func.max(AuditEvent.at)).where(
        AuditEvent.actor_id == user.id, AuditEvent.action == "user.signed_in"
    )
    return db.session.scalar(latest)


def count_sessions(user: User) -> int:
    """In how many browsers ``user`` is signed in, up to COUNTED_SESSIONS."""
    return len(BrowserSession.list_live(user))


def _count(column: Any, numbers: Sequence[int], condition: ColumnElement[bool]) -> dict[int, int]:
    counts = select(column, func.count()).where(column.in_(numbers), condition).group_by(column)
    return {row[0]: row[1] for row in db.session.execute(counts)}


def _has(query: str, *columns: Any) -> ColumnElement[bool]:
    return or_(*(column.icontains(query.strip(), autoescape=True) for column in columns))
