"""Setting up an authenticator app, by a QR code and its first code, and removing it."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.second_factors import second_factors, totp_authenticator
from app.models.accounts.second_factors.recovery_code import RecoveryCode
from app.models.accounts.second_factors.totp_authenticator import TOTPAuthenticator
from app.models.teams import factor_policy
from app.models.values.errors import LastFactorError
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.accounts import factor_mails, factor_removal, recovery_codes
from app.portal.accounts.account_forms import AuthenticatorForm
from app.portal.blueprint import bp, open_to_unverified
from app.web import local_path
from app.web.signed_in import current_person


@bp.get("/account/security/authenticator")
@needs_fresh_proof
def ask_authenticator() -> ResponseReturnValue:
    """A QR code for a new app, and the form for its first code."""
    if TOTPAuthenticator.find(current_person()) is not None:
        return redirect(url_for("portal.show_security", next=local_path.wanted()))
    return _show_new(AuthenticatorForm(formdata=None))


@bp.post("/account/security/authenticator")
@open_to_unverified
@needs_fresh_proof
def set_up_authenticator() -> ResponseReturnValue:
    """Set up the app if its code is right; with the first factor come recovery codes."""
    form, person = AuthenticatorForm(), current_person()
    totp_secret = totp_authenticator.read_set_up(person, form.secret.data or "")
    if totp_secret is None:
        flash(_("That took too long. Scan the new code."), "bad")
        return redirect(url_for("portal.ask_authenticator", next=local_path.wanted()))
    is_first, code = not second_factors.are_on(person), form.code.data
    if not form.apply(lambda: TOTPAuthenticator.set_up(person, totp_secret, code)):
        return _show_new(form), 422
    codes = RecoveryCode.replace_all(person) if is_first else []
    db.session.commit()
    factor_mails.send_authenticator_added(person)
    flash(_("Your authenticator app is set up."), "ok")
    if codes:
        return recovery_codes.show_new(codes)
    return redirect(local_path.wanted() or url_for("portal.show_security"))


@bp.get("/account/security/authenticator/remove")
@needs_fresh_proof
def ask_authenticator_removal() -> ResponseReturnValue:
    """Confirm, with what it means for signing in."""
    _find_own()
    return _show_removal()


@bp.post("/account/security/authenticator/remove")
@open_to_unverified
@needs_fresh_proof
def remove_authenticator() -> ResponseReturnValue:
    """Remove the app, unless the installation demands it."""
    try:
        factor_policy.remove(current_person(), _find_own())
    except LastFactorError:
        db.session.rollback()
        return _show_removal(), 409
    db.session.commit()
    factor_mails.send_factor_ended(current_person(), _("Authenticator app"))
    flash(_("Your authenticator app is removed."), "ok")
    return redirect(url_for("portal.show_security"))


def _find_own() -> TOTPAuthenticator:
    return TOTPAuthenticator.find(current_person()) or abort(404)


def _show_new(form: AuthenticatorForm) -> str:
    person = current_person()
    sealed = form.secret.data or totp_authenticator.begin_set_up(person)
    totp_secret = totp_authenticator.read_set_up(person, sealed) or abort(400)
    form.secret.data = sealed
    uri = totp_authenticator.provisioning_uri(person, totp_secret)
    drawing = _draw(uri)
    return render_template(
        "portal/accounts/totp_authenticators/new.html",
        form=form,
        svg=Markup(drawing),
        secret=totp_secret,
        came_for=local_path.wanted(),
    )


def _show_removal() -> str:
    action = url_for("portal.remove_authenticator")
    return factor_removal.show(_("Remove your authenticator app?"), action, _("Remove app"))


def _draw(uri: str) -> str:
    import segno  # few pages show a code to scan

    return segno.make(uri, error="m").svg_inline(border=4, light="#fff", omitsize=True)
