"""Asking for the password again before a sensitive change, in case the browser is not theirs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import PasswordField

from app.extensions import db
from app.portal.access import requesting_app
from app.portal.access.rate_limits import count_guesses
from app.portal.blueprint import bp
from app.portal.forms.fields import PortalForm, required
from app.web import local_path
from app.web.signed_in import current_session

View = Callable[..., ResponseReturnValue]


class FreshPasswordForm(PortalForm):
    """The signed-in user's password."""

    password = PasswordField(lazy_gettext("Password"), [required])


def needs_fresh_password(view: View) -> View:
    """Run ``view`` only if the password was entered recently; else ask for it and come back.

    The view's path must answer GET, as the user returns to it.
    """

    @wraps(view)
    def guarded(**arguments: Any) -> ResponseReturnValue:
        if current_session().has_fresh_password():
            return view(**arguments)
        return redirect(url_for("portal.ask_fresh_password", next=local_path.present()))

    return guarded


@bp.get("/account/confirm")
def ask_fresh_password() -> ResponseReturnValue:
    """Ask for the password."""
    return _show(FreshPasswordForm())


@bp.post("/account/confirm")
@count_guesses(account=lambda: current_user.public_id)
def check_password() -> ResponseReturnValue:
    """Record that the password was entered, and continue to ``next``."""
    form = FreshPasswordForm()
    if not form.validate():
        return _show(form), 422
    if not current_user.check_password(form.password.data):
        form.password.errors = [_("This is not your password.")]
        return _show(form), 422
    current_session().prove_password()
    db.session.commit()
    return redirect(local_path.wanted() or url_for("portal.show_account"))


def _show(form: FreshPasswordForm) -> str:
    # An app may require a fresh sign-in.
    return requesting_app.render_stop("portal/access/fresh_password/confirm.html", form=form)
