"""Browsers in which a person has signed in before: strangers' guesses do not keep them out."""

from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Row,
    String,
    UniqueConstraint,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.database.connections import hot_read
from app.extensions import db
from app.models.accounts.user import User
from app.models.values import clock, secret

MAX_PER_PERSON = 20  # the one that was used longest ago makes room for a new one
LIFETIME = 365 * 86_400  # seconds since the last sign-in
SIGN_UP = 600  # seconds in which the first sign-in belongs to signing up


class KnownBrowser(db.Model):
    """A browser of one person. Its cookie holds a key, the same for all who use the browser."""

    __tablename__ = "known_browser"
    __table_args__ = (UniqueConstraint("user_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    last_used_at: Mapped[int] = mapped_column(default=lambda: clock.now())

    @classmethod
    def recognise(cls, user: User, key: str) -> "Recognition":
        """Note that ``user`` proves in the browser with ``key`` who they are.

        The browser gets a new key, for everyone who uses it, so that one that was copied or
        planted before is worth nothing.
        """
        new_key = secret.generate(secret.Kind.BROWSER_KEY)
        cls._replace_key(key, new_key)
        browser = db.session.scalar(
            select(cls).where(cls.user_id == user.id, cls.digest == secret.digest(new_key))
        )
        if browser is not None:
            is_new = browser.last_used_at <= clock.now() - LIFETIME
            browser.last_used_at = clock.now()
            return Recognition(browser, new_key, is_new)
        is_new = cls.count(user) > 0 or user.created_at <= clock.now() - SIGN_UP
        browser = cls(digest=secret.digest(new_key), user_id=user.id)
        db.session.add(browser)
        db.session.flush()
        cls._make_room(user)
        return Recognition(browser, new_key, is_new)

    @classmethod
    def list_people(cls, key: str) -> list[Row[int, str, str]]:
        """Return ``id`` of the browser, ``email`` and ``public_id`` of each person it knows."""
        if not secret.is_well_formed(secret.Kind.BROWSER_KEY, key):
            return []
        statement = (
            select(cls.id, User.email, User.public_id)
            .join(User, User.id == cls.user_id)
            .where(cls.digest == secret.digest(key), ~cls.is_over())
        )
        with hot_read() as connection:
            return list(connection.execute(statement))

    @classmethod
    def count(cls, user: User, *, but: int | None = None) -> int:
        """Return how many browsers know ``user``, without the one with this id."""
        own = cls.user_id == user.id, cls.id.is_distinct_from(but)
        return db.session.scalar(select(func.count(cls.id)).where(*own)) or 0

    @classmethod
    def forget_all(cls, user: User, *, but: int | None = None) -> None:
        """Forget every browser of ``user``, except the one with this id."""
        db.session.execute(delete(cls).where(cls.user_id == user.id, cls.id.is_distinct_from(but)))

    @classmethod
    def forget(cls, number: int | None) -> None:
        """Forget the browser with this id, if there is one."""
        db.session.execute(delete(cls).where(cls.id == number))

    @classmethod
    def is_over(cls) -> ColumnElement[bool]:
        """Whether no one has signed in for so long that the browser may have changed hands."""
        return cls.last_used_at <= clock.now() - LIFETIME

    @classmethod
    def _replace_key(cls, former: str, new: str) -> None:
        if secret.is_well_formed(secret.Kind.BROWSER_KEY, former):
            db.session.execute(
                update(cls)
                .where(cls.digest == secret.digest(former))
                .values(digest=secret.digest(new))
            )

    @classmethod
    def _make_room(cls, user: User) -> None:
        newest = (
            select(cls.id)
            .where(cls.user_id == user.id)
            .order_by(cls.last_used_at.desc(), cls.id.desc())
            .limit(MAX_PER_PERSON)
        )
        kept = list(db.session.scalars(newest))
        db.session.execute(delete(cls).where(cls.user_id == user.id, cls.id.not_in(kept)))


@dataclass(frozen=True)
class Recognition:
    """A browser, the key to keep in it, and whether its person should hear of a new one."""

    browser: KnownBrowser
    key: str
    is_new: bool
