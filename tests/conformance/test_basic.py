"""Modules of oidcc-basic-certification-test-plan, each under its own name."""

import base64
import json

import pytest

from tests.support import oauth_flow as flow
from tests.support import openid_suite as suite


def ask(user, client, **changes):
    """Where the browser ends after the suite's authorization request."""
    return user.go(flow.authorize_path(client, **suite.request(**changes)))


def obtain_code(user, client, **changes):
    """The code of a right answer to the suite's request."""
    return suite.check_callback(ask(user, client, **changes))


def exchange(machine, client, code):
    """The token endpoint's answer, with the client's secret in the header."""
    basic = base64.b64encode(f"{client.id}:{client.secret}".encode()).decode()
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.redirect_uri,
    }
    return machine.post("/oauth/token", data=body, headers={"Authorization": f"Basic {basic}"})


def connect(user, machine, client, **changes):
    """The tokens of a right flow."""
    return suite.check_tokens(exchange(machine, client, obtain_code(user, client, **changes)))


def claims_of(machine, client, tokens, **options):
    """The claims of the right ID token among ``tokens``."""
    return suite.check_id_token(machine, tokens["id_token"], client, **options)


def userinfo(machine, tokens, method="GET"):
    """The claims that the endpoint tells to the token in the header."""
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    answer = machine.open("/oauth/userinfo", method=method, headers=bearer)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    return answer.json


def test_oidcc_server(user, machine, rp):
    tokens = connect(user, machine, rp)
    assert user.pressed == ["Sign in", "Authorize"]
    claims = claims_of(machine, rp, tokens)
    assert userinfo(machine, tokens)["sub"] == claims["sub"]


def test_oidcc_server_client_secret_post(user, machine, rp):
    answer = flow.exchange(machine, rp, obtain_code(user, rp))
    claims_of(machine, rp, suite.check_tokens(answer))


def test_oidcc_response_type_missing(user, rp):
    error = suite.check_error(ask(user, rp, response_type=None))
    assert error in {"invalid_request", "unsupported_response_type"}


def test_oidcc_idtoken_signature(user, machine, rp):
    """RS256 when nothing was registered, and always with the key's ID."""
    claims_of(machine, rp, connect(user, machine, rp), alg="RS256")


def test_oidcc_userinfo_get(user, machine, rp):
    tokens = connect(user, machine, rp)
    assert userinfo(machine, tokens)["sub"] == claims_of(machine, rp, tokens)["sub"]


def test_oidcc_userinfo_post_header(user, machine, rp):
    tokens = connect(user, machine, rp)
    assert userinfo(machine, tokens, "POST")["sub"] == claims_of(machine, rp, tokens)["sub"]


def test_oidcc_userinfo_post_body(user, machine, rp):
    tokens = connect(user, machine, rp)
    answer = machine.post("/oauth/userinfo", data={"access_token": tokens["access_token"]})
    assert answer.status_code == 200
    assert answer.json["sub"] == claims_of(machine, rp, tokens)["sub"]


def test_oidcc_ensure_request_without_nonce_succeeds_for_code_flow(user, machine, rp):
    claims_of(machine, rp, connect(user, machine, rp, nonce=None), nonce=None)


@pytest.mark.parametrize(
    ("scope", "names"),
    [("profile", {"name", "zoneinfo"}), ("email", {"email", "email_verified"})],
)
def test_oidcc_scope(user, machine, rp, scope, names):
    """Claims of a scope are told by userinfo, and kept out of the ID token."""
    tokens = connect(user, machine, rp, scope=f"openid {scope}")
    assert names <= userinfo(machine, tokens).keys()
    assert not names & claims_of(machine, rp, tokens).keys()


@pytest.mark.parametrize("scope", ["address", "phone"])
def test_oidcc_scope_that_is_not_advertised(user, machine, rp, scope):
    """The suite leaves these modules out; a client that insists is told the scope."""
    configuration = machine.get("/.well-known/openid-configuration").json
    assert scope not in configuration["scopes_supported"]
    answer = ask(user, rp, scope=f"openid {scope}")
    assert suite.check_error(answer) == "invalid_scope"
    assert scope in flow.callback(answer)["error_description"]


def test_oidcc_ensure_other_scope_order_succeeds(user, machine, rp):
    tokens = connect(user, machine, rp, scope="email profile openid")
    assert {"name", "email"} <= userinfo(machine, tokens).keys()


@pytest.mark.parametrize(
    "parameter",
    [
        {"display": "page"},
        {"display": "popup"},
        {"ui_locales": "se"},
        {"claims_locales": "se"},
        {"extra": "foobar"},
        {"acr_values": "1 2"},
        {"login_hint": "buffy@suite.example"},
    ],
    ids=lambda parameter: "-".join(*parameter.items()),
)
def test_oidcc_parameter_that_must_cause_no_error(user, machine, rp, parameter):
    claims_of(machine, rp, connect(user, machine, rp, **parameter))


def test_oidcc_ensure_request_with_acr_values_succeeds(user, machine, rp):
    """All that the metadata advertises; the ID token says which one it was."""
    values = machine.get("/.well-known/openid-configuration").json["acr_values_supported"]
    tokens = connect(user, machine, rp, acr_values=" ".join(values))
    assert claims_of(machine, rp, tokens)["acr"] in values


def test_oidcc_prompt_login(user, machine, rp, clock):
    first = claims_of(machine, rp, connect(user, machine, rp))
    clock.advance(2)
    second = claims_of(machine, rp, connect(user, machine, rp, prompt="login"))
    assert user.pressed, "The user was not asked again"
    assert second["sub"] == first["sub"]
    assert second["auth_time"] > first.get("auth_time", 0)


