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
    "consent": Operation(new_consent, Budget(3_700, 4, 2)),
    "connected apps": Operation(page("/account/apps"), Budget(8_900, 4, 2)),
    "a team's apps": Operation(page(f"{TEAM}/apps"), Budget(13_250, 10, 2)),
    "a developer's app": Operation(page(APP), Budget(6_700, 6, 2)),
    "a developer's apps": Operation(page("/developer/apps"), Budget(6_050, 7, 2)),
    "usage of an app": Operation(page(f"{APP}/usage"), Budget(6_100, 6, 2)),
    "log of an app": Operation(page(f"{APP}/log"), Budget(6_650, 7, 2)),
    "home": Operation(page("/"), Budget(10_800, 16, 2)),
    "a team": Operation(page(TEAM), Budget(8_400, 12, 2)),
    "a team's events": Operation(page(f"{TEAM}/events"), Budget(12_100, 6, 2)),
    "an event": Operation(page(f"{TEAM}/events/night-0"), Budget(4_250, 5, 2)),
    "a team's public page": Operation(page("/harbour-hall"), Budget(10_850, 8, 2)),
    "an event's public page": Operation(page("/harbour-hall/night-0"), Budget(5_650, 6, 2)),
    "signing in": Operation(lambda world: world.environ("/login"), Budget(2_950, 0, 0)),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_request_keeps_to_its_budget(check, name):
    check(name, OPERATIONS[name])
