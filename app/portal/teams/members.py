"""Who belongs to a team: list, add, change role, remove, leave."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.extensions import db
from app.models.accounts.user import User, normalise_email
from app.models.feeds.feed_link import FeedLink
from app.models.grants.membership_changes import change_role, end_membership
from app.models.teams import membership_search
from app.models.teams.membership import Membership, Role
from app.models.teams.team import Team
from app.models.teams.team_invitation import TeamInvitation
from app.models.values.errors import LastOwnerError, ValidationError
from app.portal import mails, paging
from app.portal.access.rate_limits import count_requests
from app.portal.access.team_access import refuse, require_member, require_owner
from app.portal.blueprint import bp
from app.portal.teams import lost_access
from app.portal.teams.team_forms import MemberForm, RoleForm, role_label
from app.web.signed_in import current_person


@bp.get("/teams/<slug>/members")
def list_members(slug: str) -> ResponseReturnValue:
    """Everybody in the team, and for owners the form that adds somebody."""
    return _show(require_member(slug), MemberForm(formdata=None))


@bp.post("/teams/<slug>/members")
@count_requests("rate_limit_invite")
def add_member(slug: str) -> ResponseReturnValue:
    """Add whoever has an account; invite by mail who has none. Both get the same answer."""
    membership = require_owner(slug)
    form = MemberForm()
    if not form.apply(lambda: _add(membership.team, form)):
        return _show(membership, form), 422
    flash(
        _(
            "If %(address)s has an account, it belongs to the team now. If not, an invitation is"
            " on its way there.",
            address=form.email.data.strip(),
        ),
        "ok",
    )
    return redirect(url_for("portal.list_members", slug=membership.team.slug))


@bp.post("/teams/<slug>/members/<user_id>/role")
def change_member_role(slug: str, user_id: str) -> ResponseReturnValue:
    """Give a member another role."""
    membership = _find_member(require_owner(slug).team, user_id)
    form = RoleForm()
    if not form.validate():
        abort(400)
    links = FeedLink.count_made_by(membership)
    try:
        ended = change_role(membership, Role(form.role.data))
    except LastOwnerError:
        return _refuse_last_owner(slug)
    db.session.commit()
    lost_access.tell(membership, ended, links_before=links)
    flash(_("%(name)s has a new role.", name=membership.user.name), "ok")
    return redirect(url_for("portal.list_members", slug=slug))


@bp.post("/teams/<slug>/members/<user_id>/remove")
def remove_member(slug: str, user_id: str) -> ResponseReturnValue:
    """Take the person out, with all they allowed apps to do for the team."""
    membership = _find_member(_owner_or_self(slug, user_id), user_id)
    links = FeedLink.count_made_by(membership)
    try:
        ended = end_membership(membership)
    except LastOwnerError:
        return _refuse_last_owner(slug)
    db.session.commit()
    lost_access.tell(membership, ended, links_before=links)
    if membership.user_id == current_user.id:
        flash(_("You left %(team)s.", team=membership.team.name), "ok")
        return redirect(url_for("portal.list_teams"))
    flash(_("%(name)s no longer belongs to the team.", name=membership.user.name), "ok")
    return redirect(url_for("portal.list_members", slug=slug))


def _add(team: Team, form: MemberForm) -> None:
    address, role = normalise_email(form.email.data), Role(form.role.data)
    user = User.find_by_email(address)
    if user is None:
        token = TeamInvitation.issue(team, email=address, role=role, by=current_person())
        db.session.commit()
        mails.send_invitation(address, team, current_person(), token)
        return
    if not Membership.begin(team, user, role):
        raise ValidationError("email", _("This person belongs to the team already."))
    db.session.commit()


def _find_member(team: Team, user_id: str) -> Membership:
    return membership_search.find_member(team, user_id) or abort(404)


def _owner_or_self(slug: str, user_id: str) -> Team:
    """The team, for its owners and for whoever leaves it."""
    membership = require_member(slug)
    if not membership.may_manage and membership.user.public_id != user_id:
        refuse(membership, _("This is for owners of %(team)s.", team=membership.team.name))
    return membership.team


def _refuse_last_owner(slug: str) -> ResponseReturnValue:
    db.session.rollback()
    flash(_("A team needs an owner. Make somebody else an owner first."), "bad")
    return redirect(url_for("portal.list_members", slug=slug))


def _show(membership: Membership, form: MemberForm) -> str:
    page = membership_search.page_of_team(membership.team, paging.wanted())
    members = [
        {
            "row": one,
            "role": role_label(one.role),
            "form": RoleForm(formdata=None, data={"role": one.role}),
        }
        for one in page.rows
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
