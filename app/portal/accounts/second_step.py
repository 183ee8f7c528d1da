"""The two steps of signing in: the password, then the second factor if there is one.

In between there is no session, only a pending sign-in whose key is in the browser's cookie. A
passkey is both steps at once.
"""

from flask import current_app, flash, jsonify, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.callers import known_browsers
from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.browser_session import PASSKEY
from app.models.accounts.second_factors import ceremony, second_factors
from app.models.accounts.second_factors.ceremony import RefusedPasskeyError
from app.models.accounts.second_factors.challenge import Challenge, Purpose
from app.models.accounts.second_factors.passkey import Passkey
from app.models.accounts.second_factors.pending_sign_in import PendingSignIn
from app.models.accounts.second_factors.recovery_code import RecoveryCode
from app.models.accounts.second_factors.totp_authenticator import TOTPAuthenticator
from app.models.accounts.user import User
from app.models.teams import factor_policy
from app.portal.access import passkey_host, requesting_app
from app.portal.access.rate_limits import count_guesses, count_requests, may_mail
from app.portal.accounts import factor_mails
from app.portal.accounts.account_forms import SecondStepForm
from app.portal.blueprint import bp, public
from app.web import local_path
from app.web.signed_in import current_person, start_session

KEY = "pending_sign_in"  # in the browser's cookie
WITH_CODE = "pwd otp mfa"  # RFC 8176
WITH_PASSWORD_AND_PASSKEY = "pwd pop mfa"


def sign_in_or_ask(user: User) -> ResponseReturnValue:
    """Sign in ``user``, who has proved the password, or ask for the second factor; commits."""
    if not second_factors.are_on(user):
        start_session(user)
        db.session.commit()
        return go_on()
    is_known = known_browsers.knows(user)
    _pending, session[KEY] = PendingSignIn.begin(user, in_known_browser=is_known)
    db.session.commit()
    return redirect(url_for("portal.ask_second_step", next=local_path.wanted()))


def go_on() -> ResponseReturnValue:
    """Redirect a user who has signed in to what they came for.

    Who came for nothing is led to the second factor that the installation demands.
    """
    if target := local_path.wanted():
        return redirect(target)
    is_missing = factor_policy.is_missing(current_person())
    return redirect(url_for("portal.show_security" if is_missing else "portal.home"))


def lead_on() -> ResponseReturnValue | None:
    """Redirect to ``next`` a user who signed in elsewhere, such as in another tab; None for others.

    Without ``next`` they may be here to sign in as someone else.
    """
    target = local_path.wanted()
    return redirect(target) if target and current_user.is_authenticated else None


@bp.get("/login/code")
@public
def ask_second_step() -> ResponseReturnValue:
    """Ask for a code or a passkey."""
    pending = find_pending()
    return _begin_again() if pending is None else _show(pending, SecondStepForm())


@bp.post("/login/code")
@public
@count_guesses(account=lambda: _account_key())
def check_second_step() -> ResponseReturnValue:
    """Sign in by a code or a passkey; else ask again, a few times."""
    pending, form = find_pending(), SecondStepForm()
    if pending is None or pending.user is None:
        return _begin_again()
    if not form.validate():
        return _show(pending, form), 422
    if form.credential.data:
        return _check_passkey(pending, pending.user, form)
    return _check_code(pending, pending.user, form)


@bp.post("/login/code/options")
@public
def offer_second_step() -> ResponseReturnValue:
    """The options for the passkeys of the account, as JSON."""
    pending = find_pending()
    if pending is None or pending.user is None or ceremony.relying_party_id() is None:
        return jsonify(error="expired"), 409
    challenge = Challenge.issue(Purpose.SECOND_STEP, pending.key_digest)
    allowed = [passkey.credential_id for passkey in Passkey.list_of(pending.user)]
    db.session.commit()
    return jsonify(ceremony.authentication_options(challenge, allowed))


@bp.post("/login/passkey/options")
@public
@count_requests("rate_limit_sign_up")
def offer_passkey() -> ResponseReturnValue:
    """The options for a passkey of any account, as JSON."""
    if ceremony.relying_party_id() is None:
        return jsonify(error="no_host_name"), 409
    pending, session[KEY] = PendingSignIn.begin(None)
    challenge = Challenge.issue(Purpose.SIGN_IN, pending.key_digest)
    db.session.commit()
    return jsonify(ceremony.authentication_options(challenge))


