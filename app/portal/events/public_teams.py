"""The public page of a team: its next events or those of a month, and its feeds."""

from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.language.texts import gettext as _
from app.models.event_queries import month_calendar, public_team
from app.models.event_queries.month import Month
from app.models.events.event import Event
from app.models.events.event_audience import PUBLIC
from app.models.teams.team import Team
from app.models.values import clock, plain_text, wall_time
from app.portal import paging
from app.portal.blueprint import bp, public
from app.portal.events import month_presenter, public_embeds, public_list
from app.portal.events.other_sites import calendar_links, share_card
from app.web import local_path
from app.web.caching import public_page
from app.web.caching.replica_reads import for_strangers
from app.web.public_url import public_url_for

MAX_QUERY = 200  # characters
# The feed formats that pages offer, each with its media type.
ALTERNATES = {
    "ics": "text/calendar",
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
}


class Search(NamedTuple):
    """What a visitor looks for on the page of a team; ``month`` is None for the next events."""

    text: str = ""
    tag: str = ""
    month: Month | None = None

    @classmethod
    def read(cls) -> "Search":
        """The search in the query of the request; 404 for a month that is none."""
        text, tag = (
            plain_text.squeeze(request.args.get(name, ""), MAX_QUERY) for name in ("q", "tag")
        )
        name = request.args.get("month")
        month = None if name is None else Month.parse(name) or abort(404)
        return cls(text, tag, month)

    @property
    def is_filtered(self) -> bool:
        """Whether it leaves out events of the team."""
        return bool(self.text or self.tag)

    @property
    def kept(self) -> dict[str, str]:
        """Its parameters but the text, which another search keeps."""
        return self.values(q=None)

    def values(self, **changes: str | None) -> dict[str, str]:
        """Its parameters in addresses, with ``changes``; without those that are empty."""
        month = self.month.name if self.month else None
        values = {"q": self.text, "tag": self.tag, "month": month, **changes}
        return {name: value for name, value in values.items() if value}


@bp.get("/<team:team_slug>")
@public
@for_strangers
def show_public_team(team_slug: str) -> ResponseReturnValue:
    """The team's public events; a former slug redirects to the current one."""
    team = public_team.find(team_slug) or abort(404)
    if team.slug != team_slug:
        return _redirect(team)
    search = Search.read()
    if search.month is None:
        return _answer_next(team, search)
    return _answer_month(team, search, search.month)


@bp.get("/t/<team:team_slug>")
@public
def show_former_public_team(team_slug: str) -> ResponseReturnValue:
    """The address that the page had before."""
    return _redirect(public_team.find(team_slug) or abort(404))


def _redirect(team: Team) -> ResponseReturnValue:
    path = url_for("portal.show_public_team", team_slug=team.slug)
    return redirect(local_path.with_query(path), 301)


def _answer_next(team: Team, search: Search) -> Response:
    after, changes_at = paging.wanted(), public_team.changes_at(team)

    def render() -> str:
        page = public_team.list_next(team, text=search.text, tag=search.tag, after=after)
        links = paging.links(
            page, "portal.show_public_team", team_slug=team.slug, **search.values()
        )
        return _render(
            team,
            search,
            is_indexed=not search.is_filtered and after is None,
            groups=public_list.by_month(page.rows),
            tags=_tag_links(team, search, page.rows),
            **links,
        )

    state = (*_state_of(team), search, after, changes_at)
    return public_page.answer(render, state=state, changes_at=changes_at)


def _answer_month(team: Team, search: Search, month: Month) -> Response:
    after, today = month_presenter.position(), _today(team)

    def render() -> str:
        page = month_calendar.read(
            team.id, month, PUBLIC, text=search.text or None, tag=search.tag or None, after=after
        )

        def address_of(slug: str) -> str:
            return url_for("portal.show_event", team_slug=team.slug, event_slug=slug)

        calendar = month_presenter.present(
            page, month, today=today, address=_address(team, search), address_of=address_of
        )
        return _render(team, search, is_indexed=False, calendar=calendar)

    midnight = month_presenter.next_midnight(today, team.timezone)
    state = (*_state_of(team), search, after, today)
    return public_page.answer(render, state=state, changes_at=midnight)


def _render(team: Team, search: Search, *, is_indexed: bool, **details: object) -> str:
    month = search.month or Month.of(_today(team))
    return render_template(
        "portal/events/public_teams/show.html",
        team=team,
        search=search,
        address=_address(team, search),
        month=month.name,
        feeds=list_feeds(team),
        subscribe=calendar_links.subscribe(feed_url(team, "ics"), team.name),
        canonical=public_url_for("portal.show_public_team", team_slug=team.slug),
        share_card=_share_card(team),
        embed=public_embeds.snippet(team),
        is_indexed=is_indexed and not team.is_sandbox,
        **details,
    )


def _address(team: Team, search: Search) -> Callable[..., str]:
    """The address of the page with changes to the parameters of ``search``."""

    def address(**changes: str | None) -> str:
        values: dict[str, Any] = search.values(**changes)
        return url_for("portal.show_public_team", team_slug=team.slug, **values)

    return address


def _tag_links(team: Team, search: Search, events: Sequence[Event]) -> list[dict[str, object]]:
    """The current tag, whose link removes it, and those of the events on the page."""
    address, tags = _address(team, search), public_list.frequent_tags(events)
    if search.tag:
        tags = [search.tag, *(tag for tag in tags if tag != search.tag)]
    return [
        {
            "tag": tag,
            "current": tag == search.tag,
            "url": address(tag=None if tag == search.tag else tag),
        }
        for tag in tags
    ]


def _share_card(team: Team) -> list[dict[str, str]]:
    page = public_url_for("portal.show_public_team", team_slug=team.slug)
    return share_card.describe(team.name, _("Events of %(team)s", team=team.name), page)


def _state_of(team: Team) -> tuple[Hashable, ...]:
    """What the page shows of the team itself; its number counts every change of its events."""
    return team.id, team.change_seq, team.slug, team.name, team.timezone


def _today(team: Team) -> date:
    return wall_time.from_epoch(clock.now(), team.timezone).date()


def list_feeds(team: Team) -> list[dict[str, str]]:
    """The team's public feeds, each as {"format", "type", "url"}."""
    return [
        {"format": ending, "type": media_type, "url": feed_url(team, ending)}
        for ending, media_type in ALTERNATES.items()
    ]


def feed_url(team: Team, ending: str) -> str:
    """The absolute URL of the feed, for use in other programs."""
    return public_url_for("dialects.show_public_feed", team_slug=team.slug, format=ending)
