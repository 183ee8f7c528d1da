"""A team's feeds: the public addresses, and the private links."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.models.event_queries import public_team
from app.models.feeds.feed_link import MAX_LINKS_PER_TEAM, FeedLink
from app.portal.access.team_access import require_member
from app.portal.blueprint import bp
from app.portal.events.other_sites.calendar_links import webcal
from app.portal.feeds import feed_link_presenter
from app.web.public_url import public_url_for


@bp.get("/teams/<slug>/feeds")
def list_feeds(slug: str) -> ResponseReturnValue:
    """The addresses of the team's events for calendars, feed readers and programs."""
    membership = require_member(slug)
    team, links = membership.team, FeedLink.list_of(membership.team)
    is_public = public_team.find(team.slug) is not None
    return render_template(
        "portal/feeds/team_feeds/list.html",
        team=team,
        membership=membership,
        public_feeds=feed_link_presenter.public_addresses(team) if is_public else [],
        webcal=webcal,
        links=[feed_link_presenter.in_list(link) for link in links],
        rest=public_url_for("api.list_events", team=team.slug),
        limit=MAX_LINKS_PER_TEAM,
    )
