"""Of whom the installation demands a second factor (REQUIRE_2FA)."""

from sqlalchemy import exists, select

from app.config import settings
from app.extensions import db
from app.models.accounts.user import User
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team


def is_demanded_of(user: User) -> bool:
    """Whether ``user`` must have a second factor, for any of their roles."""
    if is_demanded_of_all():
        return True
    if user.is_operator and is_demanded_of_operators():
        return True
    return is_demanded_of_owners() and owns_team(user)


def is_demanded_of_all() -> bool:
    """Whether everyone must have a second factor."""
    return settings().second_factor_required_of == "all"


def is_demanded_of_owners() -> bool:
    """Whether owners of teams must have a second factor."""
    return settings().second_factor_required_of in ("owners", "all")


def is_demanded_of_operators() -> bool:
    """Whether operators must have a second factor."""
    return settings().second_factor_required_of != "none"


def owns_team(user: User) -> bool:
    """Whether ``user`` is an owner of a team, other than their sandbox."""
    owned = exists().where(
        Membership.user_id == user.id,
        Membership.role == Role.OWNER,
        Membership.ended_at.is_(None),
        Membership.team_id == Team.id,
        Team.sandbox_of_id.is_(None),
        Team.deleted_at.is_(None),
    )
    return bool(db.session.scalar(select(owned)))
