"""The security page of an account: passkeys, the authenticator app, recovery codes."""

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.second_factors import ceremony, second_factors
from app.models.accounts.second_factors.ceremony import RefusedPasskeyError
from app.models.accounts.second_factors.challenge import Challenge, Purpose
from app.models.accounts.second_factors.passkey import Passkey
from app.models.accounts.second_factors.recovery_code import RecoveryCode
from app.models.teams import factor_policy
from app.models.values.errors import LastFactorError
from app.portal.access import passkey_host
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.accounts import devices, factor_mails, factor_removal, recovery_codes
from app.portal.accounts.account_forms import NewPasskeyForm
from app.portal.blueprint import bp, open_to_unverified
from app.web import local_path
from app.web.signed_in import current_person, current_session


@bp.get("/account/security")
def show_security() -> ResponseReturnValue:
    """The second factors, and what the installation demands."""
    agent = request.headers.get("User-Agent", "")
    return show(NewPasskeyForm(formdata=None, data={"name": devices.describe(agent)}))


@bp.post("/account/security")
@open_to_unverified
@needs_fresh_proof
def add_passkey() -> ResponseReturnValue:
    """Add the passkey that the browser has made; with the first factor come recovery codes."""
    form, person = NewPasskeyForm(), current_person()
    is_first = not second_factors.are_on(person)
    passkey = form.make(lambda: _add(form))
    if passkey is None:
        db.session.commit()  # the challenge is used up
        return show(form), 422
    codes = RecoveryCode.replace_all(person) if is_first else []
    db.session.commit()
    factor_mails.send_passkey_added(person, passkey.name)
    flash(_("%(name)s can sign you in now.", name=passkey.name), "ok")
    if codes:
        return recovery_codes.show_new(codes)
    return redirect(local_path.wanted() or url_for("portal.show_security"))


@bp.post("/account/security/passkeys/options")
@open_to_unverified
@needs_fresh_proof
def offer_new_passkey() -> ResponseReturnValue:
    """The options for a new passkey, as JSON."""
    if ceremony.relying_party_id() is None:
        return jsonify(error="no_host_name"), 409
    person = current_person()
    challenge = Challenge.issue(Purpose.ADD, current_session().key_digest)
    present = [passkey.credential_id for passkey in Passkey.list_of(person)]
    db.session.commit()
    return jsonify(ceremony.registration_options(person, challenge, present))


@bp.get("/account/security/passkeys/<passkey_id>/remove")
@needs_fresh_proof
def ask_passkey_removal(passkey_id: str) -> ResponseReturnValue:
    """Confirm, with what it means for signing in."""
    return _show_removal(_find_own(passkey_id))


@bp.post("/account/security/passkeys/<passkey_id>/remove")
@open_to_unverified
@needs_fresh_proof
def remove_passkey(passkey_id: str) -> ResponseReturnValue:
    """Remove a passkey, unless the installation demands it."""
    passkey, person = _find_own(passkey_id), current_person()
    name = passkey.name
    try:
        factor_policy.remove(person, passkey)
    except LastFactorError:
        db.session.rollback()
        return _show_removal(passkey), 409
    db.session.commit()
    factor_mails.send_factor_ended(person, name)
    flash(_("%(name)s is removed.", name=name), "ok")
    return redirect(url_for("portal.show_security"))


def show(form: NewPasskeyForm) -> str:
    """The page, with the form for a new passkey."""
    person = current_person()
    factors = second_factors.read(person)
    return render_template(
        "portal/accounts/security/show.html",
        form=form,
        factors=factors,
        is_demanded=factor_policy.is_demanded_of(person),
        reason=_reason() if factor_policy.is_missing(person) else None,
        has_passkeys=passkey_host.is_here(),
        passkeys_at=passkey_host.same_page_there(),
        came_for=local_path.wanted(),
    )


def _show_removal(passkey: Passkey) -> str:
    action = url_for("portal.remove_passkey", passkey_id=passkey.public_id)
    heading = _("Remove %(name)s?", name=passkey.name)
    return factor_removal.show(heading, action, _("Remove passkey"))


def _add(form: NewPasskeyForm) -> Passkey | None:
    try:
        return Passkey.add(
            current_person(),
            ceremony.read(form.credential.data or ""),
            name=form.name.data,
            holder_digest=current_session().key_digest,
        )
    except RefusedPasskeyError:
        form.form_errors.append(_("This passkey was not accepted. Try again."))
        return None


def _find_own(passkey_id: str) -> Passkey:
    return Passkey.find_own(current_person(), passkey_id) or abort(404)


def _reason() -> str:
    """Why a second factor must be set up first."""
    if factor_policy.is_demanded_of_all():
        return _("Everyone here needs a second factor.")
    if current_person().is_operator:
        return _("Operators need a second factor.")
    return _("Owners of teams need a second factor.")
