"""Whether an access token works, decided on live data by one statement.

A token works while its grant, client and user are active, the user is still a member of the
team, and neither the token nor its family has ended. It is looked up for each request, so that
every revocation takes effect at the next one, in every process.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from app.database.hot_reads import HotQuery
from app.database.transactions import start_writing
from app.extensions import db
from app.models.accounts import languages
from app.models.accounts.user import Profile
from app.models.clients.client import Client
from app.models.clients.client_status import PERSONAL
from app.models.credentials import dpop_key
from app.models.credentials.access_token import AccessToken
from app.models.grants import grant_state, grant_term
from app.models.grants.grant_state import COLUMNS, Fault
from app.models.teams.membership import PERMISSIONS, Role
from app.models.values import audience, clock, scopes, secret
from app.models.values.scopes import Permission


class TokenRow(NamedTuple):
    """A token with all that it depends on; in one row for each team of its grant."""

    grant_id: int
    id: int
    scopes: str
    issued_at: int
    expires_at: int
    revoked_at: int | None
    superseded_at: int | None
    ends_older: bool
    dpop_jkt: str | None
    audience: str | None
    family_revoked_at: int | None
    family_expires_at: int | None
    grant_public_id: str
    grant_scopes: str
    paused_until: int | None
    grant_status: str
    grant_expires_at: int | None
    client_status: str
    client_is_own: bool | None
    user_id: int | None
    disabled_at: int | None
    user_public_id: str | None
    user_name: str
    user_email: str
    user_locale: str
    user_timezone: str
    client_key: int
    client_id: str
    client_scopes: str
    token_in_query: bool
    team_id: int | None
    team_public_id: str
    slug: str
    team_name: str
    timezone: str
    change_seq: int
    forgotten_seq: int
    role: str | None


# Of the tables access_token a, "grant" g and client c, with these joins.
TOKEN_COLUMNS = f"""
g.id AS grant_id, a.id, a.scopes, a.issued_at, a.expires_at, a.revoked_at, a.superseded_at,
a.ends_older, a.dpop_jkt, a.audience,
f.revoked_at AS family_revoked_at, f.expires_at AS family_expires_at,
g.public_id AS grant_public_id, g.scopes AS grant_scopes, g.paused_until, {COLUMNS},
u.public_id AS user_public_id, u.name AS user_name, u.email AS user_email,
coalesce(u.locale, '{languages.DEFAULT}') AS user_locale, u.timezone AS user_timezone,
c.id AS client_key, c.client_id, c.scopes AS client_scopes, c.token_in_query,
t.id AS team_id, t.public_id AS team_public_id, t.slug, t.name AS team_name, t.timezone,
t.change_seq, t.forgotten_seq, m.role
"""
TOKEN_JOINS = f"""
LEFT JOIN token_family f ON f.id = a.family_id
LEFT JOIN user_account u ON u.id = g.user_id
LEFT JOIN grant_team gt ON gt.grant_id = g.id
LEFT JOIN team t ON t.id = gt.team_id
LEFT JOIN membership m
  ON m.team_id = gt.team_id AND m.user_id = g.user_id AND m.ended_at IS NULL
 AND (NOT t.forbids_personal_tokens OR c.source <> '{PERSONAL}')
"""
_FIND = HotQuery(
    f"""
    SELECT {TOKEN_COLUMNS}
      FROM access_token a JOIN "grant" g ON g.id = a.grant_id JOIN client c ON c.id = g.client_id
      {TOKEN_JOINS}
     WHERE a.digest = :digest
    """,
    TokenRow,
)


class LiveTeam(NamedTuple):
    """A team that the token covers, and its user's role there."""

    id: int
    public_id: str
    slug: str
    name: str
    timezone: str
    change_seq: int
    forgotten_seq: int  # the last change that its stream has forgotten
    role: str


