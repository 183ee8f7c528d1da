"""Teams: the user's list, a team's home page, and its settings."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.extensions import db
from app.language.texts import gettext as _
from app.models.event_queries import member_event_lists
from app.models.events.event import Event
from app.models.grants import grant_search, team_connections
from app.models.teams import membership_search
from app.models.teams.membership import Membership
from app.models.teams.team import ConnectPolicy, Team
from app.portal import paging
from app.portal.access import requesting_app
from app.portal.access.team_access import require_member, require_owner
from app.portal.blueprint import bp
from app.portal.calendar_subscriptions import subscription_presenter
from app.portal.events import event_presenter
from app.portal.forms import zone_field
from app.portal.teams import first_steps
from app.portal.teams.team_forms import TeamForm, TeamSettingsForm, role_label
from app.portal.teams.token_policy import TokenPolicyForm
from app.web import local_path
from app.web.public_url import public_url_for
from app.web.signed_in import current_person

NEXT_EVENTS = 5


@bp.get("/teams")
def list_teams() -> ResponseReturnValue:
    """The signed-in user's teams, with their role in each."""
    page = membership_search.page_of_user(current_person(), paging.wanted())
    return render_template(
        "portal/teams/list.html",
        memberships=page.rows,
        role_label=role_label,
        **paging.links(page, "portal.list_teams"),
    )


@bp.get("/teams/new")
def new_team() -> ResponseReturnValue:
    """The form for a new team."""
    form = TeamForm(data={"timezone": current_user.timezone})
    return _show_new(zone_field.follow_browser(form))


@bp.post("/teams/new")
def create_team() -> ResponseReturnValue:
    """Create the team with the user as its owner; continues to the app that asked for a team."""
    form = TeamForm()
    team = form.make(lambda: _create(form))
    if team is None:
        return _show_new(form), 422
    db.session.commit()
    return redirect(local_path.wanted() or url_for("portal.show_team", slug=team.slug))


@bp.get("/teams/<slug>")
def show_team(slug: str) -> ResponseReturnValue:
    """The team's home: next events, counts of members and apps, first steps."""
    membership = require_member(slug)
    team = membership.team
    events = member_event_lists.list_next(team, NEXT_EVENTS)
    has_events = member_event_lists.has_any(team)
    app_count = grant_search.count_apps(grant_search.of_team(team))
    return render_template(
        "portal/teams/show.html",
        team=team,
        membership=membership,
        role=role_label(membership.role),
        events=[event_presenter.in_list(event) for event in events],
        troubles=subscription_presenter.troubles(team) if membership.may_write_events else [],
        member_count=membership_search.count_of_team(team),
        app_count=app_count,
        steps=first_steps.steps(membership, has_events=has_events, has_apps=app_count > 0),
        feed=public_url_for("portal.home") + f"api/v1/organizer/{team.slug}/events",
    )


@bp.get("/teams/<slug>/settings")
def ask_team_settings(slug: str) -> ResponseReturnValue:
    """The form, filled in with the team's settings."""
    membership = require_owner(slug)
    return _show_settings(membership, TeamSettingsForm(obj=membership.team))


@bp.post("/teams/<slug>/settings")
def update_team(slug: str) -> ResponseReturnValue:
    """Save the settings, and rewrite the stored JSON of events in the same transaction."""
    membership = require_owner(slug)
    team = membership.team
    present = {"timezone": team.timezone, "connect_policy": team.connect_policy}
    form = TeamSettingsForm(data=present)
    if not form.apply(lambda: _change(team, form)):
        return _show_settings(membership, form), 422
    db.session.commit()
    flash(_("The team is saved."), "ok")
    return redirect(url_for("portal.ask_team_settings", slug=team.slug))


def _show_new(form: TeamForm) -> str:
    return requesting_app.render_stop("portal/teams/new.html", form=form)


def _create(form: TeamForm) -> Team:
    return Membership.found_team(
        name=form.name.data,
        owner=current_person(),
        slug=(form.slug.data or "").strip(),
        timezone=form.timezone.data,
    )


def _change(team: Team, form: TeamSettingsForm) -> None:
    team.lock()
    slug = (form.slug.data or "").strip() or team.slug
    if team.change(name=form.name.data, slug=slug, timezone=form.timezone.data):
        Event.rewrite_all(team, by=current_person())
    team.set_connect_policy(ConnectPolicy(form.connect_policy.data))


def _show_settings(membership: Membership, form: TeamSettingsForm) -> str:
    unreviewed = team_connections.list_unreviewed(membership.team)
    return render_template(
        "portal/teams/settings.html",
        team=membership.team,
        membership=membership,
        form=form,
        token_policy=TokenPolicyForm.of(membership.team),
        unreviewed=", ".join(client.name for client in unreviewed),
    )
