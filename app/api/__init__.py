"""Door 3: the resource server, for programs that hold an access token."""

from flask import Flask

from app.api.bearer import flow_reports
from app.api.blueprint import EventSlug, bp, dialects
from app.api.dialects import event_temple, eventpop, gancio, gancio_public
from app.api.events import (
    event_bulk,
    event_changes,
    event_occurrences,
    event_writes,
    events,
    long_polling,
)
from app.api.feeds import feed_links, private_feeds, public_feeds, team_feeds
from app.api.people import me, teams, tickets, token_info
from app.extensions import csrf, limiter


def register(app: Flask) -> None:
    """Add the API to ``app``. Callers show a token and no cookie, so CSRF cannot reach it."""
    flow_reports.register(app)
    app.url_map.converters["event"] = EventSlug
    for blueprint, prefix in ((bp, "/api/v1"), (dialects, None)):
        csrf.exempt(blueprint)
        limiter.exempt(blueprint)  # counts for itself: rate_limit
        app.register_blueprint(blueprint, url_prefix=prefix)
    long_polling.register(app)


__all__ = [
    "event_bulk",
    "event_changes",
    "event_occurrences",
    "event_temple",
    "event_writes",
    "events",
    "feed_links",
    "gancio",
    "gancio_public",
    "me",
    "private_feeds",
    "public",
    "public_feeds",
    "register",
    "team_feeds",
    "teams",
    "tickets",
    "token_info",
]
