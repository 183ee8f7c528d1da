"""Links that verify an address: that of a new account, or the one it changes to."""

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.config import settings
from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.password_reset import PasswordReset
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.values import clock, secret
from app.models.values.errors import ValidationError
from app.models.values.onward_link import OnwardLink

PAUSE = 60  # seconds between two links to the same address


class EmailConfirmation(OnwardLink, db.Model):
    """A link that works once, for a day, and only while it is the newest of its account."""

    __tablename__ = "email_confirmation"
    KIND = secret.Kind.EMAIL_LINK

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())

    user: Mapped[User] = relationship()

    @classmethod
    def issue(cls, user: User, email: str, *, target: str | None = None) -> str | None:
        """Return the token of a new link; None when ``email`` was sent one less than PAUSE ago.

        It leads to ``target``, or where the link that waits would have led. Earlier links stop
        working.
        """
        # The lock makes a second click wait until the first link is visible.
        db.session.execute(select(User.id).where(User.id == user.id).with_for_update())
        if cls.seconds_to_wait(user, email):
            return None
        waiting = cls.find_waiting(user)
        is_repeated = waiting is not None and waiting.email == email
        link = cls(user=user, email=email)
        link.lead_to(target or (waiting.target if waiting is not None else None))
        cls.close_all(user)
        token = link.seal(settings().verify_lifetime)
        if email != user.email and not is_repeated:
            audit_trail.record("email.change_asked", actor=user)
        return token

    @classmethod
    def seconds_to_wait(cls, user: User, email: str) -> int:
        """Return the seconds until another link may be sent to ``email``; 0 for now."""
        sent_at = db.session.scalar(
            select(cls.created_at)
            .where(cls.user_id == user.id, cls.email == email)
            .order_by(cls.id.desc())
            .limit(1)
        )
        return 0 if sent_at is None else max(0, sent_at + PAUSE - clock.now())

    @classmethod
    def close_all(cls, user: User) -> None:
        """End every open link of ``user``; they lead nowhere any more."""
        cls.end_all(cls.user_id == user.id, sealed_target=None)

    @classmethod
    def withdraw_change(cls, user: User) -> None:
        """Cancel the change of address: the link to the new one stops working."""
        cls.close_all(user)
        audit_trail.record("email.change_withdrawn", actor=user)

    @classmethod
    def find_waiting(cls, user: User) -> "EmailConfirmation | None":
        """Return the link that ``user`` was sent and has not opened yet, or None."""
        return db.session.scalar(cls.select_open(cls.user_id == user.id).limit(1))

    @property
    def is_open(self) -> bool:
        """Whether the link can still be used."""
        return super().is_open and self.user.is_active

    @property
    def is_change(self) -> bool:
        """Whether the link changes the account's address."""
        return self.email != self.user.email

    def redeem(self) -> bool:
        """Use the link, and move to its address. True for exactly one caller, however many try.

        What follows from the proof is up to address_proof.py. A changed address ends open links to
        choose a new password. Raises ValidationError("email", …) when another account has taken
        the address since.
        """
        if not self.end():
            return False
        action = "email.changed" if self.is_change else "email.verified"
        if self.is_change:
            PasswordReset.close_all(self.user)
            self._move()
        audit_trail.record(action, actor=self.user)
        return True

    def _move(self) -> None:
        try:
            with db.session.begin_nested():
                self.user.email = self.email
        except IntegrityError:
            raise ValidationError("email", _("Another account has this address.")) from None
