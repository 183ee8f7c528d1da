"""Ending many grants by one statement: whoever approves meanwhile comes before it or after."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select, update

from app.extensions import db
from app.models.accounts.user import User
from app.models.grants.grant import Grant, GrantStatus, GrantTeam
from app.models.values import clock


def orphan(*, team_id: int, user_id: int | None = None) -> list[Grant]:
    """End what the person allowed for the team, because they lost the right to.

    Without a person: what anybody allowed for it. A grant for several teams ends as a whole: what
    was approved was the set. The ended ones are returned.
    """
    on_team = select(GrantTeam.grant_id).where(GrantTeam.team_id == team_id)
    by_person = () if user_id is None else (Grant.user_id == user_id,)
    active = (Grant.status == GrantStatus.ACTIVE, Grant.id.in_(on_team), *by_person)
    return _end(active, GrantStatus.ORPHANED)


def revoke_all(user: User) -> list[Grant]:
    """Take back whatever ``user`` allows, and return what ended."""
    return _end((Grant.user_id == user.id, Grant.stands()), GrantStatus.REVOKED)


def _end(conditions: Sequence[ColumnElement[bool]], status: GrantStatus) -> list[Grant]:
    ended = db.session.scalars(
        update(Grant)
        .where(*conditions)
        .values(status=status, ended_at=clock.now())
        .returning(Grant)
        .execution_options(synchronize_session="fetch")
    )
    return list(ended)
