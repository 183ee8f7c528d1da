"""Lists of connected apps: reads the search of the request, and the page of grants it finds."""

from typing import Any

from flask import request
from sqlalchemy import ColumnElement

from app.models.grants import grant_search
from app.models.values import clock, plain_text
from app.portal import paging
from app.portal.grants import grant_presenter

MAX_QUERY = 100  # characters
UNUSED = "unused"


def read(condition: ColumnElement[bool], endpoint: str, **url_values: str) -> dict[str, Any]:
    """The template's values for the grants that meet ``condition``."""
    query = plain_text.squeeze(request.args.get("q", ""), MAX_QUERY)
    shown = UNUSED if request.args.get("shown") == UNUSED else ""
    since = clock.now() - grant_presenter.UNUSED_MONTHS * grant_presenter.MONTH if shown else None
    page = grant_search.page(condition, query=query, unused_since=since, after=paging.wanted())
    return {
        "connections": [grant_presenter.describe(grant) for grant in page.rows],
        "count": grant_search.count_apps(condition),
        "query": query,
        "shown": shown,
        **paging.links(page, endpoint, **url_values, q=query, shown=shown),
    }
