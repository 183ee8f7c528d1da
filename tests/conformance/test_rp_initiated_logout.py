"""Modules of oidcc-rp-initiated-logout-certification-test-plan, each under its own name."""

import base64
import json
from urllib.parse import urlencode

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.support import oauth_flow as flow
from tests.support import openid_suite as suite
from tests.support.openid_suite import AFTER_LOGOUT, STATE

LOGOUT_STATE = "L" * 128


@pytest.fixture
def id_token(user, machine, rp):
    """Of the session in the user's browser."""
    answer = user.go(flow.authorize_path(rp, **suite.request()))
    tokens = flow.exchange(machine, rp, suite.check_callback(answer))
    return suite.check_tokens(tokens)["id_token"]


@pytest.fixture
def leave(user, id_token):
    """Sends the browser to the end session endpoint as the suite does, with changes."""

    def go(*, presses=(), **changes):
        parameters = {
            "id_token_hint": id_token,
            "post_logout_redirect_uri": AFTER_LOGOUT,
            "state": LOGOUT_STATE,
            **changes,
        }
        sent = {name: value for name, value in parameters.items() if value is not None}
        answer = user.go(f"/oauth/end_session?{urlencode(sent)}")
        assert user.pressed == list(presses)
        return answer

    return go


@pytest.fixture
def is_signed_in(user, rp):
    """Whether a request with prompt=none gets a code; if not, that its error is a right one."""

    def ask():
        answer = user.go(flow.authorize_path(rp, **suite.request(prompt="none")))
        if "code" in flow.callback(answer):
            return True
        assert suite.check_error(answer) in suite.NEEDS_A_PAGE
        return False

    return ask


def test_oidcc_rp_initiated_logout_discovery_endpoint_verification(machine):
    configuration = machine.get("/.well-known/openid-configuration").json
    assert configuration["end_session_endpoint"] == f"{suite.ISSUER}/oauth/end_session"


def test_oidcc_rp_initiated_logout(leave, is_signed_in):
    answer = leave()
    assert answer.location == f"{AFTER_LOGOUT}?state={LOGOUT_STATE}"
    assert not is_signed_in()


def test_oidcc_rp_initiated_logout_no_state(leave, is_signed_in):
    assert leave(state=None).location == AFTER_LOGOUT
    assert not is_signed_in()


@pytest.mark.parametrize("query", ["", "?foo=bar"])
def test_oidcc_rp_initiated_logout_bad_post_logout_redirect_uri(leave, is_signed_in, query):
    """Another address, and the registered one with a query added, get an error page."""
    address = f"{AFTER_LOGOUT}{query}" if query else "https://suite.example/other"
    answer = leave(post_logout_redirect_uri=address)
    assert (answer.status_code, answer.location) == (400, None)
    assert is_signed_in()


def test_oidcc_rp_initiated_logout_modified_id_token_hint(leave, is_signed_in, id_token):
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).decode().rstrip("=")
    answer = leave(id_token_hint=f"{header}.{id_token.split('.')[1]}.")
    assert (answer.status_code, answer.location) == (400, None)
    assert is_signed_in()


def test_oidcc_rp_initiated_logout_bad_id_token_hint(leave, is_signed_in, rp):
    """The suite signs one with a key of its own."""
    key = RSAKey.generate_key(2048, {"kid": "of-the-suite"})
    claims = {"iss": suite.ISSUER, "aud": rp.id, "sub": "someone"}
    fake = jwt.encode({"alg": "RS256", "kid": key.kid, "typ": "JWT"}, claims, key)
    answer = leave(id_token_hint=fake)
    assert (answer.status_code, answer.location) == (400, None)
    assert is_signed_in()


def test_oidcc_rp_initiated_logout_no_id_token_hint(leave, is_signed_in):
    answer = leave(id_token_hint=None)
    assert (answer.status_code, answer.location) == (400, None)
    assert is_signed_in()


def test_oidcc_rp_initiated_logout_no_post_logout_redirect_uri(leave, is_signed_in):
    answer = leave(post_logout_redirect_uri=None)
    assert "You are signed out" in answer.text
    assert not is_signed_in()


@pytest.mark.parametrize("state", [None, STATE])
def test_oidcc_rp_initiated_logout_no_params_and_only_state(leave, is_signed_in, state):
    """The user confirms that it is their wish; then they are signed out."""
    answer = leave(
        id_token_hint=None, post_logout_redirect_uri=None, state=state, presses=["Sign out"]
    )
    assert "You are signed out" in answer.text
    assert not is_signed_in()
