"""Sign-ins that are not complete: no session yet, only a key in the browser's cookie."""

from sqlalchemy import ForeignKey, String, false, func, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database.transactions import rows_changed
from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.values import clock, secret

LIFETIME = 600  # seconds
MAX_GUESSES = 5  # of codes, then the password is asked for again
HOUR = 3600  # seconds
MAX_GUESSES_PER_HOUR = 20  # of an account, in all browsers that are new, and in all others


class PendingSignIn(db.Model):
    """A browser that has proved the password of ``user``, or that may show a passkey of anyone.

    It ends with the password that it was begun with.
    """

    __tablename__ = "pending_sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    password_digest: Mapped[str] = mapped_column(String(64), default="")
    guesses: Mapped[int] = mapped_column(default=0)  # wrong codes
    in_known_browser: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    ended_at: Mapped[int | None]

    user: Mapped[User | None] = relationship()

    @classmethod
    def begin(
        cls, user: User | None, *, in_known_browser: bool = False
    ) -> "tuple[PendingSignIn, str]":
        """Return the new row and its key, which is not stored.

        ``user`` has proved the password; None for a browser that will show a passkey.
        """
        key = secret.generate(secret.Kind.SIGN_IN_KEY)
        row = cls(key_digest=secret.digest(key), user=user, in_known_browser=in_known_browser)
        if user is not None:
            row.password_digest = secret.digest(user.password_hash)
        db.session.add(row)
        db.session.flush()
        return row, key

    @classmethod
    def find(cls, key: str) -> "PendingSignIn | None":
        """Return the sign-in with ``key``; None unless it can be completed."""
        if not secret.is_well_formed(secret.Kind.SIGN_IN_KEY, key):
            return None
        row = db.session.scalar(select(cls).where(cls.key_digest == secret.digest(key)))
        return row if row is not None and row.is_open else None

    @property
    def is_open(self) -> bool:
        """Whether it can be completed: recent, with guesses left, and the password unchanged."""
        if self.ended_at is not None or clock.now() >= self.created_at + LIFETIME:
            return False
        if self.guesses >= MAX_GUESSES:
            return False
        return self.user is None or (
            self.user.is_active and secret.matches(self.user.password_hash, self.password_digest)
        )

    def begin_guess(self) -> bool:
        """Count one guess of a code; False when there were too many.

        Counted before the code is compared, so that guesses at the same moment all count. Those
        of a stranger who has the password do not count in the browsers of the owner.
        """
        recent = select(func.sum(PendingSignIn.guesses)).where(
            PendingSignIn.user_id == self.user_id,
            PendingSignIn.created_at > clock.now() - HOUR,
            PendingSignIn.in_known_browser == self.in_known_browser,
        )
        if (db.session.scalar(recent) or 0) >= MAX_GUESSES_PER_HOUR:
            return False
        statement = update(PendingSignIn).where(
            PendingSignIn.id == self.id,
            PendingSignIn.guesses < MAX_GUESSES,
            PendingSignIn.ended_at.is_(None),
        )
        return bool(rows_changed(statement.values(guesses=PendingSignIn.guesses + 1)))

    def complete(self) -> bool:
        """End it, as the second factor is proved. True for exactly one caller."""
        statement = update(PendingSignIn).where(
            PendingSignIn.id == self.id, PendingSignIn.ended_at.is_(None)
        )
        return bool(rows_changed(statement.values(ended_at=clock.now())))

    def record_failure(self) -> None:
        """Record that a code or passkey of the second step was wrong."""
        audit_trail.record("user.second_step_failed", subject=self.user)

    def forgive_guess(self) -> None:
        """Count one guess less, because the code was right."""
        statement = update(PendingSignIn).where(PendingSignIn.id == self.id)
        db.session.execute(statement.values(guesses=PendingSignIn.guesses - 1))
