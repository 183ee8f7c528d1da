"""Deleting one's account: what goes and what stays is said first."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.grants.grant_state import GrantStatus
from app.models.housekeeping import account_deletion
from app.models.housekeeping.account_deletion import Ended
from app.models.operators import operators
from app.models.values.errors import LastOperatorError, LastOwnerError
from app.portal import mails
from app.portal.access.fresh_password import needs_fresh_password
from app.portal.blueprint import bp
from app.web.signed_in import current_person


@bp.get("/account/delete")
@login_required
@needs_fresh_password
def ask_account_deletion() -> ResponseReturnValue:
    """Say what ends, what stays, and which teams need another owner first."""
    return _show()


@bp.post("/account/delete")
@login_required
@needs_fresh_password
def delete_account() -> ResponseReturnValue:
    """Delete the account once its address was typed, and sign out."""
    person = current_person()
    address, name = person.email, person.name
    if request.form.get("typed", "").strip().casefold() != address:
        return _show(error=_("This is not your address.")), 422
    try:
        operators.require_another(person)
        ended = account_deletion.delete(person)
    except LastOperatorError:
        db.session.rollback()
        return _show(error=_("You are the only operator. Appoint another one first.")), 409
    except LastOwnerError:
        db.session.rollback()
        return _show(), 409
    if ended is not None:
        _note(person, ended)
    session.clear()
    db.session.commit()
    if ended is not None:
        mails.send_account_deleted(address, name)
    flash(_("Your account is deleted."), "ok")
    return redirect(url_for("portal.home"))


def _note(person: User, ended: Ended) -> None:
    """The acts, without a word that tells whose they were."""
    for membership in ended.memberships:
        audit_trail.record(
            "member.removed", actor=person, team=membership.team, user=person.public_id
        )
    for grant in ended.grants:
        is_orphan = grant.status == GrantStatus.ORPHANED
        audit_trail.record(
            "grant.orphaned" if is_orphan else "grant.revoked", actor=person, grant=grant
        )
    for client in ended.clients:
        audit_trail.record("client.deleted", actor=person, client=client, name=client.name)
    audit_trail.record("user.deleted", actor=person)


def _show(error: str | None = None) -> str:
    return render_template(
        "portal/accounts/deletion/confirm.html",
        outlook=account_deletion.foresee(current_person()),
        error=error,
    )
