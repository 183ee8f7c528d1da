"""The sign-in page names the app whose authorization request the user came from."""

from urllib.parse import urlencode

import pytest

from app.portal.access.requesting_app import introduce_app
from tests.support.factories import REDIRECT_URI, make_client


@pytest.fixture
def desk(app):
    """An app, within a request."""
    with app.test_request_context("/login"):
        yield make_client(name="Front Desk")[0]


def test_app_is_named_as_it_is_registered(desk):
    query = urlencode({"client_id": desk.client_id, "redirect_uri": REDIRECT_URI, "name": "Bank"})

    assert introduce_app(f"/oauth/authorize?{query}") == "Front Desk"
    assert introduce_app(f"/authorize?{query}") == "Front Desk"


@pytest.mark.parametrize(
    "came_for",
    [
        None,
        "/teams?client_id={id}",
        "/oauth/authorize",
        "/oauth/authorize?client_id=unknown",
        "/oauth/authorize?client_id={id}&client_id={id}",
        "/oauth/authorize?" + "a=1&" * 200 + "client_id={id}",
    ],
    ids=["nothing", "another page", "no app", "unknown app", "named twice", "too many"],
)
def test_no_app_is_named_for(desk, came_for):
    assert introduce_app(came_for and came_for.format(id=desk.client_id)) is None


def test_suspended_app_is_not_named(desk):
    desk.suspend("Under investigation.")

    assert introduce_app(f"/oauth/authorize?client_id={desk.client_id}") is None
