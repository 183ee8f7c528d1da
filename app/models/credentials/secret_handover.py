"""A new secret between the POST that creates it and the one page that shows it."""

import secrets
from hashlib import shake_256

from sqlalchemy import String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import db
from app.models.values import clock, secret

LIFETIME = 300  # seconds


class SecretHandover(db.Model):
    """A secret that waits to be read once.

    A redirect stands between making and showing, so that reloading the page makes nothing. The
    secret must survive it, and yet be readable neither here nor in the cookie: this row holds it
    masked, the browser's session the key that the mask follows from. A key is random and masks
    one secret, so either half alone says nothing.

    A key that a form brought along, not chosen here, also tells a form sent twice from two forms:
    the row stays, empty, when the secret has been read.
    """

    __tablename__ = "secret_handover"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)  # of the key
    owner: Mapped[str] = mapped_column(String(64))  # public id of what the secret belongs to
    masked: Mapped[str] = mapped_column(String(200))  # hexadecimal; empty: nothing to read
    expires_at: Mapped[int]

    @classmethod
    def leave(cls, owner: str, plain: str | None, *, key: str | None = None) -> str:
        """Keep the secret of ``owner``, if there is one, for one reading.

        ``owner`` is a public id. Returns the key, which is stored nowhere here.
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
        """Return the owner for which something was left under ``key``, read or not, or None."""
        row = select(cls.owner).where(cls.digest == secret.digest(key))
        owner: str | None = db.session.scalar(row.where(cls.expires_at > clock.now()))
        return owner

    @classmethod
    def collect(cls, owner: str, key: str) -> str | None:
        """The secret of ``owner`` left under ``key``, to exactly one caller; None afterwards."""
        row = (cls.digest == secret.digest(key), cls.owner == owner)
        masked = db.session.scalar(select(cls.masked).where(*row, cls.expires_at > clock.now()))
        if not masked:
            return None
        emptied = db.session.scalar(
            update(cls)
            .where(*row, cls.masked == masked)
            .values(masked="")
            .returning(cls.digest)
            .execution_options(synchronize_session=False)
        )
        return _mask(bytes.fromhex(masked), key).decode() if emptied else None


def _mask(text: bytes, key: str) -> bytes:
    mask = shake_256(key.encode()).digest(len(text))
    return bytes(a ^ b for a, b in zip(text, mask, strict=True))
