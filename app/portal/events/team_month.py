"""A month of a team's dates for its members, drafts and private ones included."""

from typing import Any

from flask import abort, render_template, url_for

from app.models.event_queries import month_calendar
from app.models.event_queries.month import Month
from app.models.events.event_audience import EXISTING
from app.models.teams.membership import Membership
from app.models.values import clock, wall_time
from app.portal.events import month_presenter


def render(membership: Membership, name: str, *, query: str) -> str:
    """The page of the month with this name, of dates that match ``query``; 404 for none."""
    team, month = membership.team, Month.parse(name) or abort(404)
    today = wall_time.from_epoch(clock.now(), team.timezone).date()
    page = month_calendar.read(
        team.id, month, EXISTING, text=query or None, after=month_presenter.position()
    )

    def address(**changes: str | None) -> str:
        values: dict[str, Any] = {"month": month.name, "q": query or None, **changes}
        return url_for("portal.list_team_events", slug=team.slug, **values)

    def address_of(slug: str) -> str:
        return url_for("portal.show_team_event", slug=team.slug, event_slug=slug)

    return render_template(
        "portal/events/month.html",
        team=team,
        membership=membership,
        query=query,
        month=month.name,
        calendar=month_presenter.present(
            page, month, today=today, address=address, address_of=address_of
        ),
        clear_url=address(q=None) if query else None,
    )
