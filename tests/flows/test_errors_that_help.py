"""Errors name what is wrong: the parameter, the scope, or what became of the code or token."""

import pytest

from tests.support import oauth_flow as flow
from tests.support.api import EVENTS
from tests.support.people import sign_in


@pytest.fixture
def browser(app):
    browser = app.test_client()
    sign_in(browser, flow.make_organizer(app))
    return browser


@pytest.fixture
def poster(app):
    return flow.register(app, name="Poster Board", scopes="events:read profile:read")


PKCE = {"code_challenge": flow.CHALLENGE, "code_challenge_method": "S256"}


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"scope": "events:reed"}, "invalid_scope", "The scope events:reed is unknown."),
        (
            {"scope": "events:read events:write"},
            "invalid_scope",
            "The scope events:write is not registered for this app.",
        ),
        ({"scope": "<script>"}, "invalid_scope", "A requested scope is unknown."),
        ({"max_age": "x"}, "invalid_request", "max_age must be a number of seconds."),
        ({"request": "eyJ"}, "request_not_supported", "The parameter request is not supported."),
        ({"response_type": None}, "invalid_request", "Missing required parameter: response_type."),
        ({"code_challenge": flow.CHALLENGE}, "invalid_request", "code_challenge_method"),
    ],
)
def test_app_reads_in_the_redirect_what_was_wrong(client, browser, poster, changes, error, said):
    sent = flow.callback(browser.get(flow.authorize_path(poster, **changes)))
    assert sent["error"] == error
    assert said in sent["error_description"]
    # The OpenID conformance suite accepts no other parameters.
    allowed = {"error", "error_description", "error_uri", "state", "iss"}
    assert sent.keys() == allowed
    assert_explained(client, sent["error_uri"])


def test_app_reads_what_became_of_its_code(client, browser, poster, clock):
    code = flow.obtain_code(browser, poster, prompt="consent", **PKCE)
    cases = [
        ({}, "Missing required parameter: code_verifier."),
        ({"code_verifier": "v" * 43}, "The code_verifier does not match the code_challenge."),
        ({"code_verifier": "v"}, "The code_verifier must be 43 to 128 unreserved characters."),
        ({"redirect_uri": None}, "Missing required parameter: redirect_uri"),
        ({"code": "sd_code_x"}, "The code is unknown, or was issued to another client."),
        ({"code": None}, "Missing required parameter: code."),
        ({"grant_type": "password"}, "Send a grant_type of these: authorization_code"),
        ({"scope": "x", "grant_type": None}, "Missing required parameter: grant_type."),
    ]
    for changes, said in cases:
        sent = {"code": code, **changes}
        refused = flow.exchange(client, poster, sent.pop("code"), **sent)
        assert said in refused.json["error_description"], changes
        assert refused.json["message"] == refused.json["error_description"]
        assert_explained(client, refused.json["error_uri"])
    tokens = flow.exchange(client, poster, code, code_verifier=flow.VERIFIER).json
    used = flow.exchange(client, poster, code, code_verifier=flow.VERIFIER)
    assert used.json["error_description"] == "The code has been used before."
    ended = flow.refresh(client, poster, tokens["refresh_token"])
    assert ended.json["error_description"] == "The refresh_token has been revoked."
    late = flow.obtain_code(browser, poster, prompt="consent")
    clock.advance(3600)
    expired = flow.exchange(client, poster, late)
    assert expired.json["error_description"] == "The code has expired."


def test_app_reads_which_scope_was_not_granted(client, browser, poster):
    code = flow.obtain_code(browser, poster)
    tokens = flow.exchange(client, poster, code).json
    refused = flow.refresh(client, poster, tokens["refresh_token"], scope="profile:read")
    assert refused.json["error"] == "invalid_scope"
    said = "The scope profile:read is not part of what was granted."
    assert refused.json["error_description"] == said


def test_code_of_another_client_is_as_unknown_as_none(app, client, browser, poster):
    """Nothing is told about what is not the caller's."""
    board = flow.register(app, name="Board")
    code = flow.obtain_code(browser, poster)
    answers = [
        flow.exchange(client, board, text).json | {"request_id": None}
        for text in (code, "sd_code_x")
    ]
    assert answers[0] == answers[1]


def test_wrong_content_type_is_named(client):
    refused = client.post("/oauth/token", data='{"grant_type": "x"}', content_type="text/plain")
    assert refused.status_code == 400
    assert "application/x-www-form-urlencoded" in refused.json["error_description"]


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/.well-known/oauth-protected-resource/nowhere", "GET", 404),
        ("/.well-known/nowhere", "GET", 404),
        ("/oauth/token", "GET", 405),
        ("/oauth/introspect", "POST", 401),
        (EVENTS, "POST", 401),
        ("/api/event", "PUT", 401),
        ("/api/client", "POST", 400),
        ("/api/public/me", "GET", 401),
        ("/v2/bookings", "GET", 401),
        ("/feeds/nothing", "GET", 404),
        ("/credentials/report", "POST", 400),
    ],
)
def test_every_error_leads_to_its_section_of_the_documentation(client, path, method, status):
    """The members are checked by the test client itself, with every error of every test."""
    answer = client.open(path, method=method, data={} if method == "POST" else None)
    assert answer.status_code == status
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]
    assert_explained(client, answer.json["error_uri"])


def assert_explained(client, uri):
    """Follow the link: the page has the section."""
    path, _hash, section = uri.removeprefix("http://localhost").partition("#")
    page = client.get(path)
    assert page.status_code == 200
    assert page.text.count(f'id="{section}"') == 1
