"""Lists of memberships: who belongs to a team, and which teams somebody belongs to."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.database import keyset
from app.database.keyset import Page, Position
from app.extensions import db
from app.models.accounts.user import User
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.values import secret


def page_of_team(team: Team, after: Position | None = None) -> Page[Membership]:
    """Who belongs to ``team``, longest first."""
    found = select(Membership).where(Membership.team_id == team.id, Membership.ended_at.is_(None))
    people = found.options(joinedload(Membership.user))
    return keyset.read_page(people, Membership.id, after=after, upwards=True)


def page_of_user(user: User, after: Position | None = None) -> Page[Membership]:
    """The teams that ``user`` belongs to, longest first."""
    found = select(Membership).where(Membership.user_id == user.id, Membership.ended_at.is_(None))
    teams = found.options(joinedload(Membership.team))
    return keyset.read_page(teams, Membership.id, after=after, upwards=True)


def find_member(team: Team, user_id: str) -> Membership | None:
    """The present membership in ``team`` of the person with this public id."""
    if not secret.is_public_id("usr_", user_id):
        return None
    return db.session.scalar(
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.team_id == team.id,
            Membership.ended_at.is_(None),
            User.public_id == user_id,
        )
    )


def count_of_team(team: Team) -> int:
    """How many people belong to ``team``."""
    found = select(func.count(Membership.id)).where(
        Membership.team_id == team.id, Membership.ended_at.is_(None)
    )
    return db.session.scalar(found) or 0


def count_of_user(user: User) -> int:
    """How many teams ``user`` belongs to."""
    found = select(func.count(Membership.id)).where(
        Membership.user_id == user.id, Membership.ended_at.is_(None)
    )
    return db.session.scalar(found) or 0
