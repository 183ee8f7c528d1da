"""Changing a password, which ends the other sessions and open links."""

from app.language.texts import gettext as _
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.accounts.password_reset import PasswordReset
from app.models.audit import audit_trail
from app.models.values.errors import ValidationError


def change(session: BrowserSession, *, current: str, new: str) -> None:
    """Replace the user's password, sign out every other browser, and end every mailed link.

    Raises ValidationError("current_password" or "password", …).
    """
    user = session.user
    if not user.check_password(current):
        raise ValidationError("current_password", _("This is not your password."))
    user.set_password(new)
    PasswordReset.close_all(user)
    EmailConfirmation.close_all(user)
    BrowserSession.end_all(user, but=session)
    audit_trail.record("password.changed", actor=user)
