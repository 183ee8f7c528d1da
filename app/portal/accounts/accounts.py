"""Signing up, and changing one's profile and password."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.extensions import db
from app.language import current
from app.language.texts import gettext as _
from app.models.accounts import password_change
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.portal import mails
from app.portal.access import requesting_app
from app.portal.access.rate_limits import count_guesses, count_requests, may_mail
from app.portal.accounts import email_links, remaining_links, second_step
from app.portal.accounts.account_forms import PasswordForm, ProfileForm, SignUpForm
from app.portal.blueprint import bp, open_to_unverified, public
from app.web import local_path
from app.web.language import locale
from app.web.signed_in import current_person, current_session


@bp.get("/register")
@public
def register() -> ResponseReturnValue:
    """The sign-up form; a user who is signed in already goes on to ``next``."""
    return second_step.lead_on() or _show_sign_up(SignUpForm())


@bp.post("/register")
@public
@count_requests("rate_limit_sign_up")
@count_guesses()
def create_account() -> ResponseReturnValue:
    """Create the account and sign in; an existing one signs in with its password."""
    form = SignUpForm()
    user = form.make(lambda: _sign_up(form))
    if user is None:
        return _show_sign_up(form), 422
    answer = second_step.sign_in_or_ask(user)
    if user.verified_at is None:
        email_links.send(user, user.email, came_for=local_path.wanted())
    return answer


@bp.get("/account")
# The address that a refused password form leaves in the browser.
@bp.get("/account/password", endpoint="ask_password")
def show_account() -> ResponseReturnValue:
    """Name, time zone, language and password."""
    return _show_account()


@bp.post("/account")
@open_to_unverified
def update_account() -> ResponseReturnValue:
    """Change name, time zone and language."""
    form = ProfileForm(data={"timezone": current_user.timezone, "locale": locale.pick_locale()})
    if not form.apply(
        lambda: current_user.change_profile(
            name=form.name.data, timezone=form.timezone.data, locale=form.locale.data
        )
    ):
        return _show_account(profile=form), 422
    db.session.commit()
    current.refresh()  # the message is in the new language
    flash(_("Your profile is saved."), "ok")
    return redirect(url_for("portal.show_account"))


@bp.post("/account/password")
@open_to_unverified
@count_guesses(account=lambda: current_user.public_id)
def change_password() -> ResponseReturnValue:
    """Change the password; signs out all other browsers and invalidates mailed links."""
    session, form = current_session(), PasswordForm()
    current, new = form.current_password.data, form.password.data
    if not form.apply(lambda: password_change.change(session, current=current, new=new)):
        return _show_account(password=form), 422
    db.session.commit()
    mails.send_password_changed(session.user)
    flash(_("Your password is changed, and all other browsers are signed out."), "ok")
    remaining_links.offer(session.user)
    return redirect(url_for("portal.show_account"))


def _show_sign_up(form: SignUpForm) -> str:
    return requesting_app.render_stop("portal/accounts/sign_up.html", form=form)


def _sign_up(form: SignUpForm) -> User | None:
    # The same work whether the address is taken or not: one hash computed, one compared.
    new = User.register(
        email=form.email.data,
        name=form.name.data,
        new_password=form.password.data,
        timezone=form.timezone.data,
        locale=locale.pick_locale(),
    )
    existing = User.find_by_password(form.email.data, form.password.data)
    if existing or new.store():
        return existing or new
    form.form_errors.append(
        _("Sign-up failed. If you already have an account, sign in or reset the password.")
    )
    owner = User.find_by_email(form.email.data)
    audit_trail.record("user.sign_up_refused", actor=owner)
    db.session.commit()
    if owner is not None and owner.is_active and may_mail(owner):
        mails.send_sign_up_notice(owner)
    return None


def _show_account(profile: ProfileForm | None = None, password: PasswordForm | None = None) -> str:
    return render_template(
        "portal/accounts/show.html",
        profile=profile or _profile_form(),
        password=password or PasswordForm(formdata=None),
        waiting=EmailConfirmation.find_waiting(current_person()),
    )


def _profile_form() -> ProfileForm:
    # Without a choice, that in which the page is shown.
    form = ProfileForm(obj=current_user, formdata=None)
    form.locale.data = current_user.locale or locale.pick_locale()
    return form
