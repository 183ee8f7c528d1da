"""Signing in and out."""

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms import PasswordField, StringField

from app.extensions import db
from app.models.user import User
from app.portal import local_path
from app.portal.blueprint import bp
from app.portal.current_user import start_session
from app.portal.fields import PortalForm, required


class SignInForm(PortalForm):
    """Address and password."""

    email = StringField(lazy_gettext("E-mail"), [required])
    password = PasswordField(lazy_gettext("Password"), [required])


@bp.get("/login")
def sign_in() -> ResponseReturnValue:
    """Ask who it is."""
    return render_template("portal/sessions/sign_in.html", form=SignInForm())


@bp.post("/login")
def check_sign_in() -> ResponseReturnValue:
    """Sign in, or say in one sentence for every reason that it did not work."""
    form = SignInForm()
    user = form.validate() and User.find_by_password(form.email.data, form.password.data)
    if not user:
        form.form_errors.append(_("E-mail and password do not belong together."))
        return render_template("portal/sessions/sign_in.html", form=form), 422
    start_session(user)
    db.session.commit()
    return redirect(local_path.wanted() or url_for("portal.home"))


@bp.post("/logout")
def sign_out() -> ResponseReturnValue:
    """End this browser's session, and go to the sign-in page or where ``next`` says."""
    if current_user.is_authenticated:
        current_user.browser_session.end()
    session.clear()
    db.session.commit()
    return redirect(url_for("portal.sign_in", next=local_path.wanted()))
