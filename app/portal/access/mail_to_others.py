"""Forms that send mail to others: who may send them, and how many."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from app.language.texts import gettext as _
from app.mail import allowance
from app.models.accounts.user import User
from app.models.teams.team import Team
from app.models.values import email_address
from app.models.values.errors import ValidationError
from app.web import local_path
from app.web.signed_in import current_person

View = Callable[..., ResponseReturnValue]


def needs_proved_address(view: View) -> View:
    """Run ``view`` only for users whose address is confirmed, on every installation.

    An account that never opened its own mail sends none to others.
    """

    @wraps(view)
    def guarded(**arguments: Any) -> ResponseReturnValue:
        if current_person().verified_at is not None:
            return view(**arguments)
        flash(_("Confirm your address first. Then you can send mail to others."), "warn")
        return redirect(url_for("portal.show_verification", next=local_path.page_again()))

    return guarded


def count(typed: str, *, by: User, team: Team | None = None) -> None:
    """Count one more mail to the address; raises ValidationError("email", …) beyond a limit."""
    if not allowance.may_send(email_address.parse(typed), by=by, team=team):
        raise ValidationError("email", _("Too many mails were sent. Try again in an hour."))
