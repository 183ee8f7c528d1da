"""Lists of memberships: the members of a team, and the teams of a user."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from app.database import keyset
from app.database.keyset import Page, Position
from app.extensions import db
from app.models.accounts.user import User
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.values import secret


def page_of_team(team: Team, after: Position | None = None) -> Page[Membership]:
    """Return a page of the members of ``team``, longest-standing first."""
    members = _present(Membership.team_id == team.id).options(joinedload(Membership.user))
    return keyset.read_page(members, Membership.id, after=after, upwards=True)


def page_of_user(user: User, after: Position | None = None) -> Page[Membership]:
    """Return a page of the teams of ``user``, the first joined first."""
    teams = _present(Membership.user_id == user.id).options(joinedload(Membership.team))
    return keyset.read_page(teams, Membership.id, after=after, upwards=True)


def find_member(team: Team, user_id: str) -> Membership | None:
    """Return the present membership in ``team`` of the user with this public id, or None."""
    if not secret.is_public_id("usr_", user_id):
        return None
    members = _present(Membership.team_id == team.id).join(User, User.id == Membership.user_id)
    return db.session.scalar(members.where(User.public_id == user_id))


def count_of_team(team: Team) -> int:
    """Return the number of members of ``team``."""
    return _count(_present(Membership.team_id == team.id))


def count_of_user(user: User) -> int:
    """Return the number of teams of ``user``."""
    return _count(_present(Membership.user_id == user.id))


def _present(condition: ColumnElement[bool]) -> Select[Membership]:
    return select(Membership).where(condition, Membership.ended_at.is_(None))


def _count(memberships: Select[Any]) -> int:
    return db.session.scalar(memberships.with_only_columns(func.count())) or 0
