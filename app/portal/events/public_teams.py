"""The public page of a team: its next events and its feeds."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.models.event_queries import public_team
from app.models.teams.team import Team
from app.portal import paging
from app.portal.blueprint import bp, public
from app.portal.events import event_presenter
from app.web.public_url import public_url_for

# The feed formats that pages offer, each with its media type.
ALTERNATES = {
    "ics": "text/calendar",
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}


@bp.get("/t/<team:team_slug>")
@public
def show_public_team(team_slug: str) -> ResponseReturnValue:
    """The team's public events; a former slug redirects to the current one."""
    team = public_team.find(team_slug) or abort(404)
    if team.slug != team_slug:
        return redirect(url_for("portal.show_public_team", team_slug=team.slug), 301)
    page = public_team.list_next(team, after=paging.wanted())
    return render_template(
        "portal/events/public_teams/show.html",
        team=team,
        events=[event_presenter.in_public_list(event) for event in page.rows],
        feeds=list_feeds(team),
        calendar=webcal(feed_url(team, "ics")),
        **paging.links(page, "portal.show_public_team", team_slug=team.slug),
    )


def list_feeds(team: Team) -> list[dict[str, str]]:
    """The team's public feeds, each as {"format", "type", "url"}."""
    return [
        {"format": ending, "type": media_type, "url": feed_url(team, ending)}
        for ending, media_type in ALTERNATES.items()
    ]


def feed_url(team: Team, ending: str) -> str:
    """The absolute URL of the feed, for use in other programs."""
    return public_url_for("dialects.show_public_feed", team_slug=team.slug, format=ending)


def webcal(address: str) -> str:
    """The URL with the scheme that opens a calendar program."""
    return f"webcal:{address.partition(':')[2]}"
