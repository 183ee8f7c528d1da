"""Handing a team to another owner: the form for operators, and withdrawing an offer."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.operators import team_handover
from app.models.operators.team_handover import FormerOwners, TeamHandover, Terms
from app.models.teams.team import Team
from app.models.values import email_address
from app.portal import mails
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.access.rate_limits import count_requests
from app.portal.blueprint import bp
from app.portal.forms.address_field import AddressField
from app.portal.forms.fields import choices, required
from app.portal.forms.reason_form import ReasonForm
from app.portal.operators.teams import find_any_team
from app.web.signed_in import current_person

FORMER_OWNERS = {
    FormerOwners.KEEP.value: lazy_gettext("They stay owners"),
    FormerOwners.DEMOTE.value: lazy_gettext("They become editors; apps they connected lose access"),
}


class HandoverForm(ReasonForm):
    """The new owner, what becomes of the others, and the reason."""

    email = AddressField(lazy_gettext("E-mail address of the new owner"), [required])
    former = SelectField(
        lazy_gettext("Present owners"),
        choices=choices(FORMER_OWNERS),
        default=FormerOwners.KEEP.value,
    )


@bp.get("/admin/teams/<team_id>/hand-over")
@needs_fresh_proof
def ask_team_handover(team_id: str) -> ResponseReturnValue:
    """Ask for the new owner and the reason."""
    return _show(find_any_team(team_id), HandoverForm())


@bp.post("/admin/teams/<team_id>/hand-over")
@count_requests("rate_limit_invite")
@needs_fresh_proof
def hand_team_over(team_id: str) -> ResponseReturnValue:
    """Make the person an owner, or invite them where the address is not confirmed."""
    team, form = find_any_team(team_id), HandoverForm()
    keys: list[str | None] = []
    if not form.apply(lambda: keys.append(_name_owner(team, form))):
        return _show(team, form), 422
    db.session.commit()
    address = email_address.parse(form.email.data)
    if (key := keys[0]) is None:
        flash(_("%(address)s owns the team. All members are told.", address=address), "ok")
    else:
        mails.send_handover_offer(address, team, key)
        message = _(
            "An invitation is on its way to %(address)s. They own the team once they accept.",
            address=address,
        )
        flash(message, "ok")
    return redirect(url_for("portal.show_any_team", team_id=team.public_id))


@bp.post("/admin/teams/<team_id>/hand-over/withdraw")
@needs_fresh_proof
def withdraw_team_handover(team_id: str) -> ResponseReturnValue:
    """Withdraw the open offer."""
    team = find_any_team(team_id)
    offer = TeamHandover.find_of_team(team)
    if offer is not None and offer.withdraw():
        flash(_("The invitation is withdrawn. Its link no longer works."), "ok")
    db.session.commit()
    return redirect(url_for("portal.show_any_team", team_id=team.public_id))


def _name_owner(team: Team, form: HandoverForm) -> str | None:
    terms = Terms(FormerOwners(form.former.data), str(form.reason.data))
    return team_handover.name_owner(team, form.email.data, by=current_person(), terms=terms)


def _show(team: Team, form: HandoverForm) -> str:
    return render_template("portal/operators/teams/hand_over.html", team=team, form=form)
