"""What the metadata advertises works, and an unadvertised value of each kind is refused."""

import json
from urllib.parse import urlsplit

import pytest

from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.assertions import body, public_keys, sign
from tests.support.people import sign_in
from tests.support.pushing import push, pushed_path

METADATA = "/.well-known/oauth-authorization-server"
ENDPOINTS = ("token", "revocation", "introspection")
# Values that are tried elsewhere, member by member.
ELSEWHERE = {
    "acr_values_supported": "tests/oauth/authorization",
    "claim_types_supported": "the only type there is",
    "claims_supported": "tests/oauth",
    "dpop_signing_alg_values_supported": "tests of DPoP",
    "grant_management_actions_supported": "tests of grant management",
    "ui_locales_supported": "a preference, which never refuses a request",
    "userinfo_signing_alg_values_supported": "tests of userinfo",
}


@pytest.fixture
def machine(app):
    return app.test_client()


@pytest.fixture
def metadata(machine):
    return machine.get(METADATA).json


@pytest.fixture
def browser(app):
    client = app.test_client()
    sign_in(client, flow.make_organizer(app))
    return client


@pytest.fixture
def poster(app, metadata):
    """A client that may ask for every scope."""
    return flow.register(app, scopes=" ".join(metadata["scopes_supported"]))


def register(machine, **metadata):
    """Register by program; the answer."""
    usual = {"client_name": "Walker", "redirect_uris": [factories.REDIRECT_URI]}
    return machine.post("/oauth/register", json={**usual, **metadata})


def error_of(answer):
    assert answer.status_code in {400, 401}, answer.json
    return answer.json["error"]


def test_every_list_of_values_is_tried(metadata):
    """A new member needs a test: here, or named in ELSEWHERE."""
    tried = set(ELSEWHERE) | {
        "protected_resources",
        "scopes_supported",
        "response_types_supported",
        "response_modes_supported",
        "prompt_values_supported",
        "grant_types_supported",
        "code_challenge_methods_supported",
        "subject_types_supported",
        "id_token_signing_alg_values_supported",
        *(f"{name}_endpoint_auth_methods_supported" for name in ENDPOINTS),
        *(f"{name}_endpoint_auth_signing_alg_values_supported" for name in ENDPOINTS),
    }
    assert {name for name, value in metadata.items() if isinstance(value, list)} == tried


def test_every_endpoint_answers(machine, metadata):
    for name, url in metadata.items():
        if name.endswith("_endpoint") or name == "jwks_uri":
            assert url.startswith(metadata["issuer"])
            assert machine.options(urlsplit(url).path).status_code != 404, name
    assert machine.post("/oauth/nothing").status_code == 404


def test_scopes(browser, machine, metadata, poster):
    for scope in metadata["scopes_supported"]:
        answer = push(machine, poster, scope=scope)
        assert answer.status_code == 201, scope
        path = pushed_path(poster, answer.json["request_uri"])
        assert browser.get(path).status_code == 200, scope
    assert error_of(push(machine, poster, scope="admin")) == "invalid_scope"


@pytest.mark.parametrize(
    ("member", "parameter", "unsupported"),
    [
        ("response_types_supported", "response_type", ["token", "id_token", "code id_token"]),
        ("prompt_values_supported", "prompt", ["create", "consent login x", "NONE"]),
        ("response_modes_supported", "response_mode", ["fragment", "form_post", "web_message"]),
    ],
)
def test_response_types_and_modes(machine, metadata, poster, member, parameter, unsupported):
    for value in metadata[member]:
        assert push(machine, poster, **{parameter: value}).status_code == 201, value
    for value in unsupported:
        assert push(machine, poster, **{parameter: value}).status_code == 400, value


def test_protected_resources(machine, metadata, poster):
    for resource in metadata["protected_resources"]:
        place = f"/.well-known/oauth-protected-resource{urlsplit(resource).path}"
        assert machine.get(place).json["resource"] == resource
        assert push(machine, poster, resource=resource).status_code == 201, resource
    assert error_of(push(machine, poster, resource="https://other.example")) == "invalid_target"


def test_challenge_methods(machine, metadata, poster):
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    for method, status in (("S256", 201), ("plain", 400), ("S512", 400)):
        sent = {"code_challenge": flow.CHALLENGE, "code_challenge_method": method}
        assert push(machine, poster, **sent).status_code == status, method


