"""A new secret on its way from the POST that made it to the one page that shows it."""

import secrets
from hashlib import shake_256

from sqlalchemy import ColumnElement, ForeignKey, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.clients.client import Client
from app.models.feeds.feed_link import FeedLink
from app.models.values import clock, secret

LIFETIME = 300  # seconds
Owner = Client | FeedLink  # what the secret is of


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
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))
    feed_link_id: Mapped[int | None] = mapped_column(ForeignKey("feed_link.id"))
    masked: Mapped[str] = mapped_column(String(200))  # hexadecimal; empty: nothing to read
    expires_at: Mapped[int]

    client: Mapped[Client | None] = relationship()
    feed_link: Mapped[FeedLink | None] = relationship()

    @classmethod
    def leave(cls, owner: Owner, plain: str | None, *, key: str | None = None) -> str:
        """Keep ``plain``, if there is one, for one reading; returns the key, kept nowhere here."""
        db.session.execute(delete(cls).where(cls.expires_at <= clock.now()))
        key = key or secrets.token_hex(32)
        row = cls(digest=secret.digest(key), masked=_mask((plain or "").encode(), key).hex())
        setattr(row, "client" if isinstance(owner, Client) else "feed_link", owner)
        row.expires_at = clock.now() + LIFETIME
        db.session.add(row)
        return key

    @classmethod
    def find_client(cls, key: str) -> Client | None:
        """The client for which something was left under ``key``, read or not, a moment ago."""
        row = cls._find(key)
        return row.client if row else None

    @classmethod
    def find_feed_link(cls, key: str) -> FeedLink | None:
        """The same of a private feed link; it may have been revoked since."""
        row = cls._find(key)
        return row.feed_link if row else None

    @classmethod
    def collect(cls, owner: Owner, key: str) -> str | None:
        """The secret of ``owner`` left under ``key``, to exactly one caller; None afterwards."""
        row = (cls.digest == secret.digest(key), cls._is_of(owner))
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

    @classmethod
    def _find(cls, key: str) -> "SecretHandover | None":
        query = select(cls).where(cls.digest == secret.digest(key), cls.expires_at > clock.now())
        row: SecretHandover | None = db.session.scalar(query)
        return row

    @classmethod
    def _is_of(cls, owner: Owner) -> ColumnElement[bool]:
        column = cls.client_id if isinstance(owner, Client) else cls.feed_link_id
        return column == owner.id


def _mask(text: bytes, key: str) -> bytes:
    mask = shake_256(key.encode()).digest(len(text))
    return bytes(a ^ b for a, b in zip(text, mask, strict=True))
