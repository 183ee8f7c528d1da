"""Finding grants: what a person allows, and what anyone allows for a team."""

from sqlalchemy import ColumnElement, func, select

from app.extensions import db
from app.models import secret
from app.models.client import Client
from app.models.grant import Grant, GrantTeam
from app.models.team import Team
from app.models.user import User

MAX_LISTED = 500


def list_of_user(user: User) -> list[Grant]:
    """What ``user`` allows now, newest first."""
    return _list_live(Grant.user_id == user.id)


def list_of_team(team: Team) -> list[Grant]:
    """What anyone allows now for ``team``, newest first."""
    on_team = select(GrantTeam.grant_id).where(GrantTeam.team_id == team.id)
    return _list_live(Grant.id.in_(on_team))


def list_standing(user: User, client: Client) -> list[Grant]:
    """What ``user`` allows ``client`` now, newest first."""
    return _list_live((Grant.user_id == user.id) & (Grant.client_id == client.id))


def count_of_user(user: User) -> int:
    """How many grants of ``user`` stand now, however many are listed."""
    standing = select(func.count()).select_from(Grant).where(Grant.user_id == user.id)
    return db.session.scalar(standing.where(Grant.stands())) or 0


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


def _list_live(condition: ColumnElement[bool]) -> list[Grant]:
    newest_first = (
        select(Grant)
        .where(condition, Grant.stands())
        .order_by(Grant.approved_at.desc(), Grant.id.desc())
    )
    return list(db.session.scalars(newest_first.limit(MAX_LISTED)))
