"""Lists of connected apps: their order, pages, search and what was long not used."""

import re
from html import unescape

import pytest

from app.extensions import db
from tests.support import factories
from tests.support.connected_app import World
from tests.support.markup import compact
from tests.support.people import sign_in

LIST = "/account/apps"


@pytest.fixture
def world(app, client):
    """A connected app of somebody who is signed in."""
    world = World(app)
    sign_in(client, world.email)
    return world


def connect(app, world, *names, used_at=None):
    """Let the world's person allow further apps, last used at this moment."""
    with app.app_context():
        user = factories.User.find_by_email(world.email)
        for name in names:
            client, _secret = factories.make_client(name=name)
            grant = factories.make_grant(client, user, scopes="profile:read")
            grant.last_used_at = used_at
        db.session.commit()


def names_in(page):
    """The apps of a list, in order."""
    return re.findall(r'<div class="conn-top"><h3>([^<]+)</h3>', compact(page))


def test_last_used_come_first_and_pages_go_on(app, client, world, clock):
    connect(app, world, *(f"App {number:02}" for number in range(50)), used_at=clock.at + 60)
    connect(app, world, "Newest", used_at=clock.at + 3600)
    first = client.get(LIST).text
    assert names_in(first)[0] == "Newest"
    following = unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])
    second = client.get(following).text
    assert len(names_in(first)) == 50
    assert names_in(second)[-1] == "Poster Board"
    assert not set(names_in(first)) & set(names_in(second))
    assert "52 apps" in first


def test_list_is_searched_by_name(app, client, world):
    connect(app, world, "Tide Calendar", "Night Map")
    assert names_in(client.get(f"{LIST}?q=tide").text) == ["Tide Calendar"]
    page = client.get(f"{LIST}?q=zebra").text
    assert "No app matches" in page
    assert "No apps connected" not in page


def test_list_of_what_was_not_used_for_90_days(app, client, world, clock):
    connect(app, world, "Forgotten", used_at=clock.at - 91 * 86_400)
    page = client.get(f"{LIST}?shown=unused").text
    assert names_in(page) == ["Forgotten"]
    assert "Not used for 3 months" in page
