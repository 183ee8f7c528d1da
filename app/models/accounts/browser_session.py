"""Browser sessions: rows on the server, so that signing out ends a copied cookie, too."""

from contextlib import suppress
from functools import cache

from sqlalchemy import ForeignKey, Select, String, bindparam, false, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.config import settings
from app.database.connections import hot_read
from app.extensions import db
from app.models.accounts.known_browser import KnownBrowser, Recognition
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.values import clock, columns, secret

PASSWORD = "pwd"  # the password alone (RFC 8176)
PASSKEY = "pop mfa"  # possession of a key, which needed a PIN or biometrics
SEEN_EVERY = 300  # seconds between two updates of last_seen_at; most page views must not write


class BrowserSession(db.Model):
    """One browser in which a user is signed in. The browser's cookie holds the session's key."""

    __tablename__ = "browser_session"
    __table_args__ = (
        columns.partial_index(
            "ix_browser_session_untold",
            "id",
            where="ended_at IS NOT NULL AND clients_told_at IS NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = columns.public_id("ses_")
    key_digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    last_seen_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    # By the password or a passkey. The name is kept for the former release, during a roll-out.
    password_proved_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    amr: Mapped[str] = mapped_column(String(40), default=PASSWORD, server_default=PASSWORD)
    proof_amr: Mapped[str | None] = mapped_column(String(40))  # of the last proof since the sign-in
    ended_at: Mapped[int | None]
    # When the clients it had signed in at were told that it ended (housekeeping/logout_notice.py).
    clients_told_at: Mapped[int | None]
    known_browser_id: Mapped[int | None] = mapped_column(
        ForeignKey("known_browser.id", ondelete="SET NULL"), index=True
    )
    in_new_browser: Mapped[bool] = mapped_column(default=False, server_default=false())
    address: Mapped[str] = mapped_column(String(64), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")

    user: Mapped[User] = relationship()

    @classmethod
    def start(
        cls,
        user: User,
        *,
        address: str = "",
        agent: str = "",
        former: "BrowserSession | None" = None,
        amr: str = PASSWORD,
    ) -> "tuple[BrowserSession, str]":
        """Return a new session of ``user`` and its key, which is not stored.

        ``former``, the browser's session until now, ends. ``amr`` says how the user proved who
        they are (RFC 8176), such as "pwd otp mfa".
        """
        if former is not None:
            former._end()
        key = secret.generate(secret.Kind.SESSION_KEY)
        session = cls(
            key_digest=secret.digest(key),
            user=user,
            address=address[:64],
            agent=agent[:200],
            amr=amr,
        )
        db.session.add(session)
        audit_trail.record("user.signed_in", actor=user, amr=None if amr == PASSWORD else amr)
        return session, key

    @classmethod
    def find(cls, key: str, *, to_write: bool = False) -> "BrowserSession | None":
        """Return the live session with ``key``; None when it has ended or its user is disabled.

        With ``to_write`` an unproved account is locked until the commit: all that the request
        makes is there when a first proof of the address ends it, or the session has ended first.
        """
        if not secret.is_well_formed(secret.Kind.SESSION_KEY, key):
            return None
        session: BrowserSession | None = db.session.scalar(
            _with_user_by_key(), {"digest": secret.digest(key)}
        )
        if session is not None and to_write and session.user.verified_at is None:
            db.session.refresh(session.user, with_for_update=True)
            db.session.refresh(session)
        is_usable = session is not None and session.is_live and session.user.is_active
        return session if is_usable else None

    @classmethod
    def list_live(cls, user: User) -> list["BrowserSession"]:
        """Return the live sessions of ``user``, last used first."""
        rows = db.session.scalars(
            select(cls)
            .where(cls.user_id == user.id, cls.ended_at.is_(None))
            .order_by(cls.last_seen_at.desc(), cls.id.desc())
            .limit(100)
        )
        return [session for session in rows if session.is_live]

    @classmethod
    def find_own(cls, user: User, public_id: str) -> "BrowserSession | None":
        """Return the session with this public id; None unless it belongs to ``user``."""
        if not secret.is_public_id("ses_", public_id):
            return None
        return db.session.scalar(
            select(cls).where(cls.public_id == public_id, cls.user_id == user.id)
        )

    @classmethod
    def end_all(cls, user: User, *, but: "BrowserSession | None" = None) -> None:
        """Sign ``user`` out of every browser but that of the session ``but``, and forget them."""
        kept = but.id if but is not None else None
        db.session.execute(
            update(cls)
            .where(cls.user_id == user.id, cls.ended_at.is_(None), cls.id.is_distinct_from(kept))
            .values(ended_at=clock.now())
        )
        KnownBrowser.forget_all(user, but=but.known_browser_id if but is not None else None)

    @property
    def is_live(self) -> bool:
        """Whether it has neither ended, nor been idle too long, nor grown too old."""
        now = clock.now()
        return (
            self.ended_at is None
            and now < self.last_seen_at + settings().session_idle_lifetime
            and now < self.created_at + settings().session_lifetime
        )

    @property
    def is_stale(self) -> bool:
        """Whether ``last_seen_at`` is old enough to be worth a write."""
        return clock.now() >= self.last_seen_at + SEEN_EVERY

    def note_seen(self) -> None:
        """Update ``last_seen_at`` outside the session's transaction; never fails."""
        with suppress(SQLAlchemyError):
            if self.is_stale:
                self._write_seen()

    def belong_to(self, recognition: Recognition, *, former: "BrowserSession | None") -> None:
        """Record the browser in which it was started, and whether that one is new.

        ``former`` is the session that the browser had: one of the same user is no news.
        """
        is_same_user = former is not None and former.user_id == self.user.id
        self.known_browser_id = recognition.browser.id
        self.in_new_browser = recognition.is_new and not is_same_user

    def has_fresh_proof(self, within: int = 600) -> bool:
        """Whether the password or a passkey was shown in the last ``within`` seconds."""
        return clock.now() < self.password_proved_at + within

    def prove(self, amr: str) -> None:
        """Record that the password or a passkey was shown just now, as ``amr`` says."""
        self.password_proved_at, self.proof_amr = clock.now(), amr

    def renew(self) -> str:
        """Return a new key, not stored; the former one, and every copy of it, stops working."""
        key = secret.generate(secret.Kind.SESSION_KEY)
        self.key_digest = secret.digest(key)
        return key

    def end(self) -> None:
        """End it at the user's request from another browser, and forget its own."""
        self._end()
        KnownBrowser.forget(self.known_browser_id)
        audit_trail.record("session.ended", session=self.public_id)

    def end_others(self) -> None:
        """Sign its user out of every other browser."""
        BrowserSession.end_all(self.user, but=self)
        audit_trail.record("session.ended", session="all others")

    def sign_out(self) -> None:
        """End it at the request of its own browser."""
        self._end()
        audit_trail.record("user.signed_out", actor=self.user)

    def _end(self) -> None:
        self.ended_at = self.ended_at or clock.now()

    def _write_seen(self) -> None:
        with hot_read() as connection:
            connection.execute(
                update(BrowserSession)
                .where(BrowserSession.id == self.id, BrowserSession.ended_at.is_(None))
                .values(last_seen_at=clock.now())
            )


@cache  # every page asks it; building a statement takes as long as running it
def _with_user_by_key() -> "Select[BrowserSession]":
    user = joinedload(BrowserSession.user, innerjoin=True)
    by_key = BrowserSession.key_digest == bindparam("digest")
    return select(BrowserSession).where(by_key).options(user)
