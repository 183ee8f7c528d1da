"""Connect buttons: the drawings, and an address that really leads to the consent page."""

import re
from html import unescape
from urllib.parse import urlencode, urlsplit

import pytest

from app.portal.clients.connect_button import CODE_CHALLENGE
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.client_pages import make, make_client_of
from tests.support.people import sign_in

PAGE = "/docs/connect-buttons"
DEV = "dev@example.org"


@pytest.fixture
def dev(app, client):
    """The client, signed in as a developer."""
    make(app, lambda: factories.make_user(DEV))
    sign_in(client, DEV)
    return client


@pytest.fixture
def olivia(app):
    """The browser of an organizer."""
    email = flow.make_organizer(app)
    browser = app.test_client()
    sign_in(browser, email)
    return browser


def snippet_on(page):
    """Address and image of the lines to copy, as a browser would read them."""
    lines = unescape(re.search(r"<code translate=\"no\">(&lt;a .*?)</code>", page.text, re.S)[1])
    address = unescape(re.search(r'href="([^"]+)"', lines)[1])
    image = re.search(r'src="([^"]+)"', lines)[1]
    return path_of(address), path_of(image)


def path_of(url):
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


@pytest.mark.parametrize("profile", ["standard", "gancio", "eventtemple", "kagibag"])
def test_snippet_leads_to_the_consent_page(app, dev, olivia, profile):
    client_id = make_client_of(app, DEV, name="Poster Board", profile=profile)
    address, image = snippet_on(dev.get(f"{PAGE}?app={client_id}"))
    page = olivia.get(address)
    assert page.status_code == 200
    assert "Poster Board wants to connect to your events" in page.text
    assert dev.get(image).mimetype == "image/svg+xml"


@pytest.mark.parametrize("runs_on", ["browser", "phone"])
def test_snippet_of_a_public_app_carries_a_challenge(app, dev, olivia, runs_on):
    client_id = make_client_of(app, DEV, runs_on=runs_on)
    page = dev.get(f"{PAGE}?app={client_id}")
    address, _image = snippet_on(page)
    assert f"code_challenge={CODE_CHALLENGE}" in address
    assert "sends its S256 challenge" in " ".join(page.text.split())
    assert olivia.get(address).status_code == 200


def test_choices_stand_in_the_address(app, dev):
    second = "https://app.example/second?x=1"
    client_id = make_client_of(
        app,
        DEV,
        redirect_uris=(factories.REDIRECT_URI, second),
        scopes="events:read profile:read",
    )
    chosen = {
        "app": client_id,
        "redirect_uri": second,
        "scope": "profile:read",
        "button": "compact-dark",
    }
    address, image = snippet_on(dev.get(f"{PAGE}?{urlencode(chosen)}"))
    asked = flow.query_of(address)
    assert (asked["redirect_uri"], asked["scope"]) == ([second], ["profile:read"])
    assert asked["state"] == ["STATE"]
    assert image.endswith("/compact-dark.svg")


def test_foreign_app_address_and_scope_fall_back_to_ones_own(app, dev):
    mine = make_client_of(app, DEV)
    foreign = make_client_of(app, "other@example.org", redirect_uris=("https://evil.example/cb",))
    query = {"redirect_uri": "https://evil.example/cb", "scope": "crm_manage", "button": "x"}
    page = dev.get(f"{PAGE}?{urlencode({'app': foreign, **query})}")
    asked = flow.query_of(snippet_on(page)[0])
    assert asked["client_id"] == [mine]
    assert asked["redirect_uri"] == [factories.REDIRECT_URI]
    assert asked["scope"] == ["events:read"]
    assert "evil.example" not in page.text


def test_reader_without_an_app_gets_placeholders(client):
    page = client.get(PAGE)
    assert flow.query_of(snippet_on(page)[0])["client_id"] == ["CLIENT_ID"]
    assert "Register an app" in page.text
