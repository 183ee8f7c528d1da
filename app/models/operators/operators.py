"""Operators: the users who run this installation, of whom at least one always remains."""

from collections.abc import Sequence

from sqlalchemy import select

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.user import User
from app.models.grants import grant_endings
from app.models.values.errors import LastOperatorError


def appoint(user: User) -> None:
    """Make ``user`` an operator."""
    user.is_operator = True
    user.record("user.promoted")


def dismiss(user: User) -> None:
    """Remove the role; raises LastOperatorError when ``user`` is the last operator."""
    require_another(user)
    user.is_operator = False
    user.record("user.demoted")


def lock_out(user: User, reason: str | None = None) -> None:
    """Disable the account of ``user``; raises LastOperatorError as ``dismiss`` does.

    The other owners of teams to which ``user`` connected apps are told that those stopped.
    """
    require_another(user)
    if user.is_active:
        grant_endings.tell_of_disabled(user)
    user.disable(reason)


def end_sessions(user: User) -> None:
    """Sign ``user`` out of every browser."""
    BrowserSession.end_all(user)
    user.record("session.ended", session="all")


def list_unproved() -> Sequence[User]:
    """Return the operators whose address was never confirmed, as earlier versions made them."""
    unproved = (User.verified_at.is_(None), User.disabled_at.is_(None))
    return db.session.scalars(
        select(User).where(User.is_operator, *unproved).order_by(User.id)
    ).all()


def require_another(user: User) -> None:
    """Raise LastOperatorError when ``user`` is the only operator who can sign in."""
    if not user.is_operator:
        return
    # The lock makes two operators who dismiss each other at once take turns.
    enabled = db.session.scalars(
        select(User)
        .where(User.is_operator, User.disabled_at.is_(None))
        .order_by(User.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if not any(operator.id != user.id for operator in enabled):
        raise LastOperatorError
