"""The authorization request: who asks, where the answer would go, and what is refused."""

import pytest

from app.extensions import db
from app.models.clients.client import Client
from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"response_type": "token"}, "unsupported_response_type", id="token"),
        pytest.param({"response_type": 'fo"oé'}, "unsupported_response_type", id="quote"),
        pytest.param({"response_type": None}, "invalid_request", id="missing"),
        pytest.param({"scope": "admin"}, "invalid_scope", id="unknown-scope"),
        pytest.param({"scope": "tickets:read"}, "invalid_scope", id="above-the-ceiling"),
        pytest.param({"code_challenge": flow.CHALLENGE}, "invalid_request", id="no-method"),
        pytest.param(
            {"code_challenge": flow.CHALLENGE, "code_challenge_method": "plain"},
            "invalid_request",
            id="plain",
        ),
        pytest.param(
            {"code_challenge": "short", "code_challenge_method": "S256"},
            "invalid_request",
            id="malformed-challenge",
        ),
        pytest.param({"response_mode": "form_post"}, "invalid_request", id="response-mode"),
        pytest.param({"request_uri": "https://x/y"}, "request_uri_not_supported", id="uri"),
        pytest.param({"request": "e30"}, "request_not_supported", id="object"),
        pytest.param({"prompt": "none"}, "consent_required", id="prompt-none"),
        pytest.param({"prompt": "none login"}, "invalid_request", id="prompt-none-and-more"),
    ],
)
def test_errors_told_to_the_client(browser, poster, changes, error):
    """Only after client and address are known, with state and issuer."""
    sent_back = flow.callback(browser.get(flow.authorize_path(poster, **changes)))
    assert sent_back["error"] == error
    assert sent_back["state"] == "s123"
    assert sent_back["iss"] == "http://localhost"
    assert "code" not in sent_back


def test_public_client_needs_pkce_from_the_start(browser, phone):
    """The request is refused, not only the exchange."""
    sent_back = flow.callback(browser.get(flow.authorize_path(phone)))
    assert sent_back["error"] == "invalid_request"


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "https://evil.example/cb",
        "https://app.example/callback2",
        "https://app.example/callback/",
        "https://app.example/callback?",
        "https://app.example/callback?x=1",
        "https://APP.example/callback",
        "HTTPS://app.example/callback",
        "https://app.example:443/callback",
        "https://app.example/callbac%6b",
        "https://user@app.example/callback",
        "https://app.example/callback#f",
        "https://app.example\\@evil.example/",
        "//evil.example/cb",
        'https://app.example/"é',
        "javascript:alert(1)",
    ],
)
def test_unregistered_address_is_never_redirected_to(app, browser, poster, redirect_uri):
    """Case 68: a page, for signed-in and anonymous people alike."""
    for client in (browser, app.test_client()):
        answer = client.get(flow.authorize_path(poster, redirect_uri=redirect_uri))
        assert answer.status_code == 400
        assert "Location" not in answer.headers
        assert answer.mimetype == "text/html"


@pytest.mark.parametrize(
    "path",
    [
        "/oauth/authorize",
        "/oauth/authorize?client_id=nobody&response_type=code",
        "/oauth/authorize?client_id=%00&response_type=code",
        "/oauth/authorize?client_id=%ff",
    ],
)
def test_unknown_client_gets_a_page(browser, path):
    """Case 68."""
    answer = browser.get(path)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "scope", "state", "response_type"])
def test_repeated_parameter_gets_a_page(browser, poster, name):
    """No guess which of the two was meant; the page tells developers which it is."""
    answer = browser.get(f"{flow.authorize_path(poster)}&{name}=again")
    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert f"The parameter {name} is repeated." in answer.text


def test_other_parameters_may_be_repeated(browser, poster):
    """RFC 6749 section 3.1; ``resource`` may be, too (RFC 8707 section 2)."""
    others = (
        "&utm_source=a&utm_source=b&resource=http://localhost/&resource=http://localhost/api/v1"
    )
    page = browser.get(f"{flow.authorize_path(poster)}{others}")
    assert page.status_code == 200
    assert "Authorize" in page.text


def test_registered_query_is_kept_byte_for_byte(app, browser):
    """The registered query is not encoded anew."""
    uri = "https://wp.example/options.php?page=wp&flag&sp=a%20b"
    poster = flow.register(app, redirect_uris=(uri,))
    answer = flow.decide(browser, poster)
    assert answer.location.startswith(f"{uri}&code=")


def test_loopback_port_is_free(app, browser):
    """An installed app takes whatever port it gets."""
    desktop = flow.register(app, runs_on="desktop", redirect_uris=("http://127.0.0.1/cb",))
    pkce = {"code_challenge": flow.CHALLENGE, "code_challenge_method": "S256"}
    uri = "http://127.0.0.1:51004/cb"
    answer = flow.decide(browser, desktop, redirect_uri=uri, **pkce)
    assert answer.location.startswith(f"{uri}?code=")


@pytest.mark.parametrize(
    "state", ['a+b c+d&e=é"<', "x" * 3900, "%0d%0aSet-Cookie:x=1\r\n"], ids=["odd", "long", "crlf"]
)
def test_state_comes_back_unchanged(browser, poster, state):
    """Exactly once, on success and on Deny, and never as a header."""
    for button in ("Authorize", "Deny"):
        answer = flow.decide(browser, poster, button=button, state=state, prompt="consent")
        assert flow.query_of(answer.location)["state"] == [state]
        assert "Set-Cookie: x" not in str(answer.headers)


def test_absent_state_stays_absent(browser, poster):
    assert "state" not in flow.callback(flow.decide(browser, poster, state=None))


def test_suspended_client_is_told_to_the_person(app, browser, poster):
    with app.app_context():
        Client.find(poster.id).suspend("spam")
        db.session.commit()
    answer = browser.get(flow.authorize_path(poster))
    assert answer.status_code == 400
    assert "suspended" in answer.text


def test_redirect_carries_its_code_nowhere_else(browser, poster):
    """No cache, no Referer, no copy in a page."""
    answer = flow.decide(browser, poster)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.get_data() == b""


@pytest.mark.parametrize(
    "uri", ["com.example.app:///cb", "https://A.example", "https://a.example/c[b]"]
)
def test_address_is_sent_as_it_was_registered(app, browser, uri):
    """Not even its spelling changes on the way."""
    poster = flow.register(app, redirect_uris=(uri,))
    assert flow.decide(browser, poster).location.startswith(f"{uri}?code=")
