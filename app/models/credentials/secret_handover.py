"""A new secret between the POST that creates it and the one page that shows it."""

import secrets
from hashlib import shake_256

from sqlalchemy import String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.database.transactions import rows_changed
from app.extensions import db
from app.models.values import clock, secret

LIFETIME = 300  # seconds


class SecretHandover(db.Model):
    """A secret that can be read once.

    Between making and showing it there is a redirect, so that reloading the page makes no other.
    Neither the database nor the cookie may reveal the secret: this row holds it masked, and the
    browser's session holds the random key of the mask. Either half alone says nothing.

    With a key from a form, a second submission of the form is recognised: the row stays, emptied,
    when the secret has been read.
    """

    __tablename__ = "secret_handover"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)  # of the key
    owner: Mapped[str] = mapped_column(String(64))  # public id of what the secret belongs to
    masked: Mapped[str] = mapped_column(String(200))  # hexadecimal; empty: nothing to read
    expires_at: Mapped[int]

    @classmethod
    def leave(cls, owner: str, plain: str | None, *, key: str | None = None) -> str:
        """Keep the secret of ``owner`` (a public id), if there is one, to be read once.

        Return the key, which is not stored.
        """
        db.session.execute(delete(cls).where(cls.expires_at <= clock.now()))
        key = key or secrets.token_hex(32)
        masked = _mask((plain or "").encode(), key).hex()
        expires_at = clock.now() + LIFETIME
        digest = secret.digest(key)
        db.session.add(cls(digest=digest, owner=owner, masked=masked, expires_at=expires_at))
        return key

    @classmethod
    def find_owner(cls, key: str) -> str | None:
        """Return the owner of what was left under ``key``, read or not, or None."""
        row = select(cls.owner).where(cls.digest == secret.digest(key))
        owner: str | None = db.session.scalar(row.where(cls.expires_at > clock.now()))
        return owner

    @classmethod
    def collect(cls, owner: str, key: str) -> str | None:
        """Return the secret of ``owner`` left under ``key`` to one caller, None to all others."""
        row = (cls.digest == secret.digest(key), cls.owner == owner)
        masked = db.session.scalar(select(cls.masked).where(*row, cls.expires_at > clock.now()))
        if not masked:
            return None
        emptying = update(cls).where(*row, cls.masked == masked).values(masked="")
        emptied = rows_changed(emptying.execution_options(synchronize_session=False))
        return _mask(bytes.fromhex(masked), key).decode() if emptied else None


def _mask(text: bytes, key: str) -> bytes:
    mask = shake_256(key.encode()).digest(len(text))
    return bytes(a ^ b for a, b in zip(text, mask, strict=True))
