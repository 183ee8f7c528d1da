"""The apps connected to one team, each with everything that members allow it there."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from app.database.keyset import Page, Position
from app.extensions import db
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.clients.client_status import PERSONAL
from app.models.grants import grant_search, orphaned_grants
from app.models.grants.grant import Grant, GrantTeam
from app.models.grants.grant_state import GrantStatus
from app.models.teams.team import Team
from app.models.values import clock


@dataclass(frozen=True)
class Connection:
    """An app, and the live grants that members gave it for the team, last used first."""

    client: Client
    grants: Sequence[Grant]


def page(
    team: Team, *, query: str = "", unused_since: int | None = None, after: Position | None = None
) -> tuple[Sequence[Connection], Page[Grant]]:
    """A page of the apps, last used first, with the grants that decide about their order."""
    latest = grant_search.of_team(team) & ~_is_followed(team)
    leading = grant_search.page(latest, query=query, unused_since=unused_since, after=after)
    grants = _list_live(team, [grant.client_id for grant in leading.rows])
    return [
        Connection(first.client, [grant for grant in grants if grant.client_id == first.client_id])
        for first in leading.rows
    ], leading


def find(team: Team, client: Client) -> Connection | None:
    """The app's connection to the team; None when it has no live grant there."""
    grants = _list_live(team, [client.id])
    return Connection(client, grants) if grants else None


def list_unreviewed(team: Team) -> Sequence[Client]:
    """The connected apps that no operator reviewed, by name."""
    connected = select(Grant.client_id).where(grant_search.of_team(team), Grant.is_live)
    is_app = Client.source != PERSONAL
    unreviewed = select(Client).where(
        Client.id.in_(connected), Client.reviewed_at.is_(None), is_app
    )
    return db.session.scalars(unreviewed.order_by(Client.name_key).limit(100)).all()


def disconnect(team: Team, client: Client) -> Sequence[Grant]:
    """Take ``team`` from everything that ``client`` may use, and return those grants.

    Grants for the team alone are revoked, those that wait to be adopted among them; others go on
    for their other teams.
    """
    ending = or_(Grant.status == GrantStatus.ACTIVE, orphaned_grants.is_waiting())
    of_app = select(Grant).where(grant_search.of_team(team), Grant.client_id == client.id, ending)
    locked = of_app.order_by(Grant.id).with_for_update().execution_options(populate_existing=True)
    grants = db.session.scalars(locked).all()
    for grant in grants:
        if grant.is_live and len(grant.teams) > 1:
            grant.lose(team)
        else:
            grant.revoke(team)
    if grants:
        audit_trail.record("team.app_disconnected", client=client, team=team, count=len(grants))
    return grants


def _list_live(team: Team, client_ids: Sequence[int]) -> Sequence[Grant]:
    values = {"team": team.id, "clients": list(client_ids), "now": clock.now()}
    return db.session.scalars(_live_of_clients(), values).all()


@cache  # building a statement takes as long as running it
def _live_of_clients() -> "Select[Grant]":
    on_team = select(GrantTeam.grant_id).where(GrantTeam.team_id == bindparam("team"))
    of_clients = Grant.client_id.in_(bindparam("clients", expanding=True))
    is_live = Grant.is_live_at(bindparam("now"))
    live = select(Grant).where(Grant.id.in_(on_team), of_clients, is_live)
    ordered = live.order_by(Grant.active_at.desc(), Grant.id.desc())
    return ordered.options(*grant_search.shown_with()).limit(grant_search.MAX_LISTED)


@cache  # making one takes a thousand calls
def _aliases() -> tuple[type[Grant], type[GrantTeam]]:
    return aliased(Grant), aliased(GrantTeam)


def _is_followed(team: Team) -> ColumnElement[bool]:
    """Whether the same app has a grant for ``team`` that was used later."""
    later, of_later = _aliases()
    is_later = or_(
        later.active_at > Grant.active_at,
        and_(later.active_at == Grant.active_at, later.id > Grant.id),
    )
    on_team = exists().where(of_later.grant_id == later.id, of_later.team_id == team.id)
    return exists().where(later.client_id == Grant.client_id, later.is_live, is_later, on_team)
