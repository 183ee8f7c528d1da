"""Credentials that someone found where they should not be: each ends, and its owner is told.

The person who reports one holds it, and could use it: to end it is the least harm it can do.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from app.database.transactions import rows_changed
from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.accounts.password_reset import PasswordReset
from app.models.accounts.second_factors.pending_sign_in import PendingSignIn
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.clients.client_secret import ClientSecret
from app.models.clients.client_transfer import ClientTransfer
from app.models.clients.developer_teams.developer_invitation import DeveloperInvitation
from app.models.clients.registrations.registration_token import RegistrationToken
from app.models.credentials.access_token import AccessToken
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.credentials.devices.device_authorization import DeviceAuthorization
from app.models.credentials.refresh_token import RefreshToken
from app.models.credentials.token_family import TokenFamily
from app.models.feeds.feed_link import FeedLink
from app.models.grants.grant import Grant
from app.models.operators.operator_invitation import OperatorInvitation
from app.models.operators.team_handover import TeamHandover
from app.models.teams.team import Team
from app.models.teams.team_invitation import TeamInvitation
from app.models.tickets.ticket_invitation import TicketInvitation
from app.models.values import clock, secret
from app.models.values.secret import Kind

MAX_AT_ONCE = 100  # credentials looked up of one report
_LIKELY = re.compile(
    rf"(?:{'|'.join(Kind)})[a-z2-7]{{{secret.BODY_LENGTH + secret.CHECKSUM_LENGTH}}}"
)
# Kinds that a report does not end, each with its reason.
KEPT = {
    Kind.CLIENT_ID: "is public",
    Kind.BROWSER_KEY: "opens nothing: it gives a browser an allowance of guesses of its own",
    Kind.CONSENT: "names a page within a signed form of one session, for minutes",
    Kind.PUSHED_REQUEST: "names a request for minutes, which only its app gets the answer to",
    Kind.TICKET_CODE: "is shown at the door; its holder transfers or cancels the ticket",
}


@dataclass(frozen=True)
class Leak:
    """A credential that worked until it was reported, and the users who are told."""

    kind: Kind
    owners: tuple[User, ...]
    client: Client | None = None
    grant: Grant | None = None
    team: Team | None = None


def find_all(texts: Iterable[str]) -> list[str]:
    """Return the credentials within ``texts``, such as links, whose checksum fits; each once."""
    likely = (found for text in texts for found in _LIKELY.findall(text.lower()))
    fitting = (text for text in dict.fromkeys(likely) if secret.kind_of(text) is not None)
    return [text for _number, text in zip(range(MAX_AT_ONCE), fitting, strict=False)]


def end(credential: str) -> Leak | None:
    """End the credential if it works. One caller gets the leak, however many report it at once."""
    kind = secret.kind_of(credential)
    ender = None if kind is None else ENDERS.get(kind)
    leak = None if ender is None else ender(credential)
    if leak is not None:
        subject = leak.owners[0] if leak.owners else None
        about = {"client": leak.client, "grant": leak.grant, "team": leak.team, "subject": subject}
        audit_trail.record("credential.leaked", {"kind": leak.kind.name.lower()}, **about)
    return leak


def _end_access_token(text: str) -> Leak | None:
    token = AccessToken.find(text)
    if token is None or (token.family is not None and not token.family.is_live):
        return None
    live = (AccessToken.revoked_at.is_(None), AccessToken.expires_at > clock.now())
    if not _change(AccessToken, token, *live, revoked_at=clock.now()):
        return None
    if token.family is not None:
        token.family.revoke()
    return _of_grant(Kind.ACCESS_TOKEN, token.grant)


def _end_personal_token(text: str) -> Leak | None:
    token = AccessToken.find(text)
    if token is None:
        return None
    live = (AccessToken.revoked_at.is_(None), AccessToken.expires_at > clock.now())
    if not _change(AccessToken, token, *live, revoked_at=clock.now()):
        return None
    token.grant.revoke()
    return Leak(Kind.PERSONAL_TOKEN, _users(token.grant.user), grant=token.grant)


def _end_refresh_token(text: str) -> Leak | None:
    token = RefreshToken.find(text)
    if token is None or clock.now() >= token.expires_at:
        return None
    # A spent one ends its family, too: who leaked it may have leaked its successor.
    is_ended = _change(TokenFamily, token.family, TokenFamily.is_live, revoked_at=clock.now())
    return _of_grant(Kind.REFRESH_TOKEN, token.family.grant) if is_ended else None


def _end_code(text: str) -> Leak | None:
    code = _find(AuthorizationCode, text)
    if code is None:
        return None
    # It expires: a spent one would have tokens that a replay ends.
    live = (AuthorizationCode.used_at.is_(None), AuthorizationCode.expires_at > clock.now())
    is_ended = _change(AuthorizationCode, code, *live, expires_at=clock.now())
    return _of_grant(Kind.AUTHORIZATION_CODE, code.grant) if is_ended else None


def _end_device_code(text: str) -> Leak | None:
    row = _find(DeviceAuthorization, text)
    if row is None:
        return None
    live = (
        DeviceAuthorization.redeemed_at.is_(None),
        DeviceAuthorization.expires_at > clock.now(),
    )
    if not _change(DeviceAuthorization, row, *live, expires_at=clock.now()):
        return None
    if row.grant is not None:
        return _of_grant(Kind.DEVICE_CODE, row.grant)
    return Leak(Kind.DEVICE_CODE, _users(*row.client.list_people_to_tell()), client=row.client)


def _end_client_secret(text: str) -> Leak | None:
    """End this secret, even the only one: its app makes another."""
    row = _find(ClientSecret, text)
    if row is None or not row.is_live:
        return None
    live = ClientSecret.not_after.is_(None) | (ClientSecret.not_after > clock.now())
    if not _change(ClientSecret, row, live, not_after=clock.now()):
        return None
    return Leak(Kind.CLIENT_SECRET, _users(*row.client.list_people_to_tell()), client=row.client)


def _end_registration_token(text: str) -> Leak | None:
    token = RegistrationToken.find(text)
    if token is None or not token.end():
        return None
    return Leak(
        Kind.REGISTRATION_TOKEN, _users(*token.client.list_people_to_tell()), client=token.client
    )


def _end_feed_key(text: str) -> Leak | None:
    link = _find(FeedLink, text)
    if link is None or not link.revoke():
        return None
    client = link.grant.client if link.grant is not None else None
    developers = client.list_people_to_tell() if client is not None else []
    owners = _users(link.membership.user, *developers)
    return Leak(Kind.FEED_KEY, owners, client=client, grant=link.grant, team=link.team)


def _end_session(text: str) -> Leak | None:
    session = BrowserSession.find(text)
    live = BrowserSession.ended_at.is_(None)
    if session is None or not _change(BrowserSession, session, live, ended_at=clock.now()):
        return None
    return Leak(Kind.SESSION_KEY, _users(session.user))


def _end_sign_in(text: str) -> Leak | None:
    sign_in = PendingSignIn.find(text)
    if sign_in is None or not sign_in.complete():
        return None
    return Leak(Kind.SIGN_IN_KEY, _users(sign_in.user))


def _end_reset(text: str) -> Leak | None:
    link = PasswordReset.find_open(text)
    is_ended = link is not None and link.end()
    return Leak(Kind.RESET_TOKEN, _users(link.user)) if link is not None and is_ended else None


def _end_confirmation(text: str) -> Leak | None:
    link = EmailConfirmation.find_open(text)
    is_ended = link is not None and link.end()
    return Leak(Kind.EMAIL_LINK, _users(link.user)) if link is not None and is_ended else None


def _end_invitation(text: str) -> Leak | None:
    link = TeamInvitation.find_open(text)
    if link is None or not link.end():
        return None
    return Leak(Kind.INVITATION, _users(link.invited_by), team=link.team)


def _end_transfer(text: str) -> Leak | None:
    link = ClientTransfer.find_open(text)
    if link is None or not link.end():
        return None
    return Leak(Kind.TRANSFER, _users(link.offered_by), client=link.client)


def _end_handover(text: str) -> Leak | None:
    link = TeamHandover.find_open(text)
    if link is None or not link.end():
        return None
    return Leak(Kind.HANDOVER, _users(link.offered_by), team=link.team)


def _end_developer_invitation(text: str) -> Leak | None:
    link = DeveloperInvitation.find_open(text)
    if link is None or not link.end():
        return None
    return Leak(Kind.DEVELOPER_INVITATION, _users(link.invited_by))


def _end_operator_invitation(text: str) -> Leak | None:
    link = OperatorInvitation.find_open(text)
    if link is None or not link.end():
        return None
    return Leak(Kind.OPERATOR_INVITATION, _users(link.invited_by))


def _end_ticket_invitation(text: str) -> Leak | None:
    link = TicketInvitation.find_open(text)
    if link is None or not link.end():
        return None
    return Leak(Kind.TICKET_INVITATION, _users(link.sent_by))


ENDERS: dict[Kind, Callable[[str], Leak | None]] = {
    Kind.ACCESS_TOKEN: _end_access_token,
    Kind.PERSONAL_TOKEN: _end_personal_token,
    Kind.REFRESH_TOKEN: _end_refresh_token,
    Kind.AUTHORIZATION_CODE: _end_code,
    Kind.DEVICE_CODE: _end_device_code,
    Kind.CLIENT_SECRET: _end_client_secret,
    Kind.REGISTRATION_TOKEN: _end_registration_token,
    Kind.FEED_KEY: _end_feed_key,
    Kind.SESSION_KEY: _end_session,
    Kind.SIGN_IN_KEY: _end_sign_in,
    Kind.RESET_TOKEN: _end_reset,
    Kind.EMAIL_LINK: _end_confirmation,
    Kind.INVITATION: _end_invitation,
    Kind.TRANSFER: _end_transfer,
    Kind.HANDOVER: _end_handover,
    Kind.DEVELOPER_INVITATION: _end_developer_invitation,
    Kind.OPERATOR_INVITATION: _end_operator_invitation,
    Kind.TICKET_INVITATION: _end_ticket_invitation,
}


def _find(noun: Any, text: str) -> Any:
    return db.session.scalar(db.select(noun).where(noun.digest == secret.digest(text)))


def _change(noun: Any, row: Any, *conditions: Any, **values: int) -> bool:
    """Change the row if it still meets the conditions. True for exactly one caller."""
    statement = update(noun).where(noun.id == row.id, *conditions).values(**values)
    return rows_changed(statement) == 1


def _of_grant(kind: Kind, grant: Grant) -> Leak:
    """A credential of an app: it is told to the user who authorized it, and to its developers."""
    owners = _users(grant.user, *grant.client.list_people_to_tell())
    return Leak(kind, owners, client=grant.client, grant=grant)


def _users(*users: User | None) -> tuple[User, ...]:
    return tuple(dict.fromkeys(user for user in users if user is not None and user.is_active))
