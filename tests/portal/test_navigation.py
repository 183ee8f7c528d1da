"""The navigation beside pages: what it lists for whom, and what it marks."""

import pytest

from tests.support.client_pages import make_client_of
from tests.support.markup import compact
from tests.support.people import sign_in


def links(page):
    """(address, what aria-current says) of each link, in order."""
    nav = compact(page).partition('<nav class="sidenav')[2].partition("</nav>")[0]
    anchors = [part.partition(">")[0] for part in nav.split("<a ")[1:]]
    return [
        (
            anchor.partition('href="')[2].partition('"')[0],
            anchor.partition('aria-current="')[2].partition('"')[0],
        )
        for anchor in anchors
    ]


def marked(page):
    return [link for link in links(page) if link[1]]


@pytest.fixture
def devi(app, client):
    """The path of an app whose maker is signed in."""
    client_id = make_client_of(app, "devi@example.org")
    sign_in(client, "devi@example.org")
    return f"/developer/apps/{client_id}"


def test_page_itself_is_marked(client, devi):
    assert marked(client.get("/account/sessions").text) == [("/account/sessions", "page")]
    assert marked(client.get(f"{devi}/usage").text) == [(f"{devi}/usage", "page")]


def test_nearest_page_above_is_marked_where_the_page_is_not_listed(client, devi):
    assert marked(client.get(f"{devi}/edit").text) == [(devi, "true")]


def test_public_app_has_no_page_for_secrets(app, client, devi):
    public = f"/developer/apps/{make_client_of(app, 'devi@example.org', runs_on='browser')}"
    assert (f"{devi}/secrets", "") in links(client.get(devi).text)
    assert (f"{public}/secrets", "") not in links(client.get(public).text)


def test_settings_of_a_team_are_listed_for_who_may_change_them(client, hall):
    for person, is_listed in {"ana": True, "ed": False, "vera": False}.items():
        sign_in(client, f"{person}@example.org")
        listed = dict(links(client.get("/teams/harbour-hall").text))
        assert ("/teams/harbour-hall/settings" in listed) == is_listed, person
