"""Making people operators, at once or by an invitation, and taking the role away."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.operators import operator_invitation, operators
from app.models.operators.operator_invitation import OperatorInvitation
from app.models.values.errors import LastOperatorError
from app.portal import mails
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.blueprint import bp
from app.portal.operators.people import find_other, show_again
from app.web.signed_in import current_person


@bp.get("/admin/users/<user_id>/operator")
@needs_fresh_proof
def ask_operator_role(user_id: str) -> ResponseReturnValue:
    """Confirm, with what an operator can do."""
    return render_template("portal/operators/people/operator.html", person=find_other(user_id))


@bp.post("/admin/users/<user_id>/operator")
@needs_fresh_proof
def change_operator_role(user_id: str) -> ResponseReturnValue:
    """Give the operator role, or take it away, as ``operator`` says."""
    person, is_appointed = find_other(user_id), request.form.get("operator") == "1"
    if is_appointed == person.is_operator or not person.is_active:
        abort(409)
    if is_appointed:
        _appoint(person)
    else:
        _dismiss(person)
    return show_again(person)


@bp.post("/admin/users/invitations/<int:number>/withdraw")
@needs_fresh_proof
def withdraw_operator_invitation(number: int) -> ResponseReturnValue:
    """Withdraw an open invitation to become an operator."""
    invitation = OperatorInvitation.find_number(number) or abort(404)
    if invitation.withdraw():
        flash(_("The invitation is withdrawn. Its link no longer works."), "ok")
    db.session.commit()
    return redirect(url_for("portal.list_people"))


def _appoint(person: User) -> None:
    """Make ``person`` an operator, or invite them where their address is not confirmed."""
    key = operator_invitation.name(person.email, by=current_person())
    db.session.commit()
    if key is None:
        flash(_("%(name)s is an operator now.", name=person.name), "ok")
        return
    mails.send_operator_invitation(person.email, key)
    message = _(
        "An invitation is on its way to %(address)s. They are an operator once they accept.",
        address=person.email,
    )
    flash(message, "ok")


def _dismiss(person: User) -> None:
    try:
        operators.dismiss(person)
    except LastOperatorError:
        abort(409)
    db.session.commit()
    flash(_("%(name)s is no longer an operator.", name=person.name), "ok")
