"""Trials: a developer runs the whole flow of their own app in the portal.

The portal's callback is not a redirect URI of the app: the signed state limits it to the developer
and to the session in which the trial was started.
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadData, TimestampSigner

from app.config import settings
from app.models.accounts.browser_session import BrowserSession
from app.models.clients.client import Client
from app.models.clients.developer_teams.developer_role import Act

LIFETIME = 3600  # seconds, of a trial and of every token issued in it


@dataclass(frozen=True)
class Trial:
    """The values that an app keeps during a sign-in (RFC 7636 section 4.1)."""

    state: str
    verifier: str

    @property
    def challenge(self) -> str:
        """The code challenge of method S256 (RFC 7636 section 4.2)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def begin(client: Client, session: BrowserSession) -> Trial:
    """Return a new trial of ``client`` in this session of its developer."""
    state = _signer(client, session).sign(secrets.token_urlsafe(12)).decode()
    return Trial(state, secrets.token_urlsafe(32))


def is_begun(state: str, client: Client, session: BrowserSession) -> bool:
    """Whether a developer of the app, who still is one, began this trial here within LIFETIME."""
    if not client.may(session.user, Act.CHANGE):
        return False
    try:
        _signer(client, session).unsign(state, max_age=LIFETIME)
    except BadData:
        return False
    return True


def callback(client_id: str) -> str:
    """Return the URL to which responses to trials of this app are sent."""
    return f"{settings().public_url}/developer/apps/{client_id}/try/callback"


def _signer(client: Client, session: BrowserSession) -> TimestampSigner:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    salt = f"trial {client.client_id} {session.key_digest}"
    return TimestampSigner(keys, salt=salt, digest_method=hashlib.sha256)
