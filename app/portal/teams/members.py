"""A team's members: list, invite, change role, remove, leave."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.feeds.feed_link import FeedLink
from app.models.grants.membership_changes import change_role, end_membership
from app.models.teams import membership_search
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.teams.team_invitation import TeamInvitation
from app.models.values import email_address
from app.models.values.errors import LastOwnerError
from app.portal import mails, paging
from app.portal.access import mail_to_others
from app.portal.access.mail_to_others import needs_proved_address
from app.portal.access.rate_limits import count_requests
from app.portal.access.team_access import require_member, require_owner
from app.portal.blueprint import bp
from app.portal.teams import lost_access
from app.portal.teams.team_forms import MemberForm, RoleForm, role_label


@bp.get("/teams/<slug>/members")
def list_members(slug: str) -> ResponseReturnValue:
    """The members, and for owners the form that invites one."""
    return _show(require_member(slug), MemberForm(formdata=None))


@bp.post("/teams/<slug>/members")
@count_requests("rate_limit_invite")
@needs_proved_address
def add_member(slug: str) -> ResponseReturnValue:
    """Mail an invitation; the answer is the same whether the address has an account or not."""
    membership = require_owner(slug)
    form, team, sender = MemberForm(), membership.team, membership.user
    key = form.make(lambda: _invite(team, sender, form))
    if key is None:
        return _show(membership, form), 422
    address = email_address.parse(form.email.data)
    db.session.commit()
    mails.send_invitation(address, team, sender, key)
    flash(_("An invitation is on its way to %(address)s.", address=address), "ok")
    return redirect(url_for("portal.list_members", slug=team.slug))


@bp.post("/teams/<slug>/invitations/<int:number>/withdraw")
def withdraw_invitation(slug: str, number: int) -> ResponseReturnValue:
    """Withdraw an open invitation."""
    team = require_owner(slug).team
    invitation = TeamInvitation.find_of_team(team, number) or abort(404)
    if invitation.withdraw():
        flash(_("The invitation is withdrawn. Its link no longer works."), "ok")
    else:
        flash(_("The invitation was answered a moment ago."), "info")
    db.session.commit()
    return redirect(url_for("portal.list_members", slug=team.slug))


@bp.get("/teams/<slug>/members/<user_id>/role")
def ask_member_role(slug: str, user_id: str) -> ResponseReturnValue:
    """The form for another role of an owner, with what ends; others have theirs in the list."""
    member = _find_member(require_owner(slug).team, user_id)
    if member.role != Role.OWNER:
        return redirect(url_for("portal.list_members", slug=slug))
    return render_template(
        "portal/teams/members/role.html",
        team=member.team,
        member=member,
        form=RoleForm(formdata=None, data={"role": member.role}),
        demotion=_demotion(member),
    )


@bp.post("/teams/<slug>/members/<user_id>/role")
def change_member_role(slug: str, user_id: str) -> ResponseReturnValue:
    """Change a member's role; ends what the new role may not have."""
    membership = _find_member(require_owner(slug).team, user_id)
    form = RoleForm()
    if not form.validate():
        abort(400)
    links = FeedLink.list_made_by(membership)
    try:
        ended = change_role(membership, Role(form.role.data))
    except LastOwnerError:
        return _refuse_last_owner(slug)
    db.session.commit()
    lost_access.tell(membership, ended, links_before=links)
    flash(_("The role of %(name)s is changed.", name=membership.user.name), "ok")
    return redirect(url_for("portal.list_members", slug=slug))


@bp.get("/teams/<slug>/members/<user_id>/remove")
def ask_member_removal(slug: str, user_id: str) -> ResponseReturnValue:
    """Confirm, with what ends."""
    member = _find_member(_owner_or_self(slug, user_id), user_id)
    return render_template(
        "portal/teams/members/remove.html",
        team=member.team,
        member=member,
        removal=_removal(member),
    )


