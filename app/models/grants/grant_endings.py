"""Ending many grants in one step: a concurrent approval falls entirely before or after it."""

from collections.abc import Sequence

from sqlalchemy import ColumnExpressionArgument, Update, or_, select, update

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.clients.client_status import PERSONAL
from app.models.grants import connection_total, orphaned_grants
from app.models.grants.grant import Grant, GrantTeam
from app.models.grants.grant_state import GrantStatus
from app.models.teams import membership_news
from app.models.teams.membership_news import DisabledNews, OrphanNews
from app.models.teams.team import Team
from app.models.values import clock


def orphan(team: Team, user: User | None = None, *, of_apps: bool = False) -> list[Grant]:
    """Take ``team`` off the grants that ``user`` (None: anyone) gave for it, and return them.

    Those without another team are orphaned; the team's other owners are told of what they can
    adopt. With ``of_apps``, personal tokens live on: every role may have them, and limits them at
    each request.
    """
    on_team = select(GrantTeam.grant_id).where(GrantTeam.team_id == team.id)
    by_person = () if user is None else (Grant.user_id == user.id,)
    # One whose term is over has ended: no one adopts it.
    active = select(Grant).where(Grant.is_live, Grant.id.in_(on_team), *by_person)
    if of_apps:
        personal = select(Client.id).where(Client.source == PERSONAL)
        active = active.where(Grant.client_id.not_in(personal))
    # An approval, revocation or adoption at the same time falls entirely before or after.
    locked = active.order_by(Grant.id).with_for_update().execution_options(populate_existing=True)
    lost = list(db.session.scalars(locked))
    for grant in lost:
        grant.lose(team)
    if user is not None:
        _tell_owners(team, user, lost)
    return lost


def tell_of_disabled(user: User) -> None:
    """Tell the other owners of each team which apps stopped for it with the account of ``user``."""
    personal = select(Client.id).where(Client.source == PERSONAL)
    live = select(Grant).where(Grant.user_id == user.id, Grant.is_live)
    apps: dict[Team, set[str]] = {}
    for grant in db.session.scalars(live.where(Grant.client_id.not_in(personal))):
        for team in grant.teams:
            if not team.is_sandbox:
                apps.setdefault(team, set()).add(grant.client.name)
    person = membership_news.reader(user)
    for team, stopped in apps.items():
        membership_news.publish(DisabledNews(team, person, sorted(stopped)))


def _tell_owners(team: Team, user: User, lost: Sequence[Grant]) -> None:
    of_apps = (grant for grant in lost if not grant.is_personal)
    stopped = [grant.client.name for grant in of_apps if orphaned_grants.inherited(grant)]
    if stopped and not team.is_sandbox:
        person = membership_news.reader(user)
        membership_news.publish(OrphanNews(team, person, sorted(set(stopped))))


def revoke_all(user: User) -> list[Grant]:
    """Revoke all grants that ``user`` gave, and return them."""
    ended = _end((Grant.user_id == user.id, Grant.is_live), GrantStatus.REVOKED)
    for grant in ended:
        audit_trail.record("grant.revoked", grant=grant)
    return ended


def end_all_of(client: Client) -> int:
    """End every grant of ``client`` for its developer, and return how many there were.

    Those that an owner could still adopt are among them.
    """
    endable = or_(Grant.is_live, orphaned_grants.is_waiting())
    ending = _ending((Grant.client_id == client.id, endable), GrantStatus.REVOKED)
    # Numbers alone: a popular app has more grants than a process should hold as objects.
    unsynchronized = ending.execution_options(synchronize_session=False)
    ended = db.session.scalars(unsynchronized.returning(Grant.id)).all()
    connection_total.discard_count(client)
    audit_trail.record_each("grant.ended_by_developer", ended, client=client)
    audit_trail.record("client.authorizations_ended", client=client, count=len(ended))
    return len(ended)


def _end(conditions: Sequence[ColumnExpressionArgument[bool]], status: GrantStatus) -> list[Grant]:
    ending = _ending(conditions, status).execution_options(synchronize_session="fetch")
    return list(db.session.scalars(ending.returning(Grant)))


def _ending(conditions: Sequence[ColumnExpressionArgument[bool]], status: GrantStatus) -> Update:
    return update(Grant).where(*conditions).values(status=status, ended_at=clock.now())
