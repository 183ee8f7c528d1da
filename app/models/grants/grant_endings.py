"""End many grants with one UPDATE: a concurrent approval falls entirely before or after it."""

from collections.abc import Sequence

from sqlalchemy import ColumnExpressionArgument, Update, select, update

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.grants.grant import Grant, GrantTeam
from app.models.grants.grant_state import GrantStatus
from app.models.teams.team import Team
from app.models.values import clock


def orphan(team: Team, user: User | None = None) -> list[Grant]:
    """End the grants that ``user`` (None: anyone) gave for ``team``, and return them.

    A grant for several teams ends as a whole: the user approved that set.
    """
    on_team = select(GrantTeam.grant_id).where(GrantTeam.team_id == team.id)
    by_person = () if user is None else (Grant.user_id == user.id,)
    active = (Grant.status == GrantStatus.ACTIVE, Grant.id.in_(on_team), *by_person)
    ended = _end(active, GrantStatus.ORPHANED)
    for grant in ended:
        audit_trail.record("grant.orphaned", grant=grant, team=team)
    return ended


def revoke_all(user: User) -> list[Grant]:
    """Revoke all grants that ``user`` gave, and return them."""
    ended = _end((Grant.user_id == user.id, Grant.is_live), GrantStatus.REVOKED)
    for grant in ended:
        audit_trail.record("grant.revoked", grant=grant)
    return ended


def end_all_of(client: Client) -> int:
    """End every grant of ``client`` for its developer, and return how many there were."""
    ending = _ending((Grant.client_id == client.id, Grant.is_live), GrantStatus.REVOKED)
    # Numbers alone: a popular app has more grants than a process should hold as objects.
    unsynchronized = ending.execution_options(synchronize_session=False)
    ended = db.session.scalars(unsynchronized.returning(Grant.id)).all()
    audit_trail.record_each("grant.ended_by_developer", ended, client=client)
    audit_trail.record("client.authorizations_ended", client=client, count=len(ended))
    return len(ended)


def _end(conditions: Sequence[ColumnExpressionArgument[bool]], status: GrantStatus) -> list[Grant]:
    ending = _ending(conditions, status).execution_options(synchronize_session="fetch")
    return list(db.session.scalars(ending.returning(Grant)))


def _ending(conditions: Sequence[ColumnExpressionArgument[bool]], status: GrantStatus) -> Update:
    return update(Grant).where(*conditions).values(status=status, ended_at=clock.now())
