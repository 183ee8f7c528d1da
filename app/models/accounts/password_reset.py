"""Links to choose a new password, for users who forgot theirs."""

from sqlalchemy import ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.config import settings
from app.database.transactions import rows_changed
from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.values import clock, secret


class PasswordReset(db.Model):
    """A link that works once, for an hour, and only while it is the newest of its account."""

    __tablename__ = "password_reset"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    expires_at: Mapped[int]
    used_at: Mapped[int | None]

    user: Mapped[User] = relationship()

    @classmethod
    def issue(cls, user: User) -> str:
        """Return the token of a new link for ``user``; earlier links stop working."""
        cls.close_all(user)
        token = secret.generate(secret.Kind.RESET_TOKEN)
        expires_at = clock.now() + settings().reset_lifetime
        db.session.add(cls(digest=secret.digest(token), user=user, expires_at=expires_at))
        return token

    @classmethod
    def close_all(cls, user: User) -> None:
        """End every open link of ``user``."""
        db.session.execute(
            update(cls)
            .where(cls.user_id == user.id, cls.used_at.is_(None))
            .values(used_at=clock.now())
        )

    @classmethod
    def find_open(cls, token: str) -> "PasswordReset | None":
        """Return the link with ``token``; None unless it can be used."""
        reset = db.session.scalar(select(cls).where(cls.digest == secret.digest(token)))
        if reset is None or reset.used_at is not None or clock.now() >= reset.expires_at:
            return None
        return reset if reset.user.is_active else None

    def redeem(self, new_password: str) -> bool:
        """Set the password and end every session. True for exactly one caller.

        After a ValidationError("password", …) the link can be used again.
        """
        self.user.set_password(new_password)
        spent = rows_changed(
            update(PasswordReset)
            .where(PasswordReset.id == self.id, PasswordReset.used_at.is_(None))
            .values(used_at=clock.now())
        )
        if not spent:
            return False
        self.close_all(self.user)
        self.user.verify()  # the link came by mail
        BrowserSession.end_all(self.user)
        audit_trail.record("password.changed", actor=self.user)
        return True
