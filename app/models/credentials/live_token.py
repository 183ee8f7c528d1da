"""Whether an access token works, decided on live data by one statement.

A token works when its grant stands, its client serves its person, who is enabled and still a
member of the team, and neither it nor its family has ended (invariants 1
and 2 of docs/reference/invariants.md). Nothing is cached: a revocation holds at the next request.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row

from app.database.connections import read_rows
from app.database.transactions import start_writing
from app.extensions import db
from app.models.credentials.access_token import AccessToken
from app.models.credentials.refresh_token import mark_successor_seen
from app.models.teams.membership import PERMISSIONS, Role
from app.models.values import clock, scopes, secret
from app.models.values.scopes import Permission

if TYPE_CHECKING:
    from app.models.clients.client import Client

_FIND = """
SELECT a.id, a.scopes, a.issued_at, a.expires_at, a.revoked_at, a.unused_successor_of, a.ends_older,
       f.revoked_at AS family_revoked_at, f.expires_at AS family_expires_at,
       g.id AS grant_id, g.public_id AS grant_public_id, g.scopes AS grant_scopes,
       g.status AS grant_status, g.expires_at AS grant_expires_at,
       c.id AS client_key, c.client_id, c.name AS client_name, c.status AS client_status,
       c.owner_id AS client_owner_id, c.scopes AS client_scopes, c.token_in_query,
       u.id AS user_id, u.public_id AS user_public_id, u.disabled_at,
       t.id AS team_id, t.public_id AS team_public_id, t.slug, t.name AS team_name,
       t.timezone, t.change_seq, m.role
  FROM access_token a
  JOIN "grant" g ON g.id = a.grant_id
  JOIN client c ON c.id = g.client_id
  LEFT JOIN token_family f ON f.id = a.family_id
  LEFT JOIN user_account u ON u.id = g.user_id
  LEFT JOIN grant_team gt ON gt.grant_id = g.id
  LEFT JOIN team t ON t.id = gt.team_id
  LEFT JOIN membership m
    ON m.team_id = gt.team_id AND m.user_id = g.user_id AND m.ended_at IS NULL
 WHERE a.digest = :digest
"""


@dataclass(frozen=True, slots=True)
class LiveTeam:
    """A team the token reaches, and what its person may do there."""

    id: int
    public_id: str
    slug: str
    name: str
    timezone: str
    change_seq: int
    role: str


@dataclass(frozen=True, slots=True)
class LiveToken:
    """A token that works at this moment."""

    id: int
    scopes: frozenset[str]
    permissions: frozenset[Permission]
    issued_at: int
    expires_at: int
    grant_id: int
    grant_public_id: str
    client_key: int
    client_id: str
    client_name: str
    token_in_query: bool
    user_id: int | None
    user_public_id: str | None
    unused_successor_of: int | None
    ends_older: bool
    teams: tuple[LiveTeam, ...]

    def check_client(self, client: "Client") -> bool:
        """Whether ``client`` is the one it was issued to."""
        return self.client_key == client.id

    def introspect(self) -> dict[str, Any]:
        """What its client may be told: scope, client_id, sub (a person's), exp and iat."""
        members = {
            "scope": scopes.dump(self.scopes),
            "client_id": self.client_id,
            "sub": self.user_public_id,
            "exp": self.expires_at,
            "iat": self.issued_at,
        }
        return {name: value for name, value in members.items() if value is not None}

    def permits(self, permission: Permission, team: LiveTeam | None = None) -> bool:
        """Whether the scopes, and in ``team`` the person's role, permit it."""
        if permission not in self.permissions:
            return False
        return team is None or permission in PERMISSIONS[Role(team.role)]


def find(token: str) -> LiveToken | None:
    """The live token with this text, presented to us; None when there is none or it is dead.

    The first presentation of a refreshed token ends the time in which the refresh may be
    retried; that is the only thing ever written here.
    """
    live = look_up(token)
    if live is not None and (live.ends_older or live.unused_successor_of is not None):
        _mark_first_use(live)
    return live


def look_up(token: str) -> LiveToken | None:
    """The same, without counting as a use: somebody only asks about the token."""
    rows = read(token)
    if not rows or not _works(rows[0]):
        return None
    teams = tuple(team_of(row) for row in rows if row.role is not None)
    if rows[0].team_id is not None and not teams:
        return None  # the person left every team it was for
    return _live(rows[0], teams)


def read(token: str) -> list[Row[Any]]:
    """What is stored of the token with this text, live or not: a row a team, or one; [] if none."""
    if not secret.is_well_formed(secret.Kind.ACCESS_TOKEN, token):
        return []
    return read_rows(_FIND, {"digest": secret.digest(token)})


def _works(row: Row[Any]) -> bool:
    now = clock.now()
    return (
        row.revoked_at is None
        and now < row.expires_at
        and row.family_revoked_at is None
        and (row.family_expires_at is None or now < row.family_expires_at)
        and grant_stands(row)
    )


def grant_stands(row: Row[Any]) -> bool:
    """Whether the grant of a row that was read stands, with its client and its person."""
    return (
        row.grant_status == "active"
        and (row.grant_expires_at is None or clock.now() < row.grant_expires_at)
        and serves(row)
        and row.disabled_at is None
    )


@lru_cache(maxsize=1024)  # the same few combinations, over and over
def within_limits(
    of_token: str, of_grant: str, ceiling: str
) -> tuple[frozenset[str], frozenset[Permission]]:
    """The scopes of a credential, and its permissions, that grant and client's ceiling leave."""
    granted = scopes.parse(of_token)
    effective = scopes.within(granted, scopes.parse(of_grant), scopes.parse(ceiling))
    return granted & effective, scopes.permissions(effective)


def serves(row: Row[Any]) -> bool:
    """Whether the client of a row that was read serves its person (as Client.serves says)."""
    if row.client_status == "pending":
        return row.user_id is not None and row.user_id == row.client_owner_id
    return bool(row.client_status == "live")


def _live(row: Row[Any], teams: tuple[LiveTeam, ...]) -> LiveToken:
    names, permissions = within_limits(row.scopes, row.grant_scopes, row.client_scopes)
    return LiveToken(
        id=row.id,
        scopes=names,
        permissions=permissions,
        issued_at=row.issued_at,
        expires_at=row.expires_at,
        grant_id=row.grant_id,
        grant_public_id=row.grant_public_id,
        client_key=row.client_key,
        client_id=row.client_id,
        client_name=row.client_name,
        token_in_query=bool(row.token_in_query),
        user_id=row.user_id,
        user_public_id=row.user_public_id,
        unused_successor_of=row.unused_successor_of,
        ends_older=bool(row.ends_older),
        teams=teams,
    )


def team_of(row: Row[Any]) -> LiveTeam:
    """The team of a row that was read."""
    return LiveTeam(
        row.team_id,
        row.team_public_id,
        row.slug,
        row.team_name,
        row.timezone,
        row.change_seq,
        row.role,
    )


def _mark_first_use(live: LiveToken) -> None:
    start_writing()
    if live.unused_successor_of is not None:
        mark_successor_seen(live.unused_successor_of)
    if live.ends_older:
        AccessToken.end_older(live.id, live.grant_id)
    db.session.commit()
