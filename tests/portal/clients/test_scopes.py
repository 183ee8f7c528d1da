"""What an app may ask for at most, and looking at it before it is saved."""

import html
import re

import pytest

from tests.support.client_pages import make_client_of, stored
from tests.support.forms import find_form, submit
from tests.support.people import sign_in


@pytest.fixture
def page(app, client):
    """The path of the page, for the signed-in developer of the app."""
    client_id = make_client_of(app, "dev@example.org", scopes="events:read profile:read")
    sign_in(client, "dev@example.org")
    return f"/developer/apps/{client_id}/scopes"


def frame_of(page):
    """Return the address that the page's preview shows."""
    return html.unescape(re.search(r'<iframe[^>]+src="([^"]+)"', page)[1])


def test_choice_is_saved(app, client, page):
    assert submit(client, page, "Save", scopes=["events:write"]).status_code == 302
    assert stored(app, lambda c: (c.scopes, c.default_scopes)) == ("events:write", "events:read")


def test_without_any_nothing_is_saved(app, client, page):
    answer = submit(client, page, "Save", scopes=[])
    assert answer.status_code == 422
    assert "Choose at least one." in answer.text
    assert stored(app, lambda c: c.scopes) == "events:read profile:read"


def test_saved_choice_is_previewed_in_organizers_words(client, page):
    preview = client.get(frame_of(client.get(page).text)).text
    assert "See this team&#39;s events" in preview
    assert "See your name and e-mail address" in preview


def test_another_choice_is_previewed_before_it_is_saved(app, client, page):
    answer = submit(client, page, "Preview", scopes=["tickets:read"])
    shown = client.get(answer.location)
    assert "Not saved yet" in shown.text
    assert find_form(shown.text, "Save").fields["scopes"] == ["tickets:read"]
    preview = client.get(frame_of(shown.text)).text
    assert "See the tickets you hold" in preview
    assert "See your name" not in preview
    assert stored(app, lambda c: c.scopes) == "events:read profile:read"


@pytest.mark.parametrize("query", ["scopes=admin", "scopes=%00", "scopes=" + "x" * 5000])
def test_nonsense_in_the_address_shows_what_is_saved(client, page, query):
    shown = client.get(f"{page}?{query}")
    assert shown.status_code == 200
    assert "Not saved yet" not in shown.text
