"""Pages of users, developers and organizers."""

import pytest

from tests.support.costs import Budget, Operation
from tests.support.oauth_flow import authorize_path


def client_page(world):
    """A developer opens an app."""
    return world.visit(f"/developer/apps/{world.client.id}")


def new_consent(world):
    """A user is asked for more than the app has."""
    return world.visit(authorize_path(world.partner, scope="events:read"))


OPERATIONS = {
    "consent": Operation(new_consent, Budget(14_010, 13, 2)),
    "connected apps": Operation(lambda world: world.visit("/account/apps"), Budget(28_200, 5, 2)),
    "a developer's app": Operation(client_page, Budget(38_590, 15, 2)),
    "a team's events": Operation(
        lambda world: world.visit("/teams/harbour-hall/events"), Budget(40_370, 7, 2)
    ),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_request_keeps_to_its_budget(check, name):
    check(name, OPERATIONS[name])