@bp.post("/teams/<slug>/members/<user_id>/remove")
def remove_member(slug: str, user_id: str) -> ResponseReturnValue:
    """Remove a member, or leave; ends the member's grants and feed links for the team."""
    membership = _find_member(_owner_or_self(slug, user_id), user_id)
    links = FeedLink.list_made_by(membership)
    try:
        ended = end_membership(membership)
    except LastOwnerError:
        return _refuse_last_owner(slug)
    db.session.commit()
    lost_access.tell(membership, ended, links_before=links)
    if membership.user_id == current_user.id:
        flash(_("You left %(team)s.", team=membership.team.name), "ok")
        return redirect(url_for("portal.list_teams"))
    flash(_("%(name)s is no longer a member.", name=membership.user.name), "ok")
    return redirect(url_for("portal.list_members", slug=slug))


def _invite(team: Team, sender: User, form: MemberForm) -> str:
    role = Role(form.role.data)
    key = TeamInvitation.issue(team, email=form.email.data, role=role, by=sender)
    mail_to_others.count(form.email.data, by=sender, team=team)
    return key


def _find_member(team: Team, user_id: str) -> Membership:
    return membership_search.find_member(team, user_id) or abort(404)


def _owner_or_self(slug: str, user_id: str) -> Team:
    """The team, for its owners and for the member themself; 403 otherwise."""
    membership = require_member(slug)
    is_self = membership.user.public_id == user_id
    return membership.team if is_self else require_owner(slug).team


def _removal(member: Membership) -> dict[str, str]:
    """The question before a member is removed, or leaves."""
    name, team = member.user.name, member.team.name
    if member.user_id == current_user.id:
        return {
            "title": _("Leave %(team)s?", team=team),
            "text": _(
                "Apps that you connected lose the team until another owner adopts them, and "
                "private links that you made end. "
                "An owner can invite you again."
            ),
            "action": _("Leave the team"),
        }
    return {
        "title": _("Remove %(name)s from %(team)s?", name=name, team=team),
        "text": _(
            "Apps that %(name)s connected lose the team until another owner adopts them, and "
            "private links that they made end. "
            "You can invite them again.",
            name=name,
        ),
        "action": _("Remove %(name)s", name=name),
    }


def _demotion(member: Membership) -> dict[str, str]:
    """The question before an owner gets a lesser role, which ends what they connected."""
    name, team = member.user.name, member.team.name
    if member.user_id == current_user.id:
        return {
            "title": _("Change your role in %(team)s?", team=team),
            "text": _(
                "You can no longer manage the team, and apps that you connected lose it until "
                "another owner adopts them. "
                "Another owner can make you an owner again."
            ),
        }
    return {
        "title": _("Change the role of %(name)s?", name=name),
        "text": _(
            "Apps that %(name)s connected lose the team until another owner adopts them, unless "
            "%(name)s stays an owner.",
            name=name,
        ),
    }


def _refuse_last_owner(slug: str) -> ResponseReturnValue:
    db.session.rollback()
    flash(_("A team needs an owner. Make another member an owner first."), "bad")
    return redirect(url_for("portal.list_members", slug=slug))


def _show(membership: Membership, form: MemberForm) -> str:
    page = membership_search.page_of_team(membership.team, paging.wanted())
    members = [
        {
            "row": member,
            "role": role_label(member.role),
            "removal": _removal(member),
            "form": RoleForm(formdata=None, data={"role": member.role}),
            "demotion": _demotion(member) if member.role == Role.OWNER else None,
        }
        for member in page.rows
    ]
    waiting = TeamInvitation.list_open(membership.team) if membership.may_manage else []
    return render_template(
        "portal/teams/members/list.html",
        team=membership.team,
        membership=membership,
        members=members,
        invitations=[(invitation, role_label(invitation.role)) for invitation in waiting],
        form=form,
        **paging.links(page, "portal.list_members", slug=membership.team.slug),
    )
