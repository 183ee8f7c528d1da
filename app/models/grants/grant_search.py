"""Finding grants: those that a user gave, and those that anyone gave for a team."""

from sqlalchemy import ColumnElement, distinct, false, func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.database.keyset import Page, Position, read_page
from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.grants.grant import Grant, GrantTeam
from app.models.teams.team import Team
from app.models.values import names, secret

MAX_LISTED = 500


def of_user(user: User, client: Client | None = None) -> ColumnElement[bool]:
    """The condition for what ``user`` allows: to any client, or to ``client``."""
    by_user = Grant.user_id == user.id
    return by_user if client is None else by_user & (Grant.client_id == client.id)


def of_team(team: Team) -> ColumnElement[bool]:
    """The condition for what anyone allows for ``team``."""
    return Grant.id.in_(select(GrantTeam.grant_id).where(GrantTeam.team_id == team.id))


def list_expiring(condition: ColumnElement[bool], *, until: int, limit: int) -> list[Grant]:
    """The live grants that expire ``until`` then, soonest first."""
    expiring = select(Grant).where(condition, Grant.is_live, Grant.expires_at <= until)
    soonest = expiring.options(joinedload(Grant.client)).order_by(Grant.expires_at, Grant.id)
    return list(db.session.scalars(soonest.limit(limit)))


def page(
    condition: ColumnElement[bool],
    *,
    query: str = "",
    unused_since: int | None = None,
    after: Position | None = None,
) -> Page[Grant]:
    """A page of the live grants, last used first; ``query`` is part of the app's name."""
    grants = select(Grant).where(condition, Grant.is_live).options(*shown_with())
    if query:
        key = names.key(query)
        by_name = Client.name_key.contains(key, autoescape=True) if key else false()
        grants = grants.join(Grant.client).where(by_name)
    if unused_since is not None:
        grants = grants.where(Grant.active_at < unused_since)
    return read_page(grants, Grant.active_at, Grant.id, after=after)


def shown_with() -> tuple[ExecutableOption, ...]:
    """What lists of grants show of other rows."""
    return (
        joinedload(Grant.client).joinedload(Client.owner_person),
        joinedload(Grant.client).joinedload(Client.owner_team),
        joinedload(Grant.user),
        selectinload(Grant.teams),
    )


def count(condition: ColumnElement[bool]) -> int:
    """How many of the grants are live."""
    live = select(func.count()).select_from(Grant).where(condition, Grant.is_live)
    return db.session.scalar(live) or 0


def count_apps(condition: ColumnElement[bool]) -> int:
    """How many apps have one of the live grants."""
    apps = select(func.count(distinct(Grant.client_id))).where(condition, Grant.is_live)
    return db.session.scalar(apps) or 0


def find(condition: ColumnElement[bool], public_id: str) -> Grant | None:
    """The grant with this id, live or not."""
    if not secret.is_public_id("grt_", public_id):
        return None
    return db.session.scalar(select(Grant).where(condition, Grant.public_id == public_id))
