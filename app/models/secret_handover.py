"""A new client secret on its way from the POST that made it to the one page that shows it."""

import secrets

from sqlalchemy import ForeignKey, String, delete
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models import clock, secret
from app.models.client import Client

LIFETIME = 300  # seconds


class SecretHandover(db.Model):
    """A secret that waits to be read once.

    A redirect stands between making and showing, so that reloading the page makes nothing. The
    secret must survive it, and yet be readable neither here nor in the cookie: this row holds it
    masked, the browser's session the mask. The mask is random, as long as the secret and used
    once (a one-time pad), so either half alone says nothing.
    """

    __tablename__ = "secret_handover"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)  # of the mask
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    masked: Mapped[str] = mapped_column(String(200))  # hexadecimal
    expires_at: Mapped[int]

    client: Mapped[Client] = relationship()

    @classmethod
    def leave(cls, client: Client, plain: str) -> str:
        """Keep ``plain`` for one reading; returns the key to it, which nothing here keeps."""
        db.session.execute(delete(cls).where(cls.expires_at <= clock.now()))
        text = plain.encode()
        mask = secrets.token_bytes(len(text))
        row = cls(digest=secret.digest(mask.hex()), masked=_combine(text, mask).hex())
        row.client, row.expires_at = client, clock.now() + LIFETIME
        db.session.add(row)
        return mask.hex()

    @classmethod
    def collect(cls, client: Client, key: str) -> str | None:
        """The secret of ``client`` left under ``key``, to exactly one caller; None afterwards."""
        taken = db.session.execute(
            delete(cls)
            .where(cls.digest == secret.digest(key), cls.client_id == client.id)
            .returning(cls.masked, cls.expires_at)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if taken is None or taken.expires_at <= clock.now():
            return None
        return _combine(bytes.fromhex(taken.masked), bytes.fromhex(key)).decode()


def _combine(text: bytes, mask: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(text, mask, strict=True))
