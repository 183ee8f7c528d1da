"""Every team of the installation, for its operators: find, show."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.models.operators import people_search
from app.models.operators.team_handover import TeamHandover
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.values import plain_text
from app.portal import paging
from app.portal.blueprint import bp
from app.portal.operators.people import badge

MAX_QUERY = 200  # characters


@bp.get("/admin/teams")
def list_all_teams() -> ResponseReturnValue:
    """Every team, newest first; ``q`` searches names and addresses."""
    query = plain_text.squeeze(request.args.get("q", ""), MAX_QUERY)
    page = people_search.list_teams(query=query, after=paging.wanted())
    return render_template(
        "portal/operators/teams/list.html",
        teams=page.rows,
        sizes=people_search.count_sizes(page.rows),
        query=query,
        **paging.links(page, "portal.list_all_teams", q=query),
    )


@bp.get("/admin/teams/<team_id>")
def show_any_team(team_id: str) -> ResponseReturnValue:
    """A team's owners and size; what it does inside is its own."""
    team = find_any_team(team_id)
    return render_template(
        "portal/operators/teams/show.html",
        team=team,
        size=people_search.count_sizes([team])[team.id],
        owners=[(owner, badge(owner)) for owner in Membership.list_owners([team])[team.id]],
        handover=TeamHandover.find_of_team(team),
    )


def find_any_team(team_id: str) -> Team:
    """The team with this public id; 404 for a deleted one, and for a sandbox."""
    return people_search.find_team(team_id) or abort(404)
