"""The end of a grant's term: it is announced a week before, and recorded once it is there.

Access ends at that second by itself, because every request compares the time.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select, update

from app.database.transactions import rows_changed
from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.grants.grant import Grant
from app.models.grants.grant_state import GrantStatus
from app.models.values import clock

NOTICE = 7 * 86_400  # seconds between the mail and the end
AT_ONCE = 50  # grants in one turn


def take_announcements(limit: int = AT_ONCE) -> list[Grant]:
    """At most ``limit`` grants that end within NOTICE; each is taken once, in all processes.

    Commit, then tell their users. One whose whole term is no longer is not announced.
    """
    due = db.session.scalars(select(Grant.id).where(_is_to_be_announced()).limit(limit)).all()
    return [db.session.get_one(Grant, grant_id) for grant_id in due if _take(grant_id)]


def end_due(limit: int = AT_ONCE) -> int:
    """Record that at most ``limit`` grants have expired, and return how many; commit after it."""
    now = clock.now()
    is_due = and_(Grant.status == GrantStatus.ACTIVE, Grant.expires_at <= now)
    # In order, so that it cannot wait for another transaction that ends several.
    in_order = select(Grant).where(is_due).order_by(Grant.id).limit(limit)
    due: Sequence[Grant] = db.session.scalars(in_order).all()
    return sum(grant.expire() for grant in due)


def _is_to_be_announced() -> ColumnElement[bool]:
    now = clock.now()
    in_use = and_(Client.status.in_((Status.LIVE, Status.PENDING)), User.disabled_at.is_(None))
    usable = (
        select(Grant.id)
        .join(Grant.client)
        .join(User, User.id == Grant.user_id)
        .where(in_use, _ends_within(now))
    )
    return Grant.id.in_(usable)


def _ends_within(now: int) -> ColumnElement[bool]:
    return and_(
        Grant.status == GrantStatus.ACTIVE,
        Grant.expires_at > now,
        Grant.expires_at <= now + NOTICE,
        Grant.expires_at - Grant.approved_at > NOTICE,
        Grant.expiry_announced_at.is_(None),
    )


def _take(grant_id: int) -> bool:
    now = clock.now()
    taking = update(Grant).where(Grant.id == grant_id, _ends_within(now))
    taken = taking.values(expiry_announced_at=now).execution_options(synchronize_session=False)
    return rows_changed(taken) == 1