class LiveToken(NamedTuple):
    """A token that works."""

    id: int
    issued_at: int
    expires_at: int
    grant_id: int
    grant_public_id: str
    client_key: int
    client_id: str
    token_in_query: bool
    user_id: int | None
    user_public_id: str | None
    user_name: str
    user_email: str
    user_locale: str
    user_timezone: str
    ends_older: bool
    dpop_jkt: str | None  # the key to which it is bound (RFC 9449)
    audience: str | None  # None: it works everywhere
    paused_until: int | None
    scopes: frozenset[str]
    permissions: frozenset[Permission]
    teams: tuple[LiveTeam, ...]

    @property
    def is_bound(self) -> bool:
        """Whether it is bound to a key."""
        return self.dpop_jkt is not None

    @property
    def is_paused(self) -> bool:
        """Whether its user has paused the app: it is valid, and the API refuses it for now."""
        return grant_term.is_paused(self.paused_until, clock.now())

    @property
    def profile(self) -> Profile | None:
        """Its user, as apps with profile:read may see them; None for a client's own token."""
        if self.user_public_id is None:
            return None
        seen = self.user_name, self.user_email, self.user_locale, self.user_timezone
        return Profile(self.user_public_id, *seen)

    def check_client(self, client: Client) -> bool:
        """Whether it was issued to ``client``."""
        return self.client_key == client.id

    def introspect(self) -> dict[str, Any]:
        """Return scope, client_id, sub (of a user), exp and iat for its client.

        ``paused_until`` is there during a pause, which leaves the token active: it was not revoked
        and will work again (RFC 7662 section 2.2).
        """
        members = {
            "scope": scopes.dump(self.scopes),
            "client_id": self.client_id,
            "sub": self.user_public_id,
            "exp": self.expires_at,
            "iat": self.issued_at,
            "paused_until": self.paused_until if self.is_paused else None,
            **audience.claim(self.audience),
            **dpop_key.confirmation(self.dpop_jkt),
        }
        return {name: value for name, value in members.items() if value is not None}

    def is_for(self, path: str) -> bool:
        """Whether ``path`` belongs to a resource that it is for."""
        return audience.covers(self.audience, path)

    def permits(self, permission: Permission, team: LiveTeam | None = None) -> bool:
        """Whether the scopes, and in ``team`` the user's role, permit it."""
        return self.permits_all((permission,), team)

    def permits_all(self, needs: Iterable[Permission], team: LiveTeam | None = None) -> bool:
        """Whether the scopes, and in ``team`` the user's role, permit all of them."""
        if not self.permissions.issuperset(needs):
            return False
        return team is None or _OF_ROLE[team.role].issuperset(needs)


_OF_ROLE = {role.value: PERMISSIONS[role] for role in Role}


@dataclass(frozen=True, slots=True)
class DeadToken:
    """A token that was issued and does not work; ``row`` holds its stored columns."""

    client_key: int
    client_id: str
    grant_id: int
    fault: Fault
    row: TokenRow

    @property
    def is_bound(self) -> bool:
        """Whether it was bound to a key."""
        return self.row.dpop_jkt is not None


def present(token: str) -> LiveToken | DeadToken | None:
    """The token with this text, which was presented; None when it was never issued.

    The first presentation of a direct token ends the older ones; that is the only thing ever
    written here.
    """
    result = look_up(token)
    if isinstance(result, LiveToken) and result.ends_older:
        _end_older(result)
    return result


def find(token: str) -> LiveToken | None:
    """The working token with this text, without counting as a use."""
    result = look_up(token)
    return result if isinstance(result, LiveToken) else None


def look_up(token: str) -> LiveToken | DeadToken | None:
    """As ``present``, without counting as a use."""
    if not secret.is_access_token(token):
        return None
    rows = _FIND.rows(digest=secret.digest(token))
    return judge(rows) if rows else None


def judge(rows: list[TokenRow]) -> LiveToken | DeadToken:
    """The token of these rows: one for each team, at least one."""
    row = rows[0]
    teams = tuple([team_of(row) for row in rows if row.role is not None])  # quicker than in steps
    fault = _find_fault(row, has_teams=bool(teams))
    if fault is not None:
        return DeadToken(row.client_key, row.client_id, row.grant_id, fault, row)
    return _live(row, teams)


def _find_fault(row: TokenRow, *, has_teams: bool) -> Fault | None:
    now = clock.now()
    if row.family_revoked_at is not None:
        return Fault.FAMILY_REVOKED
    if row.revoked_at is not None:
        return Fault.TOKEN_REVOKED
    if now >= row.expires_at or now >= (row.family_expires_at or row.expires_at):
        return Fault.TOKEN_EXPIRED
    if (fault := grant_state.find_fault(row, now)) is not None:
        return fault
    # The user may have left every team it was for.
    return Fault.MEMBER_LEFT if row.team_id is not None and not has_teams else None


@lru_cache(maxsize=1024)  # the same few combinations, over and over
def within_limits(
    of_token: str, of_grant: str, ceiling: str
) -> tuple[frozenset[str], frozenset[Permission]]:
    """The scopes of a credential, and its permissions, that grant and client's ceiling leave."""
    granted = scopes.parse(of_token)
    effective = scopes.within(granted, scopes.parse(of_grant), scopes.parse(ceiling))
    names = (granted & effective) | (granted & scopes.OF_CLIENTS)
    return names, scopes.permissions(effective)


def _live(row: TokenRow, teams: tuple[LiveTeam, ...]) -> LiveToken:
    limits = within_limits(row.scopes, row.grant_scopes, row.client_scopes)
    values: tuple[Any, ...] = (*_stored(row), *limits, teams)
    return LiveToken(*values)


# The fields that are columns of the row as they are.
_stored = attrgetter(*LiveToken._fields[:-3])


def team_of(row: Any) -> LiveTeam:
    """The team of a row that was read, of a token or of a feed link."""
    return LiveTeam(*_team_columns(row))


_team_columns = attrgetter(
    *("team_id", "team_public_id", "slug", "team_name"),
    *("timezone", "change_seq", "forgotten_seq", "role"),
)


def _end_older(live: LiveToken) -> None:
    start_writing()
    AccessToken.end_older(live.id, live.grant_id)
    db.session.commit()
