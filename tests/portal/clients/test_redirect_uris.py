"""An app's redirect URIs: the page that changes them, and the test of each."""

import base64
import hashlib
import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.client_pages import URI, make_client_of, stored
from tests.support.forms import find_form, submit
from tests.support.people import sign_in

PHONE = "com.example.tide:/callback"


@pytest.fixture
def page(app, client):
    """The path of the page, for the signed-in developer of the app."""
    client_id = make_client_of(app, "dev@example.org", redirect_uris=(URI, PHONE))
    sign_in(client, "dev@example.org")
    return f"/developer/apps/{client_id}/redirect-uris"


def test_list_is_changed_and_everything_else_stays(app, client, page):
    before = stored(app, lambda c: (c.name, c.website, c.scopes, c.profile, c.runs_on))
    answer = submit(client, page, "Save", redirect_uris=f"{PHONE}\r\n https://new.example/cb ")
    assert answer.status_code == 302
    assert stored(app, lambda c: c.registered_uris()) == [PHONE, "https://new.example/cb"]
    assert stored(app, lambda c: (c.name, c.website, c.scopes, c.profile, c.runs_on)) == before


def test_bad_line_is_named_and_nothing_changes(app, client, page):
    answer = submit(client, page, "Save", redirect_uris=f"{URI}\nhttp://a.example/cb\n/cb")
    assert answer.status_code == 422
    assert "Line 2: Use https." in answer.text
    assert "Line 3: Start with" in answer.text
    assert find_form(answer.text, "Save").fields["redirect_uris"][0].endswith("/cb")
    assert stored(app, lambda c: c.registered_uris()) == [URI, PHONE]


def test_each_address_has_its_test(client, page):
    text = client.get(page).text
    links = [html.unescape(link) for link in re.findall(r'href="([^"]+/test\?[^"]+)"', text)]
    assert [parse_qs(urlsplit(link).query)["redirect_uri"][0] for link in links] == [URI, PHONE]
    assert all(client.get(link).status_code == 200 for link in links)


def test_test_begins_a_request_with_pkce_whose_verifier_is_on_the_page(client, page):
    text = html.unescape(client.get(f"{page}/test", query_string={"redirect_uri": PHONE}).text)
    start = re.search(r'href="(http://localhost/oauth/authorize\?[^"]+)"', text)[1]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(start).query).items()}
    assert (asked["redirect_uri"], asked["prompt"]) == (PHONE, "consent")
    verifier = re.search(r"code_verifier=([\w-]+)", text)[1]
    digest = hashlib.sha256(verifier.encode()).digest()
    assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert client.get(start).status_code == 200


@pytest.mark.parametrize("uri", ["", "https://evil.example/cb", "\x00"])
def test_address_that_is_not_registered_cannot_be_tested(client, page, uri):
    assert client.get(f"{page}/test", query_string={"redirect_uri": uri}).status_code == 404


def test_app_of_another_developer_is_unknown(app, client, page):
    foreign = make_client_of(app, "other@example.org", name="Other")
    for path in ("", f"/test?redirect_uri={URI}"):
        assert client.get(f"/developer/apps/{foreign}/redirect-uris{path}").status_code == 404
