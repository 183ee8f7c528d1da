"""The requests of a trial as text to copy."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from app.config import settings
from app.models.clients.client import Client
from app.models.trials.trial import Trial
from app.portal.trials import trial_lines

ATTEMPT = Trial("state-1", "verifier-1")
CLIENT = Client(client_id="sd_app_x", confidential=True, sends_iss=True)
SCOPES = frozenset({"events:read"})


@pytest.fixture(autouse=True)
def request_context(app):
    with app.test_request_context("/"):
        yield


def test_url_and_lines_are_the_same_request():
    url = urlsplit(trial_lines.authorize_url(CLIENT, ATTEMPT, SCOPES))
    lines = trial_lines.authorize_lines(CLIENT, ATTEMPT, SCOPES)
    assert parse_qsl(urlsplit("".join(lines.split())).query) == parse_qsl(url.query)
    assert dict(parse_qsl(url.query)) == {
        "response_type": "code",
        "client_id": "sd_app_x",
        "redirect_uri": f"{settings().public_url}/developer/apps/sd_app_x/try/callback",
        "scope": "events:read",
        "state": "state-1",
        "code_challenge": ATTEMPT.challenge,
        "code_challenge_method": "S256",
        "prompt": "consent",
    }


def test_callback_shows_only_parameters_of_the_response_and_cuts_them():
    url = trial_lines.callback_url(CLIENT, {"code": "c" * 900, "evil": "1"})
    assert url.endswith("/try/callback\n  ?code=" + "c" * 300)
    assert trial_lines.callback_url(CLIENT, {}).endswith("/try/callback")


@pytest.mark.parametrize(
    ("path", "expected"), [("", True), ("/other", False)], ids=["this server", "another"]
)
def test_iss_must_be_this_server(path, expected):
    params = {"iss": settings().public_url + path}
    results = trial_lines.checks(CLIENT, params, is_expected=True)
    assert [check["is_right"] for check in results] == [True, expected]
    assert not trial_lines.checks(CLIENT, {}, is_expected=True)[1]["is_right"]


def test_client_that_gets_no_iss_compares_the_state_alone():
    client = Client(client_id="sd_app_y", sends_iss=False)
    [check] = trial_lines.checks(client, {}, is_expected=False)
    assert not check["is_right"]


@pytest.mark.parametrize(
    ("confidential", "proof"),
    [(True, '-u "sd_app_x:$CLIENT_SECRET"'), (False, "-d client_id=sd_app_x")],
    ids=["confidential", "public"],
)
def test_token_request_quotes_what_a_shell_would_read(confidential, proof):
    client = Client(client_id="sd_app_x", confidential=confidential)
    command = trial_lines.token_curl(client, {"code": "a'b"})
    assert command.startswith(f"curl {settings().public_url}/oauth/token \\\n")
    assert proof in command
    assert command.endswith("""-d 'code=a'"'"'b'""")


def test_app_with_keys_signs_instead_of_sending_a_secret():
    client = Client(
        client_id="sd_app_x", confidential=True, token_endpoint_auth_method="private_key_jwt"
    )
    command = trial_lines.token_curl(client, {"code": "a"})
    assert "CLIENT_SECRET" not in command
    assert '-d client_assertion="$(python3 client_assertion.py)"' in command


def test_api_call_names_the_token_by_a_variable():
    command = trial_lines.call_curl("/api/v1/me")
    assert command.startswith(f"curl '{settings().public_url}/api/v1/me' \\\n")
    assert command.endswith('-H "Authorization: Bearer $ACCESS_TOKEN"')
