"""Finding grants: what a person allows, and what anyone allows for a team."""

from sqlalchemy import ColumnElement, distinct, false, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.database.keyset import Page, Position, read_page
from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.client_metadata import name_key
from app.models.grants.grant import Grant, GrantTeam
from app.models.teams.team import Team
from app.models.values import secret

MAX_LISTED = 500


def list_of_user(user: User) -> list[Grant]:
    """What ``user`` allows now, newest first."""
    return _list_live(Grant.user_id == user.id)


def list_of_team(team: Team) -> list[Grant]:
    """What anyone allows now for ``team``, newest first."""
    on_team = select(GrantTeam.grant_id).where(GrantTeam.team_id == team.id)
    return _list_live(Grant.id.in_(on_team))


def page_of_user(
    user: User, *, query: str = "", unused_since: int | None = None, after: Position | None = None
) -> Page[Grant]:
    """What ``user`` allows now, last used first."""
    return _read_page(Grant.user_id == user.id, query, unused_since, after)


def page_of_team(
    team: Team, *, query: str = "", unused_since: int | None = None, after: Position | None = None
) -> Page[Grant]:
    """What anyone allows now for ``team``, last used first."""
    on_team = select(GrantTeam.grant_id).where(GrantTeam.team_id == team.id)
    return _read_page(Grant.id.in_(on_team), query, unused_since, after)


def list_standing(user: User, client: Client) -> list[Grant]:
    """What ``user`` allows ``client`` now, newest first."""
    return _list_live((Grant.user_id == user.id) & (Grant.client_id == client.id))


def count_of_user(user: User) -> int:
    """How many grants of ``user`` stand now, however many are listed."""
    standing = select(func.count()).select_from(Grant).where(Grant.user_id == user.id)
    return db.session.scalar(standing.where(Grant.is_live)) or 0


def count_apps_of_user(user: User) -> int:
    """How many apps ``user`` allows something now."""
    return _count_apps(Grant.user_id == user.id)


def count_apps_of_team(team: Team) -> int:
    """How many apps anyone on ``team`` lets in now."""
    on_team = select(GrantTeam.grant_id).where(GrantTeam.team_id == team.id)
    return _count_apps(Grant.id.in_(on_team))


def find_of_user(user: User, public_id: str) -> Grant | None:
    """The person's own grant with this id, live or not."""
    if not secret.is_public_id("grt_", public_id):
        return None
    return db.session.scalar(
        select(Grant).where(Grant.public_id == public_id, Grant.user_id == user.id)
    )


def find_of_team(team: Team, public_id: str) -> Grant | None:
    """The grant with this id that is for ``team``, whoever gave it."""
    if not secret.is_public_id("grt_", public_id):
        return None
    return db.session.scalar(
        select(Grant)
        .join(GrantTeam)
        .where(Grant.public_id == public_id, GrantTeam.team_id == team.id)
    )


def _count_apps(condition: ColumnElement[bool]) -> int:
    apps = select(func.count(distinct(Grant.client_id))).where(condition, Grant.is_live)
    return db.session.scalar(apps) or 0


def _read_page(
    condition: ColumnElement[bool], query: str, unused_since: int | None, after: Position | None
) -> Page[Grant]:
    names = (joinedload(Grant.client).joinedload(Client.owner), joinedload(Grant.user))
    found = select(Grant).where(condition, Grant.is_live).options(*names, selectinload(Grant.teams))
    if query:
        key = name_key(query)
        by_name = Client.name_key.contains(key, autoescape=True) if key else false()
        found = found.join(Grant.client).where(by_name)
    if unused_since is not None:
        found = found.where(Grant.active_at < unused_since)
    return read_page(found, Grant.active_at, Grant.id, after=after)


def _list_live(condition: ColumnElement[bool]) -> list[Grant]:
    newest_first = (
        select(Grant)
        .where(condition, Grant.is_live)
        .order_by(Grant.approved_at.desc(), Grant.id.desc())
    )
    return list(db.session.scalars(newest_first.limit(MAX_LISTED)))
