"""A request of any size is carried to its consent page, or refused to the app at once."""

from urllib.parse import parse_qsl, urlencode

import pytest
import requests

from app.oauth.authorization.authorization_request import MAX_STATE
from app.oauth.authorization.request_address import MAX_LENGTH
from tests.support import oauth_flow as flow
from tests.support.factories import PASSWORD, REDIRECT_URI
from tests.support.forms import find_form
from tests.support.mails import link_to

# What a state may consist of; each grows whenever it is encoded.
CHARACTERS = {"percent signs": "%", "umlauts": "ü", "clefs": "𝄞"}


def path_with(poster, length, character="%", **changes):
    """A request whose address has as nearly ``length`` characters as the state allows."""
    spare = length - len(flow.authorize_path(poster, state="", **changes))
    size = len(urlencode({"": character})) - 1
    return flow.authorize_path(poster, state=character * (spare // size), **changes)


@pytest.mark.parametrize("character", CHARACTERS.values(), ids=CHARACTERS)
def test_largest_request_survives_signing_in(app, olivia, poster, character):
    visitor, path = app.test_client(), path_with(poster, MAX_LENGTH - 10, character)
    answer = visitor.get(path)
    assert flow.query_of(answer.location)["next"] == [path]
    page = visitor.get(answer.location)
    form = find_form(page.text, "Sign in")
    data = form.press("Sign in", email=olivia, password=PASSWORD)
    assert visitor.post(answer.location, data=data).location == path


@pytest.mark.parametrize("is_signed_in", [False, True], ids=["visitor", "signed in"])
def test_longer_request_is_refused_to_the_app_at_once(app, browser, poster, is_signed_in):
    opened = browser if is_signed_in else app.test_client()
    too_long = {
        f"The request has more than {MAX_LENGTH} characters. Shorten state.": "%" * MAX_STATE,
        f"state has more than {MAX_STATE} characters.": "a" * (MAX_STATE + 1),
        f"The request has more than {MAX_LENGTH} characters. Shorten state. ": "𝄞" * 700,
        f"state has more than {MAX_STATE} characters. ": "a" * 20_000,
    }
    for description, state in too_long.items():
        sent_back = flow.callback(opened.get(flow.authorize_path(poster, state=state)))
        assert sent_back["error"] == "invalid_request"
        assert sent_back["error_description"] == description.strip()
        assert sent_back["state"] == state


def test_longer_request_by_post_is_refused_to_the_app_at_once(app, poster):
    """It would be repeated by GET, at an address that no server takes."""
    _path, _mark, query = flow.authorize_path(poster, state="%" * 60_000).partition("?")
    answer = app.test_client().post("/oauth/authorize", data=dict(parse_qsl(query)))
    assert flow.callback(answer)["error"] == "invalid_request"


def test_longer_request_of_an_app_that_is_not_trusted_is_refused_on_a_page(app, machine):
    sent = {"client_name": "Tide", "redirect_uris": [REDIRECT_URI]}
    tide = flow.App(machine.post("/oauth/register", json=sent).json["client_id"], None)
    answer = app.test_client().get(flow.authorize_path(tide, state="%" * MAX_STATE))
    assert answer.status_code == 400
    assert "invalid_request" in answer.text


def test_unknown_parameters_do_not_count(app, poster):
    """They are left out of an address that is too long with them."""
    path = flow.authorize_path(poster)
    answer = app.test_client().get(f"{path}&utm={'x' * MAX_LENGTH}")
    assert flow.query_of(answer.location)["next"] == [path]


def test_largest_request_is_kept_by_the_mailed_links(app, poster):
    visitor, path = app.test_client(), path_with(poster, MAX_LENGTH - 10)
    fields = {"name": "Nina", "email": "nina@example.org", "password": PASSWORD}
    signing_up = visitor.get(path).location.replace("/login", "/register")
    flow.submit(visitor, signing_up, "Sign up", **fields)
    link = link_to(app, "nina@example.org")
    assert flow.submit(visitor, link, "Confirm the address").location == path
    forgot = app.test_client().get(path).location.replace("/login", "/forgot")
    flow.submit(app.test_client(), forgot, "Send the link", email="nina@example.org")
    answer = flow.submit(
        app.test_client(),
        link_to(app, "nina@example.org"),
        "Save",
        password="a third long password",
    )
    assert flow.query_of(answer.location)["next"] == [path]


@pytest.mark.race
def test_largest_request_goes_all_the_way_through_the_real_server(app, poster, start_server):
    """Sign-up, which asks for the code of a factor nowhere, and the deepest way that there is:
    signing in for the password again for the second factor for the request."""
    server, browser = start_server(workers=1), requests.Session()
    path = path_with(poster, MAX_LENGTH - 10)
    security = f"/account/security?{urlencode({'next': path})}"
    proof = f"/account/confirm?{urlencode({'next': security})}"
    answer = browser.get(f"{server.url}{proof}")
    assert answer.status_code == 200
    assert flow.query_of(answer.url)["next"] == [proof]
    answer = browser.get(f"{server.url}{path}")
    register = answer.url.replace("/login?", "/register?")
    form = find_form(browser.get(register).text, "Sign up")
    fields = {"name": "Nina", "email": "nina@example.org", "password": PASSWORD}
    answer = browser.post(register, data=form.press("Sign up", **fields), allow_redirects=False)
    assert answer.headers["Location"] == path
    assert browser.get(f"{server.url}{path}").status_code == 200
