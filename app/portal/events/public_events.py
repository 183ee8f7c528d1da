"""The public page of an event. Drafts, private and deleted events answer 404."""

import json

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.config import settings
from app.models.event_queries import event_json_ld, first_occurrence, public_event
from app.models.events import event_json
from app.models.events.event import Event
from app.portal.blueprint import bp, public
from app.portal.events import dates, event_presenter
from app.portal.events.public_teams import list_feeds


@bp.get("/<team:team_slug>/<slug:event_slug>")
@public
def show_event(team_slug: str, event_slug: str) -> ResponseReturnValue:
    """The event of this team; a former slug of the team redirects to the current one."""
    event = public_event.find(team_slug, event_slug) or abort(404)
    if event.team.slug != team_slug:
        url = url_for("portal.show_event", team_slug=event.team.slug, event_slug=event.slug)
        return redirect(url, 301)
    return _show(event)


@bp.get("/event/<slug:event_slug>")
@public
def show_event_anywhere(event_slug: str) -> ResponseReturnValue:
    """The event by its own slug alone."""
    return _show(public_event.find_anywhere(event_slug) or abort(404))


def _show(event: Event) -> str:
    shown = first_occurrence.shown_at(event_json.load(event.rendered, settings().public_url))
    return render_template(
        "portal/events/public_events/show.html",
        event=event,
        facts=event_presenter.on_page(event),
        dates=dates.list_next(event) if event.status != "cancelled" else [],
        # The link to an unlisted event does not reveal the team's feeds.
        feeds=list_feeds(event.team) if event.is_public else [],
        json_ld=data_block({"@context": "https://schema.org", **event_json_ld.describe(shown)}),
    )


def data_block(data: dict[str, object]) -> Markup:
    """JSON-LD as a script element; Content-Security-Policy does not apply to data."""
    text = event_json_ld.escape(json.dumps(data, ensure_ascii=False))
    return Markup('<script type="application/ld+json">' + text + "</script>")
