"""Developer teams: the user's list, a new one, its page, its name and its end."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.models.clients import client_quota, client_search
from app.models.clients.developer_teams import team_name
from app.models.clients.developer_teams.developer_membership import DeveloperMembership
from app.models.clients.developer_teams.developer_role import PERMISSIONS, Act
from app.models.clients.developer_teams.developer_team import DeveloperTeam
from app.models.housekeeping import developer_team_deletion
from app.models.values.errors import ValidationError
from app.portal.access.developer_access import require_developer
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.access.verified_email import needs_verified_email
from app.portal.blueprint import bp
from app.portal.clients import client_presenter
from app.portal.clients.developer_teams.developer_forms import (
    DeveloperTeamForm,
    describe_permissions,
    role_label,
)
from app.web.signed_in import current_person


@bp.get("/developer/teams")
def list_developer_teams() -> ResponseReturnValue:
    """The user's developer teams, with their role in each."""
    memberships = DeveloperMembership.list_of_user(current_person())
    return render_template(
        "portal/clients/developer_teams/list.html",
        teams=[
            {
                "team": membership.team,
                "role": role_label(membership.role),
                "apps": client_quota.count_owned(membership.team),
                "members": DeveloperMembership.count(membership.team),
            }
            for membership in memberships
        ],
    )


@bp.get("/developer/teams/new")
@needs_verified_email
def new_developer_team() -> ResponseReturnValue:
    """The form for a new developer team."""
    return _show_new(DeveloperTeamForm())


@bp.post("/developer/teams/new")
@needs_verified_email
def create_developer_team() -> ResponseReturnValue:
    """Make the team, with the user as its admin."""
    form = DeveloperTeamForm()
    team = form.make(lambda: _found(form.name.data))
    if team is None:
        return _show_new(form), 422
    db.session.commit()
    flash(_("You are the admin of %(team)s. Invite the others.", team=team.name), "ok")
    return redirect(url_for("portal.list_developers", team_id=team.public_id))


@bp.get("/developer/teams/<team_id>")
def show_developer_team(team_id: str) -> ResponseReturnValue:
    """The team's apps, what each role may do, and for admins its name and end."""
    membership = require_developer(team_id)
    return _show(membership, _filled_in(membership))


@bp.post("/developer/teams/<team_id>")
def rename_developer_team(team_id: str) -> ResponseReturnValue:
    """Give the team another name."""
    membership, form = require_developer(team_id, Act.MANAGE), DeveloperTeamForm()
    if not form.apply(lambda: _rename(membership, form.name.data)):
        return _show(membership, form), 422
    db.session.commit()
    flash(_("Your changes are saved."), "ok")
    return redirect(url_for("portal.show_developer_team", team_id=team_id))


@bp.get("/developer/teams/<team_id>/delete")
@needs_fresh_proof
def ask_developer_team_deletion(team_id: str) -> ResponseReturnValue:
    """Confirm, or say that the team still has apps."""
    return _show_deletion(require_developer(team_id, Act.MANAGE))


@bp.post("/developer/teams/<team_id>/delete")
@needs_fresh_proof
def delete_developer_team(team_id: str) -> ResponseReturnValue:
    """Delete the team, unless it has apps."""
    membership = require_developer(team_id, Act.MANAGE)
    try:
        developer_team_deletion.delete(membership.team)
    except ValidationError:
        db.session.rollback()
        return _show_deletion(require_developer(team_id, Act.MANAGE)), 409
    db.session.commit()
    flash(_("%(team)s is deleted.", team=membership.team.name), "ok")
    return redirect(url_for("portal.list_developer_teams"))


def _found(name: str) -> DeveloperTeam:
    team_name.check_free(name, by=current_person())
    return DeveloperMembership.found_team(name, current_person())


def _rename(membership: DeveloperMembership, name: str) -> None:
    team_name.check_free(name, by=membership.user, team=membership.team)
    membership.team.rename(name)


def _filled_in(membership: DeveloperMembership) -> DeveloperTeamForm:
    return DeveloperTeamForm(formdata=None, data={"name": membership.team.name})


def _show_new(form: DeveloperTeamForm) -> str:
    return render_template("portal/clients/developer_teams/new.html", form=form)


def _show(membership: DeveloperMembership, form: DeveloperTeamForm) -> str:
    team = membership.team
    return render_template(
        "portal/clients/developer_teams/show.html",
        team=team,
        role=role_label(membership.role),
        may_register=membership.may(Act.CHANGE),
        may_manage=membership.may(Act.MANAGE),
        apps=client_search.list_of(team),
        limit=client_quota.MAX_CLIENTS_PER_OWNER,
        badges=client_presenter.BADGES,
        members=DeveloperMembership.count(team),
        roles=[role_label(role) for role in PERMISSIONS],
        permissions=describe_permissions(),
        form=form,
    )


def _show_deletion(membership: DeveloperMembership) -> str:
    return render_template(
        "portal/clients/developer_teams/delete.html",
        team=membership.team,
        apps=client_search.list_of(membership.team),
    )
