"""A trial: the whole flow of an app, gone through by its own developer in the portal.

The portal has a callback of its own for it. It is no redirect URI of the app: only the developer,
in the session in which the trial was started, can be sent there, which the state proves.
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

LIFETIME = 3600  # seconds, of a trial and of every token that it gives


@dataclass(frozen=True)
class Trial:
    """What an app keeps of a sign-in that it has begun (RFC 7636 section 4.1)."""

    state: str
    verifier: str

    @property
    def challenge(self) -> str:
        """The verifier's SHA-256 in Base64 for URLs (RFC 7636 section 4.2)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def begin(client: Client, session: BrowserSession) -> Trial:
    """A new trial of ``client`` in this session of its developer."""
    state = _signer(client, session).sign(secrets.token_urlsafe(12)).decode()
    return Trial(state, secrets.token_urlsafe(32))


def is_begun(state: str, client: Client, session: BrowserSession) -> bool:
    """Whether the app's developer began this trial, in this session and not long ago."""
    if client.owner_id != session.user_id:
        return False
    try:
        _signer(client, session).unsign(state, max_age=LIFETIME)
    except BadData:
        return False
    return True


def callback(client_id: str) -> str:
    """Where answers to trials of the app with this id are sent."""
    base = settings().public_url
    return f"{base}/developer/apps/{client_id}/try/callback"


def _signer(client: Client, session: BrowserSession) -> TimestampSigner:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    salt = f"trial {client.client_id} {session.key_digest}"
    return TimestampSigner(keys, salt=salt, digest_method=hashlib.sha256)
