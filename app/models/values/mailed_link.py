"""Links sent by mail: each has a random key, is used once, and ends after a while."""

from typing import ClassVar, Self

from sqlalchemy import ColumnElement, Select, String, and_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.database.transactions import rows_changed
from app.extensions import db
from app.models.values import clock, secret


class MailedLink:
    """The columns and rules that all mailed links share. ``KIND`` is that of their keys."""

    KIND: ClassVar[secret.Kind]

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[int]
    ended_at: Mapped[int | None]  # used, withdrawn or replaced by a newer one

    def seal(self, lifetime: int) -> str:
        """Give the new link a key and ``lifetime`` seconds, store it, and return the key."""
        key = secret.generate(self.KIND)
        self.digest, self.expires_at = secret.digest(key), clock.now() + lifetime
        db.session.add(self)
        return key

    @classmethod
    def find(cls, key: str) -> Self | None:
        """Return the link with ``key``, usable or not; None when there is none."""
        if not secret.is_well_formed(cls.KIND, key):
            return None
        return db.session.scalar(select(cls).where(cls.digest == secret.digest(key)))

    @classmethod
    def find_open(cls, key: str) -> Self | None:
        """Return the link with ``key``; None unless it can be used."""
        link = cls.find(key)
        return link if link is not None and link.is_open else None

    @property
    def is_open(self) -> bool:
        """Whether the link can still be used."""
        return self.ended_at is None and clock.now() < self.expires_at

    @classmethod
    def select_open(cls, *conditions: ColumnElement[bool]) -> Select[Self]:
        """Return a query of the links that were not ended and have not expired, newest first."""
        is_open = and_(cls.ended_at.is_(None), cls.expires_at > clock.now())
        return select(cls).where(is_open, *conditions).order_by(cls.id.desc())

    @classmethod
    def end_all(cls, *conditions: ColumnElement[bool], **columns: str | None) -> None:
        """End the links that meet ``conditions``, and set ``columns``."""
        waiting = update(cls).where(cls.ended_at.is_(None), *conditions)
        db.session.execute(waiting.values(ended_at=clock.now(), **columns))

    def end(self, **columns: str) -> bool:
        """End the link and set ``columns``. True for exactly one caller, however many try."""
        cls = type(self)
        waiting = update(cls).where(cls.id == self.id, cls.ended_at.is_(None))
        return bool(rows_changed(waiting.values(ended_at=clock.now(), **columns)))
