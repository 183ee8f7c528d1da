"""Every team of the installation, for its operators to find."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.models.operators import people_search
from app.models.values import plain_text
from app.portal import paging
from app.portal.blueprint import bp

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
