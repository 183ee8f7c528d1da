"""Changing the e-mail address of an account, once the new one is confirmed."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.values import email_address
from app.models.values.errors import ValidationError
from app.portal import mails
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.accounts import email_links
from app.portal.accounts.account_forms import EmailForm
from app.portal.blueprint import bp, open_to_unverified
from app.web import local_path
from app.web.signed_in import current_person


@bp.get("/account/email")
@needs_fresh_proof
def ask_email() -> ResponseReturnValue:
    """Ask for the new address."""
    return _show(EmailForm())


@bp.post("/account/email")
@open_to_unverified
@needs_fresh_proof
def change_email() -> ResponseReturnValue:
    """Mail a link to the new address, and notify the current one."""
    form = EmailForm()
    address = form.make(lambda: _new_address(form))
    if address is None:
        return _show(form), 422
    person = current_person()
    if email_links.send(person, address, came_for=local_path.wanted()):
        if person.verified_at is not None:
            mails.send_address_change_asked(person)
    else:
        email_links.say_why_not(person, address)
    return redirect(url_for("portal.show_verification", next=local_path.wanted()))


@bp.post("/account/email/keep")
@open_to_unverified
def keep_email() -> ResponseReturnValue:
    """Keep the current address; the link to the new one stops working."""
    EmailConfirmation.withdraw_change(current_person())
    db.session.commit()
    flash(_("You keep your address. The link no longer works."), "ok")
    return redirect(local_path.wanted() or url_for("portal.show_account"))


def _new_address(form: EmailForm) -> str:
    address = email_address.parse(form.email.data)
    if address == current_person().email:
        raise ValidationError("email", _("This is your address already."))
    return address


def _show(form: EmailForm) -> str:
    return render_template("portal/accounts/email_change/ask.html", form=form)
