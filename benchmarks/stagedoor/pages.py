"""Pages of the portal, as a signed-in user opens them."""

from benchmarks import operations
from benchmarks.http_request import get
from benchmarks.installation.installation import SLUG, Installation
from benchmarks.side import MakeRequests, repeat


def page_requests(installation: Installation) -> dict[str, MakeRequests]:
    """The requests of each page."""
    paths = {
        operations.CONNECTED_APPS: "/account/apps",
        operations.CLIENT_PAGE: f"/developer/apps/{installation.client_id}",
        operations.TEAM_EVENTS: f"/teams/{SLUG}/events",
    }
    return {
        name: repeat(get(path, cookie=installation.cookie, accept="text/html"))
        for name, path in paths.items()
    }
