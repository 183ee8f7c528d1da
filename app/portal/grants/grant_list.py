"""Lists of connected apps as their pages show them: what is asked for, and a page of it."""

from collections.abc import Callable
from typing import Any

from flask import request

from app.database.keyset import Page
from app.models.grants.grant import Grant
from app.models.values import clock, plain_text
from app.portal import paging
from app.portal.grants import grant_presenter

MAX_QUERY = 100  # characters
UNUSED = "unused"


def read(
    find: Callable[..., Page[Grant]], count: int, endpoint: str, **here: str
) -> dict[str, Any]:
    """The template's values; ``find`` reads a page of grants, ``count`` says of how many apps."""
    query = plain_text.squeeze(request.args.get("q", ""), MAX_QUERY)
    shown = UNUSED if request.args.get("shown") == UNUSED else ""
    since = clock.now() - grant_presenter.UNUSED_MONTHS * grant_presenter.MONTH if shown else None
    page = find(query=query, unused_since=since, after=paging.wanted())
    return {
        "connections": [grant_presenter.describe(grant) for grant in page.rows],
        "count": count,
        "query": query,
        "shown": shown,
        **paging.links(page, endpoint, **here, q=query, shown=shown),
    }
