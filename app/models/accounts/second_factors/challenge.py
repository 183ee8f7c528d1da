"""Challenges that a passkey signs: random, used once, within minutes, by one browser."""

import secrets
from base64 import urlsafe_b64encode
from enum import StrEnum

from sqlalchemy import String, update
from sqlalchemy.orm import Mapped, mapped_column

from app.database.transactions import rows_changed
from app.extensions import db
from app.models.values import clock, secret

LENGTH = 64  # bytes; section 13.4.3 wants at least 16
LIFETIME = 300  # seconds; WebAuthn Level 3 section 15.1 recommends five minutes for a ceremony


class Purpose(StrEnum):
    """What the signature is for. A challenge of one purpose is of no use for another."""

    ADD = "add"
    SIGN_IN = "sign_in"
    SECOND_STEP = "second_step"
    PROVE = "prove"


class Challenge(db.Model):
    """A challenge, stored as a digest, for the browser whose key has ``holder_digest``.

    The key is that of a browser session or of a pending sign-in.
    """

    __tablename__ = "passkey_challenge"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(20))
    holder_digest: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[int] = mapped_column(index=True)
    used_at: Mapped[int | None]

    @classmethod
    def issue(cls, purpose: Purpose, holder_digest: str) -> bytes:
        """Return a new challenge, which is not stored itself."""
        challenge = secrets.token_bytes(LENGTH)
        row = cls(digest=_digest(challenge), purpose=purpose, holder_digest=holder_digest)
        row.expires_at = clock.now() + LIFETIME
        db.session.add(row)
        return challenge

    @classmethod
    def spend(cls, challenge: bytes, purpose: Purpose, holder_digest: str) -> bool:
        """Use it up. True for exactly one caller; False for another browser or purpose."""
        statement = update(cls).where(
            cls.digest == _digest(challenge),
            cls.purpose == purpose,
            cls.holder_digest == holder_digest,
            cls.used_at.is_(None),
            cls.expires_at > clock.now(),
        )
        return bool(rows_changed(statement.values(used_at=clock.now())))


def _digest(challenge: bytes) -> str:
    return secret.digest(urlsafe_b64encode(challenge).rstrip(b"=").decode())
