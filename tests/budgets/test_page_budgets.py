"""Pages of users, developers and organizers."""

import pytest

from tests.support.costs import Budget, Operation
from tests.support.oauth_flow import authorize_path

APP = "/developer/apps/{app}"
TEAM = "/teams/harbour-hall"


def new_consent(world):
    """A user is asked for more than the app has."""
    return world.visit(authorize_path(world.partner, scope="events:read"))


def page(path):
    """The request of a page; ``{app}`` is the owner's app."""
    return lambda world: world.visit(path.format(app=world.client.id))


OPERATIONS = {
    "consent": Operation(new_consent, Budget(4_000, 5, 2)),
    "connected apps": Operation(page("/account/apps"), Budget(9_400, 4, 2)),
    "a team's apps": Operation(page(f"{TEAM}/apps"), Budget(13_750, 10, 2)),
    "a developer's app": Operation(page(APP), Budget(8_150, 7, 2)),
    "a developer's apps": Operation(page("/developer/apps"), Budget(6_200, 7, 2)),
    "usage of an app": Operation(page(f"{APP}/usage"), Budget(6_750, 6, 2)),
    "log of an app": Operation(page(f"{APP}/log"), Budget(7_150, 7, 2)),
    "home": Operation(page("/"), Budget(11_100, 16, 2)),
    "a team": Operation(page(TEAM), Budget(8_900, 12, 2)),
    "a team's events": Operation(page(f"{TEAM}/events"), Budget(13_450, 6, 2)),
    "an event": Operation(page(f"{TEAM}/events/night-0"), Budget(4_400, 5, 2)),
    "a team's public page": Operation(page("/harbour-hall"), Budget(14_550, 9, 2)),
    "an event's public page": Operation(page("/harbour-hall/night-0"), Budget(5_850, 6, 2)),
    "signing in": Operation(lambda world: world.environ("/login"), Budget(3_000, 0, 0)),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_request_keeps_to_its_budget(check, name):
    check(name, OPERATIONS[name])