def test_grant_types(machine, metadata, poster):
    """Each is registered as asked, and known to the token endpoint."""
    for grant_type in metadata["grant_types_supported"]:
        kinds = ["authorization_code", grant_type] if grant_type == "refresh_token" else grant_type
        asked = kinds if isinstance(kinds, list) else [kinds]
        registered = register(machine, grant_types=asked)
        assert registered.status_code == 201, registered.json
        assert set(asked) <= set(registered.json["grant_types"])
        sent = {"grant_type": grant_type, **poster.credentials()}
        answer = machine.post("/oauth/token", data=sent)
        assert answer.json["error"] != "unsupported_grant_type", grant_type
    for grant_type in ("password", "urn:ietf:params:oauth:grant-type:saml2-bearer"):
        sent = {"grant_type": grant_type, **poster.credentials()}
        assert error_of(machine.post("/oauth/token", data=sent)) == "unsupported_grant_type"
        narrowed = register(machine, grant_types=["authorization_code", grant_type])
        assert grant_type not in narrowed.json.get("grant_types", ())


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_authentication_methods(machine, metadata, endpoint):
    """A client registers each method, and authenticates by it."""
    path = urlsplit(metadata[f"{endpoint}_endpoint"]).path
    for method in metadata[f"{endpoint}_endpoint_auth_methods_supported"]:
        keys = {"jwks": public_keys()} if method == "private_key_jwt" else {}
        registered = register(machine, token_endpoint_auth_method=method, **keys)
        assert registered.json["token_endpoint_auth_method"] == method, registered.json
        client = registered.json
        options = {
            "client_secret_basic": lambda c: {"auth": (c["client_id"], c["client_secret"])},
            "client_secret_post": lambda c: {
                "data": {"client_id": c["client_id"], "client_secret": c["client_secret"]}
            },
            "none": lambda c: {"data": {"client_id": c["client_id"]}},
            "private_key_jwt": lambda c: {"data": body(sign(c["client_id"]))},
        }[method](client)
        assert authenticates(machine, path, options), (endpoint, method)
    refused = register(machine, token_endpoint_auth_method="client_secret_jwt")
    assert refused.json.get("token_endpoint_auth_method") != "client_secret_jwt"


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_signing_algorithms_of_assertions(machine, metadata, endpoint):
    path = urlsplit(metadata[f"{endpoint}_endpoint"]).path
    registered = register(
        machine, token_endpoint_auth_method="private_key_jwt", jwks=public_keys()
    ).json
    for alg in metadata[f"{endpoint}_endpoint_auth_signing_alg_values_supported"]:
        assertion = body(sign(registered["client_id"], alg=alg))
        assert authenticates(machine, path, {"data": assertion}), alg
    weak = register(
        machine,
        token_endpoint_auth_method="private_key_jwt",
        jwks=public_keys(),
        token_endpoint_auth_signing_alg="HS256",
    )
    assert weak.status_code == 400


def authenticates(machine, path, options):
    """Whether the endpoint knows the client; what it then says of the request does not matter."""
    sent = {"grant_type": "refresh_token", "refresh_token": "x", "token": "x"}
    answer = machine.post(path, **{**options, "data": {**sent, **options.get("data", {})}})
    return answer.status_code != 401


@pytest.mark.parametrize(
    ("member", "registered", "unsupported"),
    [
        ("id_token_signing_alg_values_supported", "id_token_signed_response_alg", "HS256"),
        ("subject_types_supported", "subject_type", "pairwise"),
    ],
)
def test_values_that_are_registered(machine, metadata, member, registered, unsupported):
    for value in metadata[member]:
        assert register(machine, **{registered: value}).status_code == 201, value
    assert register(machine, **{registered: unsupported}).status_code == 400


def test_switches(browser, machine, metadata, poster):
    """What is said to be off is refused, and what is said to be on is there."""
    assert metadata["request_parameter_supported"] is False
    assert metadata["request_uri_parameter_supported"] is False
    assert metadata["require_pushed_authorization_requests"] is False
    refused = push(machine, poster, request="e30")
    assert error_of(refused) == "request_not_supported"
    sent_back = flow.callback(browser.get(flow.authorize_path(poster, request_uri="https://a.b/")))
    assert sent_back["error"] == "request_uri_not_supported"
    assert metadata["authorization_response_iss_parameter_supported"] is True
    assert sent_back["iss"] == metadata["issuer"]
    for button in ("Authorize", "Deny"):
        answer = flow.decide(browser, poster, button=button, prompt="consent")
        assert flow.callback(answer)["iss"] == metadata["issuer"]
    assert metadata["claims_parameter_supported"] is True
    claims = json.dumps({"id_token": {"auth_time": None}})
    assert push(machine, poster, scope="openid", claims=claims).status_code == 201


class TestClosed:
    """What is off is left out."""

    @pytest.fixture
    def settings(self, settings):
        return settings.model_copy(update={"registration": "closed"})

    def test_registration_is_not_advertised_while_it_is_closed(self, machine, metadata):
        assert "registration_endpoint" not in metadata
        assert register(machine).status_code == 403
