"""Authenticator apps: one-time passwords of six digits, from the time (TOTP, RFC 6238)."""

import hmac
import json
import re

import pyotp
from sqlalchemy import ColumnElement, ForeignKey, Text, and_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.config import settings
from app.database.transactions import rows_changed
from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.values import clock, sealed_text
from app.models.values.errors import ValidationError
from app.models.values.sealed_text import UnreadableTextError

WINDOW = 1  # time steps before and after the present one (RFC 6238 section 5.2)
SET_UP_LIFETIME = 1800  # seconds to scan the code and type the first one
DIGITS = re.compile("[0-9]{6}")


class TOTPAuthenticator(db.Model):
    """The authenticator app of a user, who has at most one.

    The secret is encrypted; ``last_step`` is the newest time step whose code was used.
    """

    __tablename__ = "totp_authenticator"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), unique=True)
    sealed_secret: Mapped[str] = mapped_column(Text)
    last_step: Mapped[int]
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    last_used_at: Mapped[int | None]

    @classmethod
    def find(cls, user: User) -> "TOTPAuthenticator | None":
        """Return the app of ``user``, or None."""
        return db.session.scalar(select(cls).where(cls.user_id == user.id))

    @classmethod
    def set_up(cls, user: User, totp_secret: str, code: str) -> "TOTPAuthenticator":
        """Return the new app of ``user``, whose first ``code`` counts as used.

        Raises ValidationError("code", …) for a wrong code, or when there is an app already.
        """
        step = _find_step(totp_secret, code)
        if step is None:
            message = _("This code is wrong. Check that the clock of your phone is right.")
            raise ValidationError("code", message)
        sealed = sealed_text.seal(totp_secret, context=_context(user.id))
        app = cls(user_id=user.id, sealed_secret=sealed, last_step=step)
        try:
            with db.session.begin_nested():
                db.session.add(app)
        except IntegrityError:
            raise ValidationError("code", _("You have an authenticator app already.")) from None
        audit_trail.record("authenticator.added", actor=user)
        return app

    def accept(self, code: str) -> bool:
        """Whether ``code`` is right. A time step is accepted once, however many try at once."""
        context = _context(self.user_id)
        try:
            step = _find_step(sealed_text.unseal(self.sealed_secret, context=context), code)
        except UnreadableTextError:  # `stagedoor check` reports it
            return False
        if step is None:
            return False
        statement = update(TOTPAuthenticator).where(
            TOTPAuthenticator.id == self.id, TOTPAuthenticator.last_step < step
        )
        return bool(rows_changed(statement.values(last_step=step, last_used_at=clock.now())))

    @classmethod
    def seal_all_again(cls) -> int:
        """Encrypt secrets of former SECRET_KEYs under the present one; return how many."""
        return sealed_text.seal_all_again(cls.sealed_secret, cls.user_id, _context)

    @classmethod
    def unreadable(cls) -> ColumnElement[bool]:
        """Rows whose SECRET_KEY is neither set nor a fallback."""
        prefixes = sealed_text.readable_prefixes()
        return and_(*(~cls.sealed_secret.startswith(prefix) for prefix in prefixes))


def begin_set_up(user: User) -> str:
    """Return a new secret, encrypted for ``user``, to be sent back with the app's first code."""
    content = {"secret": pyotp.random_base32(), "until": clock.now() + SET_UP_LIFETIME}
    return sealed_text.seal(json.dumps(content), context=f"set up {user.public_id}")


def read_set_up(user: User, sealed: str) -> str | None:
    """Return the secret of ``begin_set_up``; None when it is of another user or too old."""
    try:
        content = json.loads(sealed_text.unseal(sealed, context=f"set up {user.public_id}"))
    except UnreadableTextError:
        return None
    return str(content["secret"]) if clock.now() < content["until"] else None


def provisioning_uri(user: User, totp_secret: str) -> str:
    """Return the otpauth URI that an authenticator app reads from a QR code."""
    # A colon separates the issuer from the account.
    issuer = settings().instance_name.replace(":", " ")
    uri: str = pyotp.TOTP(totp_secret).provisioning_uri(name=user.email, issuer_name=issuer)
    return uri


def _find_step(totp_secret: str, typed: str) -> int | None:
    """Return the time step near the present whose code was typed, the newest first; else None."""
    code, totp = "".join(typed.split()), pyotp.TOTP(totp_secret)
    if not DIGITS.fullmatch(code):
        return None
    present = totp.timecode(clock.now())
    near = range(present + WINDOW, present - WINDOW - 1, -1)
    return next((step for step in near if _is_of(totp, step, code)), None)


def _is_of(totp: pyotp.TOTP, step: int, code: str) -> bool:
    return hmac.compare_digest(totp.generate_otp(step), code)


def _context(user_id: int) -> str:
    return f"totp_authenticator of {user_id}"
