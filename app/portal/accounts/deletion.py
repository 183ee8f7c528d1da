"""Deleting one's own account, after a page that says what is deleted and what stays."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.mail import allowance
from app.models.housekeeping import account_deletion
from app.models.operators import operators
from app.models.values import email_address
from app.models.values.errors import LastOperatorError, LastOwnerError
from app.portal import mails
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.blueprint import bp, open_to_unverified
from app.web.signed_in import current_person


@bp.get("/account/delete")
@needs_fresh_proof
def ask_account_deletion() -> ResponseReturnValue:
    """Say what is deleted, what stays, and which teams need another owner first."""
    return _show()


@bp.post("/account/delete")
@open_to_unverified
@needs_fresh_proof
def delete_account() -> ResponseReturnValue:
    """Delete the account if its address was typed, and sign out."""
    person = current_person()
    address, name, is_proved = person.email, person.name, person.verified_at is not None
    if not email_address.is_same(request.form.get("typed", ""), address):
        return _show(error=_("This is not your address.")), 422
    try:
        operators.require_another(person)
        is_deleted = account_deletion.delete(person)
    except LastOperatorError:
        db.session.rollback()
        return _show(error=_("You are the only operator. Appoint another one first.")), 409
    except LastOwnerError:
        db.session.rollback()
        return _show(), 409
    session.clear()
    db.session.commit()
    if is_deleted and (is_proved or allowance.may_reach(address, "news")):
        mails.send_account_deleted(address, name)
    flash(_("Your account is deleted."), "ok")
    return redirect(url_for("portal.home"))


def _show(error: str | None = None) -> str:
    return render_template(
        "portal/accounts/deletion/confirm.html",
        outlook=account_deletion.foresee(current_person()),
        error=error,
    )
