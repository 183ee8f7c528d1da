"""Whether a grant is usable now: one rule for models and for rows of raw SQL."""

from enum import StrEnum
from typing import NamedTuple, Protocol

from app.models.clients import client_status


class GrantStatus(StrEnum):
    """Only an active grant may be used. Orphaned: the user who gave it lost the role it needs."""

    ACTIVE = "active"
    REVOKED = "revoked"
    EXPIRED = "expired"
    ORPHANED = "orphaned"


class GrantState(NamedTuple):
    """What the rule depends on."""

    grant_status: str
    grant_expires_at: int | None
    client_status: str
    client_is_own: bool | None  # looked up for a pending client alone
    user_id: int | None
    disabled_at: int | None


class GrantStateRow(Protocol):
    """A GrantState, or a row that was read with COLUMNS, which have the same names."""

    @property
    def grant_status(self) -> str:
        """One of GrantStatus."""

    @property
    def grant_expires_at(self) -> int | None:
        """When the grant ends by itself."""

    @property
    def client_status(self) -> str:
        """The state of the client's review."""

    @property
    def client_is_own(self) -> bool | None:
        """Whether the user develops a pending client."""

    @property
    def disabled_at(self) -> int | None:
        """Since when the user may do nothing."""


# Of the tables "grant" g, client c and user_account u.
COLUMNS = """
g.status AS grant_status, g.expires_at AS grant_expires_at, c.status AS client_status,
CASE WHEN c.status = 'pending' THEN c.owner_id = u.id OR EXISTS (
       SELECT 1 FROM developer_membership dm
        WHERE dm.team_id = c.owner_team_id AND dm.user_id = u.id AND dm.ended_at IS NULL)
     END AS client_is_own,
u.id AS user_id, u.disabled_at
"""


class Fault(StrEnum):
    """Why a grant, or a credential issued under it, may not be used."""

    GRANT_ENDED = "grant ended"
    CLIENT_UNAVAILABLE = "client unavailable"
    USER_DISABLED = "user disabled"
    FAMILY_REVOKED = "family revoked"
    TOKEN_REVOKED = "token revoked"
    TOKEN_EXPIRED = "token expired"
    MEMBER_LEFT = "member left"


def is_live(status: str, expires_at: int | None, now: int) -> bool:
    """Whether a grant is active and not expired."""
    return status == GrantStatus.ACTIVE and (expires_at is None or now < expires_at)


def find_fault(state: GrantStateRow, now: int) -> Fault | None:
    """The first reason why nothing may be issued or used under the grant; None when it may."""
    if not is_live(state.grant_status, state.grant_expires_at, now):
        return Fault.GRANT_ENDED
    if not client_status.is_available(state.client_status, is_own=bool(state.client_is_own)):
        return Fault.CLIENT_UNAVAILABLE
    return None if state.disabled_at is None else Fault.USER_DISABLED
