"""Private feed links that the pages show."""

import time

from app.models.feeds.feed_link import FeedLink
from tests.support.private_links import make_link


def make_feed_links(people, teams, apps):
    """Links to Harbour Hall's events: Olivia's own, one of an app, a paused one."""
    hall, olivia = teams["harbour-hall"], people["olivia"]
    make_link(hall, olivia, client=apps["Poster Board"], name="Notice board at the tram stop")
    make_link(hall, olivia, client=apps["Lobby Screen"], name="Screen in the lobby")
    own = make_link(hall, olivia, name="Website", tag="singing")
    row = FeedLink.find_of(hall, own.id)
    row.last_used_at, row.last_used_address = int(time.time()) - 3600, "203.0.113.7"
    row.last_used_agent = "Calendar/7.1 (subscription)"
    return {"feed_link": own.id}
