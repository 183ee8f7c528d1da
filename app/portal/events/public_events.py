"""The public page of an event. Drafts, private and deleted events answer 404."""

import json
from typing import Any

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.config import settings
from app.language.texts import gettext as _
from app.models.event_queries import event_json_ld, public_event
from app.models.events import event_json
from app.models.events.event import Event
from app.models.values import clock, plain_text, rich_text
from app.portal.blueprint import bp, public
from app.portal.events import dates, event_presenter
from app.portal.events.other_sites import calendar_links, share_card
from app.portal.events.public_teams import list_feeds
from app.web.caching import public_page
from app.web.caching.replica_reads import for_strangers
from app.web.public_url import public_url_for

MAX_TEASER = 200  # characters


@bp.get("/<team:team_slug>/<slug:event_slug>")
@public
@for_strangers
def show_event(team_slug: str, event_slug: str) -> ResponseReturnValue:
    """The event of this team; a former slug of the team redirects to the current one."""
    event = public_event.find(team_slug, event_slug) or abort(404)
    if event.team.slug != team_slug:
        url = url_for("portal.show_event", team_slug=event.team.slug, event_slug=event.slug)
        return redirect(url, 301)
    return _show(event)


@bp.get("/event/<slug:event_slug>")
@public
@for_strangers
def show_event_anywhere(event_slug: str) -> Response:
    """The event by its own slug alone."""
    return _show(public_event.find_anywhere(event_slug) or abort(404))


def _show(event: Event) -> Response:
    coming = dates.list_next(event) if event.status != "cancelled" else []
    response = public_page.answer(
        lambda: _render(event, coming), state=None, changes_at=_changes_at(event, coming)
    )
    if not _is_indexed(event):
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _changes_at(event: Event, coming: list[dict[str, Any]]) -> int | None:
    """When the page shows another next date, or says that the event is over."""
    date, now = event.shown_date, clock.now()
    ends = [max(row["ends_at"], row["starts_at"] + 1) for row in coming]
    if date is not None:
        ends.append(max(date.ends_at, date.starts_at + 1))
    return min((end for end in ends if end > now), default=None)


def _render(event: Event, coming: list[dict[str, Any]]) -> str:
    address = public_url_for("portal.show_event", team_slug=event.team.slug, event_slug=event.slug)
    return render_template(
        "portal/events/public_events/show.html",
        event=event,
        facts=event_presenter.on_page(event),
        dates=coming,
        notice=_notice(event),
        calendars=_calendar_links(event, address),
        # The link to an unlisted event does not reveal the team's feeds.
        feeds=list_feeds(event.team) if event.is_public else [],
        json_ld=data_block(_json_ld(event)),
        canonical=address,
        is_indexed=_is_indexed(event),
        share_card=share_card.describe(
            event.title, _teaser(event), address, share_card.picture_of(event)
        ),
    )


def _json_ld(event: Event) -> dict[str, object]:
    """The event at its next date, or at the last one; cancelled if no date takes place."""
    shown, date = event_json.load(event.rendered, settings().public_url), event.shown_date
    changes = event_json.times(date, event.timezone) if date else {"status": "cancelled"}
    return {"@context": "https://schema.org", **event_json_ld.describe(shown | changes)}


def _is_indexed(event: Event) -> bool:
    return event.is_public and not event.team.is_sandbox


def _notice(event: Event) -> dict[str, str] | None:
    """What visitors must know first: {"kind", "text"}."""
    if event.status == "cancelled":
        return {"kind": "bad", "text": _("This event is cancelled.")}
    if event.status == "postponed":
        return {
            "kind": "warn",
            "text": _("This event is postponed. Its new date is not known yet."),
        }
    if event.shown_date is not None and event.next_date is None:
        return {"kind": "info", "text": _("This event is over.")}
    return None


def _teaser(event: Event) -> str:
    """When and where it is, and what: one line for a card."""
    facts = event_presenter.in_list(event)
    text = event.summary or rich_text.to_text(event.description_html)
    parts = (facts["starts"], event.venue_name, text)
    return plain_text.squeeze(" · ".join(str(part) for part in parts if part), MAX_TEASER)


def _calendar_links(event: Event, address: str) -> dict[str, str]:
    """Links to the forms of calendars for the date that is shown; {} without one."""
    date = event.shown_date
    if date is None or event.status == "cancelled":
        return {}
    entry = calendar_links.Entry(
        title=event.title,
        start=date.start,
        end=date.end,
        starts_at=date.starts_at,
        ends_at=date.ends_at,
        timezone=event.timezone,
        all_day=event.all_day,
        place=event_presenter.place(event),
        details=f"{event.summary}\n{address}" if event.summary else address,
    )
    return calendar_links.add(entry)


def data_block(data: dict[str, object]) -> Markup:
    """JSON-LD as a script element; Content-Security-Policy does not apply to data."""
    text = event_json_ld.escape(json.dumps(data, ensure_ascii=False))
    return Markup('<script type="application/ld+json">' + text + "</script>")
