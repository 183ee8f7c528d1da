"""Why a code, a refresh token or an access token of an app buys nothing any more."""

from typing import Any

from sqlalchemy import Row

from app.database.connections import read_rows
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.credentials import live_token
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.refresh_token import RefreshToken
from app.models.flow_doctor.diagnosis import Diagnosis, Reason, because
from app.models.grants.grant import Grant
from app.models.values import clock

# Who ended a family of tokens, by the line of the audit trail that says so.
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
_WHO_ENDED = """
SELECT action FROM audit_event
 WHERE grant_id = :grant_id AND at BETWEEN :at - 2 AND :at + 2
   AND action IN ('token.revoked', 'refresh_token.reused', 'authorization_code.replayed')
 ORDER BY at DESC, id DESC LIMIT 1
"""


def of_code(code: AuthorizationCode) -> Diagnosis:
    """Why ``code``, which is the client's own, was refused."""
    if code.used_at is not None:
        return because(Reason.CODE_USED, at=code.used_at)
    if code.is_expired:
        return because(Reason.CODE_EXPIRED, seconds=clock.now() - code.expires_at)
    return of_grant(code.grant)


def of_refresh_token(token: RefreshToken | None, client: Client) -> Diagnosis:
    """Why ``token`` was refused to ``client``; another client's is as unknown as none."""
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


def of_grant(grant: Grant) -> Diagnosis:
    """Why nothing is issued under ``grant``."""
    if not grant.is_live:
        how = "expired" if grant.status == "active" else grant.status
        return because(Reason.GRANT_ENDED, how=how)
    if not grant.client.serves(grant.user):
        return because(OF_STATUS.get(Status(grant.client.status), Reason.APP_SUSPENDED))
    return because(Reason.PERSON_DISABLED)


def of_access_token(token: str) -> tuple[str, Diagnosis] | None:
    """The client id of a token that does not work, and why; None for a text that is no token."""
    rows = live_token.read(token)
    if not rows:
        return None
    row = rows[0]
    return row.client_id, _of_token_itself(row) or _of_what_it_stands_on(row)


def _of_token_itself(row: Row[Any]) -> Diagnosis | None:
    if row.family_revoked_at is not None:
        by = _who_ended(row.grant_id, row.family_revoked_at)
        return because(Reason.TOKEN_REVOKED, by=by, at=row.family_revoked_at)
    if row.revoked_at is not None:
        return because(Reason.TOKEN_REPLACED, at=row.revoked_at)
    if clock.now() >= row.expires_at:
        return because(Reason.TOKEN_EXPIRED, seconds=clock.now() - row.expires_at)
    return None


def _of_what_it_stands_on(row: Row[Any]) -> Diagnosis:
    if row.grant_status != "active":
        return because(Reason.GRANT_ENDED, how=row.grant_status)
    if row.grant_expires_at is not None and clock.now() >= row.grant_expires_at:
        return because(Reason.GRANT_ENDED, how="expired")
    if not live_token.serves(row):
        return because(OF_STATUS.get(Status(row.client_status), Reason.APP_SUSPENDED))
    if row.disabled_at is not None:
        return because(Reason.PERSON_DISABLED)
    return because(Reason.MEMBER_LEFT)


def _who_ended(grant_id: int, at: int) -> str:
    rows = read_rows(_WHO_ENDED, {"grant_id": grant_id, "at": at})
    return ENDERS[rows[0].action] if rows else "unknown"
