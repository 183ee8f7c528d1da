"""Forgotten passwords: a mailed link, and the form for a new password that it opens.

``next``, such as an app's authorization request, is stored with the link, and passed on to the
sign-in that follows.
"""

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from app.callers import known_browsers
from app.extensions import csrf, db
from app.language.texts import gettext as _
from app.models.accounts.password_reset import PasswordReset
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.housekeeping import address_proof
from app.models.values import email_address, secret
from app.portal import mails
from app.portal.access.rate_limits import count_guesses, may_mail
from app.portal.accounts import lost_with_proof, remaining_links
from app.portal.accounts.account_forms import AskResetForm, ResetForm
from app.portal.blueprint import bp, public
from app.web import local_path


@bp.get("/forgot")
@public
def ask_reset() -> ResponseReturnValue:
    """Ask for the address."""
    return _show_ask(AskResetForm())


@bp.post("/forgot")
@public
@count_guesses(account=None, wrong=frozenset({200}))  # as every link that is mailed looks alike
def send_reset() -> ResponseReturnValue:
    """Mail a link if the address has an account; the answer is the same for every address."""
    form = AskResetForm()
    if not form.validate():
        return _show_ask(form), 422
    user, target, token = User.find_by_email(form.email.data), local_path.wanted(), None
    if user and user.is_active and may_mail(user):
        token = PasswordReset.issue(user, target=target)
    else:
        PasswordReset.imitate(target=target)
    digest = secret.digest(email_address.key_of_typed(form.email.data))
    audit_trail.record("password.reset_asked", actor=user, email_digest=digest[:16])
    db.session.commit()
    # From here on, too, both ways do the same: an account would be read again after the commit.
    user = User.find_by_email(form.email.data)
    if user and token:
        mails.send_reset_link(user, token)
    else:
        mails.imitate_reset_link()
    return render_template(
        "portal/accounts/password_resets/sent.html",
        email=form.email.data.strip(),
        came_for=target,
    )


@bp.get("/reset/<token>")
@public
def reset_password(token: str) -> ResponseReturnValue:
    """Ask for the new password."""
    reset = PasswordReset.find_open(token)
    if reset is None:
        return _show_dead_link(token)
    return _show(reset, ResetForm(data={"name": reset.user.name}), 200)


# The page sends no Referer, which the app-wide CSRF check requires on https; the form checks its
# own token.
@bp.post("/reset/<token>")
@public
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF ships no types
def redeem_reset(token: str) -> ResponseReturnValue:
    """Set the new password, once, and sign the user out everywhere."""
    form = ResetForm()
    reset = PasswordReset.find_open(token)
    if reset is None:
        return _show_dead_link(token)
    is_redeemed = form.make(lambda: _redeem(reset, form))
    if form.csrf_token.errors:
        raise CSRFError(form.csrf_token.errors[0])
    if is_redeemed is None:
        return _show(reset, form, 422)
    if not is_redeemed:
        return _show_dead_link(token)
    # The way in for a person whose account is being guessed at from everywhere.
    known_browsers.recognise(reset.user)
    db.session.commit()
    mails.send_password_changed(reset.user)
    session.clear()
    flash(_("Your password is changed. Sign in with the new one."), "ok")
    links = url_for("portal.list_own_feed_links") if remaining_links.offer(reset.user) else None
    return redirect(url_for("portal.sign_in", next=_target(reset) or links))


def _redeem(reset: PasswordReset, form: ResetForm) -> bool:
    user, is_first_proof = reset.user, reset.user.verified_at is None
    is_redeemed = address_proof.reset_password(reset, form.password.data)
    name, timezone = form.name.data or user.name, form.timezone.data or user.timezone
    if is_redeemed and is_first_proof and (name, timezone) != (user.name, user.timezone):
        user.change_profile(name=name, timezone=timezone)
    return is_redeemed


def _show_ask(form: AskResetForm) -> str:
    return render_template(
        "portal/accounts/password_resets/ask.html", form=form, came_for=local_path.wanted()
    )


def _show(reset: PasswordReset, form: ResetForm, status: int) -> ResponseReturnValue:
    page = render_template(
        "portal/accounts/password_resets/choose.html",
        form=form,
        is_first_proof=reset.user.verified_at is None,
        ends=lost_with_proof.describe(reset.user),
    )
    # The address of this page gives access to the account.
    return page, status, {"Referrer-Policy": "no-referrer"}


def _target(reset: PasswordReset | None) -> str | None:
    # The links of earlier versions had it in their address.
    return (reset.target if reset is not None else None) or local_path.wanted()


def _show_dead_link(token: str) -> ResponseReturnValue:
    came_for = _target(PasswordReset.find(token))
    return render_template("portal/accounts/password_resets/dead_link.html", came_for=came_for), 410
