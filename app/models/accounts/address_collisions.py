"""Accounts that had the same address as another one before addresses had a key.

None was merged. The account whose address was proved, or else the oldest, has the key; the others
keep working, and are found by exactly the address that is stored with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.extensions import db
from app.models.accounts.user import User
from app.models.values import email_address

MAX_LISTED = 100


@dataclass(frozen=True)
class Collision:
    """``user`` has no key, as ``holder`` has it; None when it has become free."""

    user: User
    holder: User | None


def list_collisions() -> list[Collision]:
    """Return the accounts without a key, oldest first, at most MAX_LISTED."""
    return [Collision(user, _find_holder(user)) for user in _list_keyless()]


def settle() -> int:
    """Give keys that have become free to accounts without one, and return how many got theirs.

    They do when the other account is deleted, or changes its address.
    """
    settled = 0
    for user in _list_keyless():
        if _find_holder(user) is None:
            user.email_key = email_address.key(user.email)
            settled += 1
    return settled


def _list_keyless() -> Sequence[User]:
    keyless = select(User).where(User.email_key.is_(None), User.deleted_at.is_(None))
    return db.session.scalars(keyless.order_by(User.id).limit(MAX_LISTED)).all()


def _find_holder(user: User) -> User | None:
    return db.session.scalar(select(User).where(User.email_key == email_address.key(user.email)))
