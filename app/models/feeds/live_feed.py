"""Whether a private feed link works, decided on live data by one statement.

One that an app made works exactly while the tokens of its grant could: see live_token.py.
"""

from dataclasses import dataclass
from typing import NamedTuple

from app.database.hot_reads import HotQuery
from app.models.clients.client_lifecycle import is_undeletable
from app.models.clients.client_status import PERSONAL, Status
from app.models.credentials import live_token
from app.models.credentials.live_token import LiveTeam
from app.models.event_queries.event_filter import EventFilter
from app.models.events.event_audience import Audience
from app.models.grants import grant_state, grant_term
from app.models.grants.grant_state import COLUMNS
from app.models.teams.membership import EDITORS
from app.models.values import clock, scopes, secret
from app.models.values.scopes import Permission


class FeedRow(NamedTuple):
    """A link with all that it depends on."""

    id: int
    public_id: str
    audience: str
    tag: str | None
    status: str | None
    revoked_at: int | None
    grant_id: int | None
    grant_public_id: str | None
    grant_scopes: str
    grant_status: str
    grant_expires_at: int | None
    client_status: str
    client_is_own: bool | None
    user_id: int
    disabled_at: int | None
    paused_until: int | None
    client_key: int | None
    client_scopes: str
    client_deleted_at: int | None
    status_before_deletion: str | None
    team_id: int
    team_public_id: str
    slug: str
    team_name: str
    timezone: str
    change_seq: int
    forgotten_seq: int
    team_deleted_at: int | None
    is_forbidden: bool | None
    granted_team_id: int | None
    role: str
    membership_ended_at: int | None


_FIND = HotQuery(
    f"""
SELECT l.id, l.public_id, l.audience, l.tag, l.status, l.revoked_at, l.grant_id,
       g.public_id AS grant_public_id, g.scopes AS grant_scopes, {COLUMNS}, g.paused_until,
       c.id AS client_key, c.scopes AS client_scopes, c.deleted_at AS client_deleted_at,
       c.status_before_deletion, t.id AS team_id, t.public_id AS team_public_id, t.slug,
       t.name AS team_name, t.timezone, t.change_seq, t.forgotten_seq,
       t.deleted_at AS team_deleted_at,
       t.forbids_personal_tokens AND c.source = '{PERSONAL}' AS is_forbidden,
       gt.team_id AS granted_team_id, m.role, m.ended_at AS membership_ended_at
  FROM feed_link l
  JOIN membership m ON m.id = l.membership_id
  JOIN user_account u ON u.id = m.user_id
  JOIN team t ON t.id = l.team_id
  LEFT JOIN "grant" g ON g.id = l.grant_id
  LEFT JOIN client c ON c.id = g.client_id
  LEFT JOIN grant_team gt ON gt.grant_id = l.grant_id AND gt.team_id = l.team_id
 WHERE l.digest = :digest
""",
    FeedRow,
)


@dataclass(frozen=True, slots=True)
class LiveFeed:
    """A private link as it is at this moment; one that ``works`` is answered.

    One that ``is_over`` never works again. One that is neither is
    paused: what it depends on may come back.
    """

    id: int
    public_id: str
    works: bool
    is_over: bool
    team: LiveTeam
    is_team_deleted: bool
    audience: Audience
    filter: EventFilter
    grant_id: int | None
    grant_public_id: str | None
    client_key: int | None


def find(key: str) -> LiveFeed | None:
    """The link with this key, whether it works or has ended; None for a key of none."""
    if not secret.is_well_formed(secret.Kind.FEED_KEY, key):
        return None
    row = _FIND.first(digest=secret.digest(key))
    if row is None:
        return None
    return LiveFeed(
        id=row.id,
        public_id=row.public_id,
        works=_works(row),
        is_over=_is_over(row),
        team=live_token.team_of(row),
        is_team_deleted=row.team_deleted_at is not None,
        audience=Audience(row.audience),
        filter=EventFilter(tag=row.tag, status=row.status),
        grant_id=row.grant_id,
        grant_public_id=row.grant_public_id,
        client_key=row.client_key,
    )


def _is_over(row: FeedRow) -> bool:
    ends = (row.revoked_at, row.membership_ended_at, row.team_deleted_at)
    if any(end is not None for end in ends):
        return True
    if row.grant_id is None:
        return False
    is_live = grant_state.is_live(row.grant_status, row.grant_expires_at, clock.now())
    return not is_live or _is_client_forgotten(row)


def _is_client_forgotten(row: FeedRow) -> bool:
    """Whether its client is deleted and cannot be brought back."""
    deletion = row.client_status, row.status_before_deletion, row.client_deleted_at
    return row.client_status == Status.DELETED and not is_undeletable(*deletion)


def _works(row: FeedRow) -> bool:
    if _is_over(row):
        return False
    if row.grant_id is None:
        return row.role in EDITORS and row.disabled_at is None
    if grant_term.is_paused(row.paused_until, clock.now()):
        return False
    return grant_state.find_fault(row, clock.now()) is None and _may_read_events(row)


def _may_read_events(row: FeedRow) -> bool:
    # The grant may have been replaced by one for other teams.
    if row.granted_team_id is None or row.is_forbidden:
        return False
    least = scopes.giving(Permission.READ_EVENTS)
    _names, permissions = live_token.within_limits(least, row.grant_scopes, row.client_scopes)
    return Permission.READ_EVENTS in permissions