def sign_in_with_passkey(answer: str) -> User | None:
    """Sign in the account of the passkey that gave this answer; None when it is refused.

    Commits in any case: a challenge is used up by a wrong answer, too.
    """
    pending = PendingSignIn.find(session.get(KEY, ""))
    try:
        if pending is None or pending.user_id is not None:
            raise RefusedPasskeyError("no challenge")
        passkey = Passkey.authenticate(
            ceremony.read(answer), Purpose.SIGN_IN, holder_digest=pending.key_digest
        )
        if not pending.complete():
            raise RefusedPasskeyError("completed already")
    except RefusedPasskeyError as error:
        Passkey.record_refusal(error)
        db.session.commit()
        return None
    start_session(passkey.user, PASSKEY)
    db.session.commit()
    return passkey.user


def find_pending() -> PendingSignIn | None:
    """The browser's sign-in whose password is proved; None when it has ended."""
    pending = PendingSignIn.find(session.get(KEY, ""))
    return pending if pending is not None and pending.user_id is not None else None


def _check_code(pending: PendingSignIn, user: User, form: SecondStepForm) -> ResponseReturnValue:
    if not pending.begin_guess():
        form.form_errors.append(_("Too many wrong codes. Use a passkey, or try again in an hour."))
        return _refuse(pending, form)
    authenticator, code = TOTPAuthenticator.find(user), form.code.data or ""
    is_of_app = authenticator is not None and authenticator.accept(code)
    is_recovery = not is_of_app and RecoveryCode.redeem(user, code)
    if not (is_of_app or is_recovery):
        message = _("This code is wrong, or was used. Wait for the next one, and check the clock.")
        form.code.errors = [message]
        return _refuse(pending, form)
    pending.forgive_guess()
    answer = _complete(pending, user, WITH_CODE)
    if is_recovery:
        left = RecoveryCode.count_left(user)
        factor_mails.send_recovery_code_used(user, left)
        flash(_("You used a recovery code. Codes left: %(left)d.", left=left), "warn")
    return answer


def _check_passkey(pending: PendingSignIn, user: User, form: SecondStepForm) -> ResponseReturnValue:
    try:
        Passkey.authenticate(
            ceremony.read(form.credential.data),
            Purpose.SECOND_STEP,
            holder_digest=pending.key_digest,
            user=user,
        )
    except RefusedPasskeyError as error:
        current_app.logger.info("passkey refused: %s", error)
        form.form_errors.append(_("This passkey was not accepted. Try again, or use a code."))
        return _refuse(pending, form)
    return _complete(pending, user, WITH_PASSWORD_AND_PASSKEY)


def _complete(pending: PendingSignIn, user: User, amr: str) -> ResponseReturnValue:
    if not pending.complete():
        db.session.rollback()
        return _begin_again()
    start_session(user, amr)
    db.session.commit()
    return go_on()


def _refuse(pending: PendingSignIn, form: SecondStepForm) -> ResponseReturnValue:
    pending.record_failure()
    db.session.commit()
    db.session.refresh(pending)
    if not pending.is_open:
        if pending.user is not None and may_mail(pending.user):
            factor_mails.send_wrong_codes(pending.user)
        return _begin_again(_("Too many wrong codes. Sign in again."))
    return _show(pending, form), 422


def _begin_again(reason: str | None = None) -> ResponseReturnValue:
    session.pop(KEY, None)
    if answer := lead_on():
        return answer
    flash(reason or _("That took too long. Sign in again."), "bad")
    return redirect(url_for("portal.sign_in", next=local_path.wanted()))


def _account_key() -> str:
    pending = find_pending()
    return pending.user.public_id if pending is not None and pending.user is not None else ""


def _show(pending: PendingSignIn, form: SecondStepForm) -> str:
    factors = second_factors.read(pending.user) if pending.user is not None else None
    return requesting_app.render_stop(
        "portal/accounts/second_step/ask.html",
        form=form,
        factors=factors,
        has_passkey=bool(factors and factors.passkeys and passkey_host.is_here()),
    )
