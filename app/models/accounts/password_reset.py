"""Links to choose a new password, for users who forgot theirs."""

from sqlalchemy import ForeignKey, false, insert, literal, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.config import settings
from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.values import clock, secret
from app.models.values.onward_link import OnwardLink


class PasswordReset(OnwardLink, db.Model):
    """A link that works once, for an hour, and only while it is the newest of its account."""

    __tablename__ = "password_reset"
    KIND = secret.Kind.RESET_TOKEN

    ended_at: Mapped[int | None] = mapped_column("used_at")
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)

    user: Mapped[User] = relationship()

    @classmethod
    def issue(cls, user: User, *, target: str | None = None) -> str:
        """Return the token of a new link that leads to ``target``; earlier links stop working."""
        cls.close_all(user)
        link = cls(user=user)
        link.lead_to(target)
        return link.seal(settings().reset_lifetime)

    @classmethod
    def imitate(cls, *, target: str | None = None) -> None:
        """Do the work of ``issue`` and change nothing, so that its time tells of no account."""
        cls.end_all(cls.user_id.is_(None))
        digest = secret.digest(secret.generate(cls.KIND))
        row = {"digest": digest, "expires_at": clock.now(), "user_id": 0}
        row |= {"sealed_target": cls.seal_target(target)}
        values = select(*map(literal, row.values())).where(false())
        names = list(row)
        db.session.execute(insert(cls).from_select(names, values))

    @classmethod
    def close_all(cls, user: User) -> None:
        """End every open link of ``user``."""
        cls.end_all(cls.user_id == user.id)

    @property
    def is_open(self) -> bool:
        """Whether the link can still be used."""
        return super().is_open and self.user.is_active

    def redeem(self, new_password: str) -> bool:
        """Set the password and end every session. True for exactly one caller.

        What follows from the proof of the address is up to address_proof.py. After a
        ValidationError("password", …) the link can be used again.
        """
        self.user.set_password(new_password)
        if not self.end():
            return False
        self.close_all(self.user)
        BrowserSession.end_all(self.user)
        audit_trail.record("password.changed", actor=self.user)
        return True
