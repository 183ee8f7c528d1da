"""Signing in and out, and the browsers in which the user is signed in."""

import re
from urllib.parse import urlsplit

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.known_browser import KnownBrowser
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.values import email_address, secret
from app.portal.access import passkey_host, requesting_app
from app.portal.access.rate_limits import count_guesses
from app.portal.accounts import devices, second_step
from app.portal.accounts.account_forms import SignInForm
from app.portal.blueprint import bp, open_to_unverified, public
from app.web import local_path, signed_in
from app.web.signed_in import current_person, current_session


@bp.get("/login")
@public
def sign_in() -> ResponseReturnValue:
    """The sign-in form; a user who is signed in already goes on to ``next``."""
    hint = requesting_app.login_hint(local_path.wanted())
    return second_step.lead_on() or _show_sign_in(SignInForm(email=hint))


@bp.post("/login")
@public
@count_guesses()
def check_sign_in() -> ResponseReturnValue:
    """Sign in, or refuse with the same sentence for every reason."""
    form = SignInForm()
    if form.credential.data:
        return _check_passkey(form)
    if not form.validate():
        return _show_sign_in(form), 422
    user = User.find_by_password(form.email.data, form.password.data)
    if user is None:
        return _refuse(form)
    return second_step.sign_in_or_ask(user)


@bp.post("/logout")
@public
def sign_out() -> ResponseReturnValue:
    """End this browser's session and show the sign-in page, which continues to ``next``."""
    came_for = local_path.wanted()
    signed_in.end_session()
    db.session.commit()
    return redirect(url_for("portal.sign_in", next=came_for))


@bp.get("/account/sessions")
def list_sessions() -> ResponseReturnValue:
    """The browsers in which the user is signed in."""
    return render_template(
        "portal/accounts/sessions/list.html",
        sessions=BrowserSession.list_live(current_person()),
        present=current_session(),
        other_browsers=KnownBrowser.count(current_person(), but=current_session().known_browser_id),
        describe=devices.describe,
        network=devices.describe_network,
    )


@bp.post("/account/sessions/<session_id>/end")
@open_to_unverified
def end_session(session_id: str) -> ResponseReturnValue:
    """Sign out one of the user's browsers."""
    browser_session = BrowserSession.find_own(current_person(), session_id) or abort(404)
    browser_session.end()
    db.session.commit()
    flash(_("That browser is signed out."), "ok")
    return redirect(url_for("portal.list_sessions"))


@bp.get("/account/sessions/end-others")
def ask_end_of_other_sessions() -> ResponseReturnValue:
    """Confirm."""
    return render_template("portal/accounts/sessions/end_others.html")


@bp.post("/account/sessions/end-others")
@open_to_unverified
def end_other_sessions() -> ResponseReturnValue:
    """Sign out all of the user's browsers but this one."""
    current_session().end_others()
    db.session.commit()
    flash(_("All other browsers are signed out."), "ok")
    return redirect(url_for("portal.list_sessions"))


def _check_passkey(form: SignInForm) -> ResponseReturnValue:
    user = second_step.sign_in_with_passkey(form.credential.data)
    if user is None:
        form.form_errors.append(_("This passkey was not accepted. Try again, or use the password."))
        return _show_sign_in(form), 422
    return second_step.go_on()


def _show_sign_in(form: SignInForm) -> str:
    return requesting_app.render_stop(
        "portal/accounts/sessions/sign_in.html",
        form=form,
        not_me=_not_me_url(local_path.wanted()),
        has_passkeys=passkey_host.is_here(),
    )


def _not_me_url(came_for: str | None) -> str | None:
    """Where those go who came for a link to confirm an address, but have made no account."""
    link = re.fullmatch("/account/verify/([a-z0-9_]+)", urlsplit(came_for or "").path)
    return link and url_for("portal.ask_not_me", token=link[1])


def _refuse(form: SignInForm) -> ResponseReturnValue:
    user = User.find_by_email(form.email.data)
    digest = secret.digest(email_address.key_of_typed(form.email.data))
    audit_trail.record("user.sign_in_failed", actor=user, email_digest=digest[:16])
    db.session.commit()
    form.form_errors.append(_("Wrong e-mail or password. Check both, or reset the password."))
    return _show_sign_in(form), 422
