"""Door 3: the resource server, for programs with an access token."""

from flask import Flask

import app.api.dialects.event_temple
import app.api.dialects.eventpop
import app.api.dialects.gancio
import app.api.dialects.gancio_public
import app.api.events.event_bulk
import app.api.events.event_changes
import app.api.events.event_imports
import app.api.events.event_occurrences
import app.api.events.event_writes
import app.api.events.events
import app.api.feeds.feed_links
import app.api.feeds.private_feeds
import app.api.feeds.public_feeds
import app.api.feeds.team_feeds
import app.api.people.me
import app.api.people.teams
import app.api.people.tickets
import app.api.people.token_info
import app.api.people.userinfo
import app.api.tickets.booking_changes
import app.api.tickets.guests
import app.api.webhooks.webhooks
from app.api.bearer import flow_reports
from app.api.blueprint import EventSlug, bp, dialects
from app.api.events import long_polling


def register(app: Flask) -> None:
    """Add the API to ``app``. Callers show a token and no cookie, so CSRF cannot reach it."""
    flow_reports.register(app)
    app.url_map.converters["event"] = EventSlug
    for blueprint, prefix in ((bp, "/api/v1"), (dialects, None)):
        app.register_blueprint(blueprint, url_prefix=prefix)
    long_polling.register(app)
