"""The members of a developer team: list, invite, change role, remove, leave."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.clients.developer_teams.developer_invitation import DeveloperInvitation
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import Act, DeveloperRole
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from app.models.values import email_address
from app.models.values.errors import LastAdminError
from app.portal.access import mail_to_others
from app.portal.access.developer_access import require_developer
from app.portal.access.mail_to_others import needs_proved_address
from app.portal.access.rate_limits import count_requests
from app.portal.blueprint import bp
from app.portal.clients.developer_teams import developer_mails
from app.portal.clients.developer_teams.developer_forms import (
    DeveloperForm,
    DeveloperRoleForm,
    role_label,
)


@bp.get("/developer/teams/<team_id>/members")
def list_developers(team_id: str) -> ResponseReturnValue:
    """The members, and for admins the form that invites one."""
    return _show(require_developer(team_id), DeveloperForm(formdata=None))


@bp.post("/developer/teams/<team_id>/members")
@count_requests("rate_limit_invite")
@needs_proved_address
def invite_developer(team_id: str) -> ResponseReturnValue:
    """Mail an invitation; the answer is the same whether the address has an account or not."""
    membership, form = require_developer(team_id, Act.MANAGE), DeveloperForm()
    team, sender = membership.team, membership.user
    key = form.make(lambda: _invite(team, sender, form))
    if key is None:
        return _show(membership, form), 422
    address = email_address.parse(form.email.data)
    db.session.commit()
    developer_mails.send_invitation(address, team, sender, key)
    flash(_("An invitation is on its way to %(address)s.", address=address), "ok")
    return _to_list(team)


@bp.post("/developer/teams/<team_id>/invitations/<int:number>/withdraw")
def withdraw_developer_invitation(team_id: str, number: int) -> ResponseReturnValue:
    """Withdraw an open invitation."""
    team = require_developer(team_id, Act.MANAGE, needs_proof=False).team
    invitation = DeveloperInvitation.find_of_team(team, number) or abort(404)
    if invitation.withdraw():
        flash(_("The invitation is withdrawn. Its link no longer works."), "ok")
    else:
        flash(_("The invitation was answered a moment ago."), "info")
    db.session.commit()
    return _to_list(team)


@bp.post("/developer/teams/<team_id>/members/<user_id>/role")
def change_developer_role(team_id: str, user_id: str) -> ResponseReturnValue:
    """Change a member's role, from the next request on."""
    team, form = require_developer(team_id, Act.MANAGE).team, DeveloperRoleForm()
    member = _find_member(team, user_id)
    if not form.validate():
        abort(400)
    before = member.role
    try:
        member.change_role(DeveloperRole(form.role.data))
    except LastAdminError:
        return _refuse_last_admin(team_id)
    db.session.commit()
    if member.role != before:
        developer_mails.send_role_changed(member)
    flash(_("The role of %(name)s is changed.", name=member.user.name), "ok")
    return _to_list(team)


@bp.get("/developer/teams/<team_id>/members/<user_id>/remove")
def ask_developer_removal(team_id: str, user_id: str) -> ResponseReturnValue:
    """Confirm, with what the member loses."""
    member = _find_member(_team_for(team_id, user_id), user_id)
    return render_template(
        "portal/clients/developer_teams/remove.html",
        team=member.team,
        member=member,
        removal=_removal(member),
    )


@bp.post("/developer/teams/<team_id>/members/<user_id>/remove")
def remove_developer(team_id: str, user_id: str) -> ResponseReturnValue:
    """Remove a member, or leave."""
    member = _find_member(_team_for(team_id, user_id), user_id)
    try:
        member.end()
    except LastAdminError:
        return _refuse_last_admin(team_id)
    db.session.commit()
    if member.user_id == current_user.id:
        flash(_("You left %(team)s.", team=member.team.name), "ok")
        return redirect(url_for("portal.list_developer_teams"))
    developer_mails.send_removed(member)
    message = _(
        "%(name)s is no longer a member. If they copied secrets of the apps, rotate these.",
        name=member.user.name,
    )
    flash(message, "ok")
    return _to_list(member.team)


def _invite(team: DeveloperTeam, sender: User, form: DeveloperForm) -> str:
    role = DeveloperRole(form.role.data)
    key = DeveloperInvitation.issue(team, email=form.email.data, role=role, by=sender)
    mail_to_others.count(form.email.data, by=sender)
    return key


def _team_for(team_id: str, user_id: str) -> DeveloperTeam:
    """The team, for its admins and for the member themself; 403 otherwise."""
    membership = require_developer(team_id, needs_proof=False)
    is_self = membership.user.public_id == user_id
    return membership.team if is_self else require_developer(team_id, Act.MANAGE).team


def _find_member(team: DeveloperTeam, user_id: str) -> DeveloperMembership:
    return DeveloperMembership.find_member(team, user_id) or abort(404)


def _refuse_last_admin(team_id: str) -> ResponseReturnValue:
    db.session.rollback()
    flash(_("A team needs an admin. Make another member an admin first."), "bad")
    return redirect(url_for("portal.list_developers", team_id=team_id))


def _to_list(team: DeveloperTeam) -> ResponseReturnValue:
    return redirect(url_for("portal.list_developers", team_id=team.public_id))


def _removal(member: DeveloperMembership) -> dict[str, str]:
    """The question before a member is removed, or leaves."""
    name, team = member.user.name, member.team.name
    if member.user_id == current_user.id:
        return {
            "title": _("Leave %(team)s?", team=team),
            "text": _("You lose access to its apps at once. An admin can invite you again."),
            "action": _("Leave the team"),
        }
    return {
        "title": _("Remove %(name)s from %(team)s?", name=name, team=team),
        "text": _(
            "They lose access to all apps of the team at once. Secrets that they copied keep "
            "working until you rotate them."
        ),
        "action": _("Remove %(name)s", name=name),
    }


def _show(membership: DeveloperMembership, form: DeveloperForm) -> str:
    team, may_manage = membership.team, membership.may(Act.MANAGE)
    members = [
        {
            "row": member,
            "role": role_label(member.role),
            "removal": _removal(member),
            "form": DeveloperRoleForm(formdata=None, data={"role": member.role}),
        }
        for member in DeveloperMembership.list_of(team)
    ]
    waiting = DeveloperInvitation.list_open(team) if may_manage else []
    return render_template(
        "portal/clients/developer_teams/members.html",
        team=team,
        membership=membership,
        may_manage=may_manage,
        members=members,
        invitations=[(invitation, role_label(invitation.role)) for invitation in waiting],
        form=form,
    )
