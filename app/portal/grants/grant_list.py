"""Lists of connected apps: reads the search of the request, and the page of grants it finds."""

from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy import ColumnElement

from app.language.texts import lazy_gettext as _
from app.models.grants import connect_rule, grant_search, team_connections
from app.models.grants.team_connections import Connection
from app.models.teams.team import Team
from app.models.values import clock, plain_text, scopes
from app.portal import paging
from app.portal.grants import grant_presenter

MAX_QUERY = 100  # characters
UNUSED = "unused"
REFUSED = (_("Could not be connected now: not reviewed"), "warn")


def read(condition: ColumnElement[bool], endpoint: str, **url_values: str) -> dict[str, Any]:
    """The template's values for the grants that meet ``condition``."""
    search = _read_search()
    page = grant_search.page(condition, **search.values, after=paging.wanted())
    return {
        "connections": [grant_presenter.describe(grant) for grant in page.rows],
        "count": grant_search.count_apps(condition),
        **search.shown,
        **paging.links(page, endpoint, **url_values, **search.parameters),
    }


def read_of_team(team: Team) -> dict[str, Any]:
    """The template's values for the apps of ``team``, each with all its grants there."""
    search = _read_search()
    connections, page = team_connections.page(team, **search.values, after=paging.wanted())
    return {
        "connections": [_describe_app(team, connection) for connection in connections],
        "count": grant_search.count_apps(grant_search.of_team(team)),
        **search.shown,
        **paging.links(page, "portal.list_team_apps", slug=team.slug, **search.parameters),
    }


@dataclass(frozen=True)
class Search:
    """What the request searches for."""

    query: str
    is_unused: bool

    @property
    def values(self) -> dict[str, Any]:
        """The arguments of a search."""
        age = grant_presenter.UNUSED_MONTHS * grant_presenter.MONTH
        return {"query": self.query, "unused_since": clock.now() - age if self.is_unused else None}

    @property
    def parameters(self) -> dict[str, str]:
        """The query parameters of the same search."""
        return {"q": self.query, "shown": self.shown["shown"]}

    @property
    def shown(self) -> dict[str, str]:
        """The values of the search form."""
        return {"query": self.query, "shown": UNUSED if self.is_unused else ""}


def _read_search() -> Search:
    query = plain_text.squeeze(request.args.get("q", ""), MAX_QUERY)
    return Search(query, request.args.get("shown") == UNUSED)


def _describe_app(team: Team, connection: Connection) -> dict[str, Any]:
    """The row of one app: what it may do in all, and each grant."""
    names = frozenset().union(*(scopes.parse(grant.scopes) for grant in connection.grants))
    rows = [grant_presenter.describe(grant) for grant in connection.grants]
    return {
        **rows[0],
        "app": connection.client.name,
        "by": connection.client.makers_name,
        "client": connection.client,
        "chips": grant_presenter.chips(names),
        "badge": rows[0]["badge"] if connect_rule.allows(team, connection.client) else REFUSED,
        "grants": rows,
    }
