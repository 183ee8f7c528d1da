"""Explains why an authorization code, refresh token or access token is no longer valid."""

from typing import NamedTuple

from app.database.hot_reads import HotQuery
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.live_token import DeadToken
from app.models.credentials.refresh_token import RefreshToken
from app.models.flow_doctor.diagnosis import Diagnosis, Reason, because
from app.models.grants import grant_state
from app.models.grants.grant import Grant
from app.models.grants.grant_state import Fault, GrantStateRow, GrantStatus
from app.models.values import clock

# What revoked a family of tokens, by the action in the audit trail.
ENDERS = {
    "token.revoked": "app",
    "refresh_token.reused": "reuse",
    "authorization_code.replayed": "replay",
}
OF_STATUS = {
    Status.SUSPENDED: Reason.APP_SUSPENDED,
    Status.PENDING: Reason.APP_PENDING,
    Status.REFUSED: Reason.APP_REFUSED,
}


class EndRow(NamedTuple):
    """What an act in the audit trail was."""

    action: str


_WHO_ENDED = HotQuery(
    """
SELECT action FROM audit_event
 WHERE grant_id = :grant_id AND at BETWEEN :at - 2 AND :at + 2
   AND action IN ('token.revoked', 'refresh_token.reused', 'authorization_code.replayed')
 ORDER BY at DESC, id DESC LIMIT 1
""",
    EndRow,
)


def of_code(code: AuthorizationCode) -> Diagnosis:
    """Return why ``code`` was refused to its client."""
    if code.used_at is not None:
        return because(Reason.CODE_USED, at=code.used_at)
    if code.is_expired:
        return because(Reason.CODE_EXPIRED, seconds=clock.now() - code.expires_at)
    if not code.scopes:
        return because(Reason.GRANT_NARROWED)
    return of_grant(code.grant)


def of_grant(grant: Grant) -> Diagnosis:
    """Return why nothing may be issued under ``grant``, which is not usable."""
    return _of_fault(grant_state.find_fault(grant.state, clock.now()), grant.state)


def of_refresh_token(token: RefreshToken | None, client: Client) -> Diagnosis:
    """Return why ``token`` was refused to ``client``; another client's token is unknown."""
    if token is None or not token.check_client(client):
        return because(Reason.REFRESH_UNKNOWN)
    family = token.family
    if family.revoked_at is not None:
        by = _who_ended(family.grant_id, family.revoked_at)
        return because(Reason.FAMILY_ENDED, by=by, at=family.revoked_at)
    ended = min(token.expires_at, family.expires_at)
    if clock.now() >= ended:
        return because(Reason.REFRESH_EXPIRED, seconds=clock.now() - ended)
    return of_grant(family.grant)


def of_access_token(token: DeadToken) -> Diagnosis:
    """Return why ``token`` does not work."""
    row = token.row
    if row.family_revoked_at is not None:  # the first fault of all
        by = _who_ended(row.grant_id, row.family_revoked_at)
        return because(Reason.TOKEN_REVOKED, by=by, at=row.family_revoked_at)
    if row.revoked_at is not None:
        return because(Reason.TOKEN_REPLACED, at=row.revoked_at)
    if token.fault is Fault.TOKEN_EXPIRED and row.superseded_at is not None:
        return because(Reason.TOKEN_REPLACED, at=row.superseded_at)
    if token.fault is Fault.TOKEN_EXPIRED:
        expired_at = min(row.expires_at, row.family_expires_at or row.expires_at)
        return because(Reason.TOKEN_EXPIRED, seconds=clock.now() - expired_at)
    return _of_fault(token.fault, row)


def _of_fault(fault: Fault | None, state: GrantStateRow) -> Diagnosis:
    if fault is Fault.GRANT_ENDED:
        is_active = state.grant_status == GrantStatus.ACTIVE
        return because(Reason.GRANT_ENDED, how="expired" if is_active else state.grant_status)
    if fault is Fault.CLIENT_UNAVAILABLE:
        return because(OF_STATUS.get(Status(state.client_status), Reason.APP_SUSPENDED))
    return because(Reason.MEMBER_LEFT if fault is Fault.MEMBER_LEFT else Reason.PERSON_DISABLED)


def _who_ended(grant_id: int, at: int) -> str:
    end = _WHO_ENDED.first(grant_id=grant_id, at=at)
    return ENDERS[end.action] if end else "unknown"