def test_oidcc_prompt_none_not_logged_in(user, rp):
    assert suite.check_error(ask(user, rp, prompt="none")) in suite.NEEDS_A_PAGE
    assert user.pressed == []


def test_oidcc_prompt_none_logged_in(user, machine, rp):
    first = claims_of(machine, rp, connect(user, machine, rp))
    second = claims_of(machine, rp, connect(user, machine, rp, prompt="none"))
    assert user.pressed == []
    assert second["sub"] == first["sub"]
    assert second.get("auth_time") == first.get("auth_time")


def test_oidcc_max_age_1(user, machine, rp, clock):
    first = claims_of(machine, rp, connect(user, machine, rp))
    clock.advance(2)
    second = claims_of(machine, rp, connect(user, machine, rp, max_age="1"))
    assert user.pressed, "The user was not asked again"
    assert second["sub"] == first["sub"]
    assert clock.now() - second["auth_time"] <= 1


def test_oidcc_max_age_10000(user, machine, rp, clock):
    first = claims_of(machine, rp, connect(user, machine, rp, max_age="10000"))
    clock.advance(2)
    second = claims_of(machine, rp, connect(user, machine, rp, max_age="10000"))
    assert user.pressed == []
    assert (second["sub"], second["auth_time"]) == (first["sub"], first["auth_time"])


def test_oidcc_id_token_hint(user, machine, rp):
    tokens = connect(user, machine, rp)
    hint = {"prompt": "none", "id_token_hint": tokens["id_token"]}
    second = claims_of(machine, rp, connect(user, machine, rp, **hint))
    assert user.pressed == []
    assert second["sub"] == claims_of(machine, rp, tokens)["sub"]


def test_oidcc_codereuse(user, machine, rp):
    code = obtain_code(user, rp)
    suite.check_tokens(exchange(machine, rp, code))
    suite.check_token_error(exchange(machine, rp, code), "invalid_grant")


def test_oidcc_codereuse_30seconds(user, machine, rp, clock):
    """The second use ends what the first one brought."""
    code = obtain_code(user, rp)
    tokens = suite.check_tokens(exchange(machine, rp, code))
    clock.advance(30)
    suite.check_token_error(exchange(machine, rp, code), "invalid_grant")
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert machine.get("/oauth/userinfo", headers=bearer).status_code == 401


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_oidcc_ensure_registered_redirect_uri(user, rp, is_signed_in):
    if is_signed_in:
        obtain_code(user, rp)
    answer = ask(user, rp, redirect_uri=f"{rp.redirect_uri}abc")
    assert answer.status_code == 400
    assert "not on its list" in answer.text


def test_oidcc_ensure_post_request_succeeds(user, machine, rp):
    parameters = {"client_id": rp.id, "redirect_uri": rp.redirect_uri, "response_type": "code"}
    answer = user.go("/oauth/authorize", data={**parameters, **suite.request()})
    code = suite.check_callback(answer)
    claims_of(machine, rp, suite.check_tokens(exchange(machine, rp, code)))


def unsigned(claims):
    """A JWT with the algorithm "none"."""
    parts = ({"alg": "none"}, claims)
    texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]
    return ".".join([text.rstrip("=") for text in texts] + [""])


@pytest.mark.parametrize(
    "parameter",
    [
        {"request": unsigned({"scope": "openid", "state": "of the object"})},
        {"request_uri": "https://suite.example/requests/1"},
    ],
    ids=["request", "request_uri"],
)
def test_oidcc_request_object_is_rejected_as_unsupported(user, machine, rp, parameter):
    """Of the two answers that the modules accept, this server always gives the second."""
    [name] = parameter
    assert suite.check_error(ask(user, rp, **parameter)) == f"{name}_not_supported"
    configuration = machine.get("/.well-known/openid-configuration").json
    assert configuration[f"{name}_parameter_supported"] is False


def test_oidcc_ensure_request_object_with_redirect_uri(user, rp):
    """The address beside the object is not registered: the browser is not sent there."""
    request = unsigned({"redirect_uri": rp.redirect_uri})
    answer = ask(user, rp, redirect_uri=f"{rp.redirect_uri}/bad", request=request)
    assert (answer.status_code, answer.location) == (400, None)


def test_oidcc_claims_essential(user, machine, rp):
    claims = suite.claims_parameter(name={"essential": True})
    tokens = connect(user, machine, rp, claims=claims)
    assert userinfo(machine, tokens)["name"]
    assert "name" not in claims_of(machine, rp, tokens)


def test_oidcc_refresh_token(user, machine, rp, rp2):
    tokens = connect(user, machine, rp, scope="openid offline_access", prompt="consent")
    before = claims_of(machine, rp, tokens)
    refreshed = suite.check_tokens(flow.refresh(machine, rp, tokens["refresh_token"]))
    assert refreshed["access_token"] != tokens["access_token"]
    assert suite.entropy(refreshed["refresh_token"]) >= 96
    after = claims_of(machine, rp, refreshed, nonce=None)  # section 12.2
    assert (after["sub"], after["auth_time"]) == (before["sub"], before["auth_time"])
    assert userinfo(machine, refreshed)["sub"] == before["sub"]
    second = connect(user, machine, rp2, scope="openid offline_access", prompt="consent")
    stolen = flow.refresh(machine, rp, second["refresh_token"])
    suite.check_token_error(stolen, "invalid_grant")


def test_oidcc_ensure_request_with_valid_pkce_succeeds(user, machine, rp):
    pkce = {"code_challenge": flow.CHALLENGE, "code_challenge_method": "S256"}
    code = obtain_code(user, rp, **pkce)
    suite.check_tokens(flow.exchange(machine, rp, code, code_verifier=flow.VERIFIER))
