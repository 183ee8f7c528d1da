"""Orphaned grants: what waits for another owner of the team to adopt it.

A grant is orphaned when its user no longer owns its team. It ends for good after ORPHAN_LIFETIME.
While an account is disabled its grants have stopped, too: another owner may adopt one meanwhile,
or they work again once the account is enabled.
"""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from app.config import settings
from app.database.batches import SIZE
from app.database.slices import Slices
from app.database.transactions import rows_changed
from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.clients.client_status import PERSONAL
from app.models.grants import grant_search
from app.models.grants.grant import Grant, GrantTeam, key_apart, key_of
from app.models.grants.grant_state import GrantStatus
from app.models.teams.team import Team
from app.models.values import clock, scopes
from app.models.values.scopes import TEAM_PERMISSIONS

MAX_LISTED = 100
OFFLINE = "offline_access"
Moment = int | BindParameter[int]  # epoch seconds


def is_waiting() -> ColumnElement[bool]:
    """The SQL condition for a grant that an owner may adopt: an app's, not a personal token."""
    now = clock.now()
    return _is_waiting(now - settings().orphan_lifetime, now)


def _is_waiting(since: Moment, now: Moment) -> ColumnElement[bool]:
    disabled = exists().where(User.id == Grant.user_id, User.disabled_at.is_not(None))
    for_one_team = Grant.team_key.not_like("%,%")
    personal = select(Client.id).where(Client.source == PERSONAL)
    return and_(
        Grant.client_id.not_in(personal),
        or_(
            and_(Grant.status == GrantStatus.ORPHANED, Grant.ended_at > since),
            and_(Grant.is_live_at(now), for_one_team, disabled),
        ),
    )


def list_of_team(team: Team, client: Client | None = None) -> Sequence[Grant]:
    """The grants for ``team``, if given of ``client``, that its owners may adopt; newest first."""
    return _list((team.id,), *(() if client is None else (Grant.client_id == client.id,)))


def list_for_owner(teams: Sequence[Team]) -> Sequence[Grant]:
    """Those of all ``teams``."""
    return _list([team.id for team in teams]) if teams else []


def find_of_team(team: Team, public_id: str) -> Grant | None:
    """The grant with this id, if it waits for an owner of ``team``."""
    return next((grant for grant in list_of_team(team) if grant.public_id == public_id), None)


def inherited(grant: Grant) -> frozenset[str]:
    """The scopes that pass to the owner who adopts ``grant``: those for the team.

    Those for its user's own data and sign-in do not: the app may ask the new user for them.
    """
    ceiling = scopes.parse(grant.client.scopes)
    allowed = scopes.within(scopes.parse(grant.scopes), ceiling)
    # The wider names stay as they were granted, such as crm_manage.
    names = {name for name in scopes.parse(grant.scopes) if name in allowed} or allowed
    of_team = frozenset(name for name in names if _is_of_team(name))
    kept = {OFFLINE} & scopes.parse(grant.scopes) if of_team else set()
    return of_team | kept


def adopt(grant: Grant, team: Team, *, by: User, names: frozenset[str]) -> bool:
    """Make ``grant`` one of the owner ``by``, for ``team`` alone and with the scopes ``names``.

    True for exactly one caller, however many adopt, revoke or expire it at once.
    """
    former_id = grant.user_id
    taking = (
        update(Grant)
        .where(Grant.id == grant.id, Grant.user_id == former_id, is_waiting())
        .values(
            user_id=by.id,
            status=GrantStatus.ACTIVE,
            scopes=scopes.dump(names),
            ended_at=None,
            paused_until=None,
            adopted_at=clock.now(),
            adopted_from_id=former_id,
        )
        .execution_options(synchronize_session=False)
    )
    try:
        with db.session.begin_nested():
            is_taken = rows_changed(taking.values(team_key=key_of([team])))
    except IntegrityError:  # the owner has connected the app to the team already
        is_taken = rows_changed(taking.values(team_key=key_apart([team])))
    if not is_taken:
        return False
    db.session.refresh(grant)
    grant.teams = [team]
    grant.begin_term()
    facts = {"scopes": scopes.dump(names)}
    audit_trail.record(
        "grant.adopted", facts, actor=by, team=team, grant=grant, subject=grant.adopted_from
    )
    return True


def decline(grant: Grant, team: Team) -> None:
    """Record that an owner of ``team`` did not adopt ``grant``, which goes on waiting."""
    audit_trail.record("consent.denied", team=team, grant=grant)


def expire(slices: Slices) -> int:
    """End what no owner adopted within ORPHAN_LIFETIME, and return how many there were."""
    since = clock.now() - settings().orphan_lifetime
    return slices.repeat(lambda: _expire_some(since))


def _expire_some(since: int) -> int:
    is_over = (Grant.status == GrantStatus.ORPHANED, Grant.ended_at <= since)
    some = select(Grant.id).where(*is_over).limit(SIZE)
    ended = db.session.execute(
        update(Grant)
        .where(Grant.id.in_(some), *is_over)
        .values(status=GrantStatus.EXPIRED)
        .returning(Grant.id, Grant.client_id)
        .execution_options(synchronize_session=False)
    ).all()
    for grant in ended:
        audit_trail.record("grant.expired", grant=grant)
    return len(ended)


def ends_at(grant: Grant) -> int | None:
    """When it ends for good unless adopted; None while only its user's account is disabled."""
    return None if grant.ended_at is None else grant.ended_at + settings().orphan_lifetime


def _list(team_ids: Sequence[int], *conditions: ColumnElement[bool]) -> Sequence[Grant]:
    now = clock.now()
    values = {"teams": list(team_ids), "since": now - settings().orphan_lifetime, "now": now}
    waiting = _waiting_on_teams().where(*conditions) if conditions else _waiting_on_teams()
    return db.session.scalars(waiting, values).all()


@cache  # building a statement takes as long as running it
def _waiting_on_teams() -> "Select[Grant]":
    on_team = select(GrantTeam.grant_id).where(
        GrantTeam.team_id.in_(bindparam("teams", expanding=True))
    )
    is_waiting = _is_waiting(bindparam("since"), bindparam("now"))
    waiting = select(Grant).where(Grant.id.in_(on_team), is_waiting)
    newest_first = waiting.order_by(Grant.ended_at.desc(), Grant.id.desc())
    return newest_first.options(*grant_search.shown_with()).limit(MAX_LISTED)


def _is_of_team(name: str) -> bool:
    scope = scopes.SCOPES.get(name)
    return scope is not None and scope.needs_team and scope.permissions <= TEAM_PERMISSIONS
