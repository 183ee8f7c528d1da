"""Of whom the installation demands a second factor (REQUIRE_2FA), and what it keeps from whom."""

from sqlalchemy import exists, select

from app.config import settings
from app.extensions import db
from app.models.accounts.second_factors import second_factors
from app.models.accounts.second_factors.passkey import Passkey
from app.models.accounts.second_factors.totp_authenticator import TOTPAuthenticator
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


def is_missing(user: User) -> bool:
    """Whether the installation demands a factor of ``user``, who has none."""
    return is_demanded_of(user) and not second_factors.are_on(user)


def keeps_from_operating(user: User) -> bool:
    """Whether ``user``, an operator, has to set up a factor before acting as one."""
    return is_demanded_of_operators() and not second_factors.are_on(user)


def keeps_from_owning(user: User) -> bool:
    """Whether ``user``, an owner of a team, has to set up a factor before acting as one."""
    return is_demanded_of_owners() and not second_factors.are_on(user)


def keeps_from_authorizing(user: User) -> bool:
    """Whether ``user`` has to set up a factor before authorizing an app."""
    is_demanded = is_demanded_of_all() or (is_demanded_of_owners() and owns_team(user))
    return is_demanded and not second_factors.are_on(user)


def keeps_out(user: User) -> bool:
    """Whether ``user`` has to set up a factor before doing anything."""
    return is_demanded_of_all() and not second_factors.are_on(user)


def remove(user: User, factor: Passkey | TOTPAuthenticator) -> None:
    """Delete one factor of ``user``, as second_factors.remove, by what is demanded of them."""
    second_factors.remove(user, factor, is_demanded=is_demanded_of(user))


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
