"""Modules of oidcc-dynamic-certification-test-plan that Basic has not, each under its own name."""

import json

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.credentials import client_keys
from tests.support import assertions
from tests.support import oauth_flow as flow
from tests.support import openid_suite as suite
from tests.support.listener import Listener, answer
from tests.support.oauth_flow import App
from tests.support.openid_suite import CALLBACK
from tests.support.outbound import towards

TOKEN_ENDPOINT = f"{suite.ISSUER}/oauth/token"
KEY = {"token_endpoint_auth_method": "private_key_jwt"}
GRANT_TYPES = ["authorization_code", "refresh_token"]


@pytest.fixture
def listener():
    with Listener() as listening:
        yield listening


def registered(answer) -> App:
    """The client of a right answer to a registration (Registration 1.0 section 3.2)."""
    assert (answer.status_code, answer.mimetype) == (201, "application/json"), answer.text
    body = answer.json
    assert ("client_secret" in body) == ("client_secret_expires_at" in body)
    assert ("registration_client_uri" in body) == ("registration_access_token" in body)
    return App(body["client_id"], body.get("client_secret"), body["redirect_uris"][0])


def ask(user, client, **changes):
    return user.go(flow.authorize_path(client, **suite.request(**changes)))


def exchange(machine, client, code, *, aud=TOKEN_ENDPOINT, **options):
    """The token endpoint's answer to the client's assertion."""
    assertion = assertions.sign(client.id, alg="RS256", aud=aud, **options)
    body = {"grant_type": "authorization_code", "code": code, "redirect_uri": client.redirect_uri}
    return machine.post("/oauth/token", data={**body, **assertions.body(assertion)})


def connect(user, machine, client, **changes):
    code = suite.check_callback(ask(user, client, **changes))
    return suite.check_tokens(exchange(machine, client, code))


def test_oidcc_server_with_a_dynamic_client(user, machine, register):
    """By a secret; the module itself is in test_basic.py."""
    client = registered(register())
    tokens = flow.exchange(machine, client, suite.check_callback(ask(user, client)))
    suite.check_id_token(machine, suite.check_tokens(tokens)["id_token"], client)


def test_oidcc_server_with_private_key_jwt(user, machine, register):
    client = registered(register(**KEY))
    tokens = connect(user, machine, client)
    suite.check_id_token(machine, tokens["id_token"], client)


def test_oidcc_idtoken_rs256(user, machine, register):
    client = registered(register(**KEY, id_token_signed_response_alg="RS256"))
    tokens = connect(user, machine, client)
    suite.check_id_token(machine, tokens["id_token"], client, alg="RS256")


def test_oidcc_idtoken_unsigned(machine, register):
    """The suite leaves the module out, as the metadata does not name "none"; it is refused."""
    configuration = machine.get("/.well-known/openid-configuration").json
    assert "none" not in configuration["id_token_signing_alg_values_supported"]
    refused = register(id_token_signed_response_alg="none")
    assert (refused.status_code, refused.json["error"]) == (400, "invalid_client_metadata")


def test_oidcc_userinfo_rs256(user, machine, register):
    client = registered(register(**KEY, userinfo_signed_response_alg="RS256"))
    tokens = connect(user, machine, client)
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    told = machine.get("/oauth/userinfo", headers=bearer)
    assert told.mimetype == "application/jwt"
    claims = suite.read_token(machine, told.text).claims
    assert (claims["iss"], claims["aud"]) == (suite.ISSUER, client.id)


def test_oidcc_ensure_redirect_uri_in_authorization_request(user, register):
    client = registered(register(redirect_uris=[CALLBACK, f"{CALLBACK}/2"]))
    page = ask(user, client, redirect_uri=None)
    assert (page.status_code, page.location) == (400, None)


def test_oidcc_redirect_uri_query_OK(user, machine, register):
    uri = f"{CALLBACK}?dummy1=lorem&dummy2=ipsum"
    client = registered(register(**KEY, redirect_uris=[uri]))
    answer = ask(user, client)
    assert answer.location.startswith(f"{uri}&code=")
    code = flow.callback(answer)["code"]
    suite.check_tokens(exchange(machine, client, code))


@pytest.mark.parametrize(
    ("has_query", "sent"),
    [(True, "?dummy1=other&dummy2=ipsum"), (False, "?dummy1=lorem&dummy2=ipsum")],
    ids=["mismatch", "added"],
)
def test_oidcc_redirect_uri_query(user, register, has_query, sent):
    uri = f"{CALLBACK}?dummy1=lorem&dummy2=ipsum" if has_query else CALLBACK
    client = registered(register(redirect_uris=[uri]))
    page = ask(user, client, redirect_uri=f"{CALLBACK}{sent}")
    assert (page.status_code, page.location) == (400, None)


def test_oidcc_redirect_uri_regfrag(register):
    refused = register(redirect_uris=[f"{CALLBACK}#foobar"])
    assert refused.status_code == 400
    assert refused.json["error"] in {"invalid_redirect_uri", "invalid_client_metadata"}


@pytest.mark.parametrize("name", ["policy_uri", "tos_uri"])
def test_oidcc_registration_links(user, register, name):
    """The consent page links there; it says who links, since anyone may register."""
    address = f"https://suite.example/{name}.html"
    client = registered(register(**{name: address}))
    user.sign_in()
    page = user.browser.get(flow.authorize_path(client, **suite.request()), base_url=suite.ISSUER)
    assert f'href="{address}"' in page.text


def test_oidcc_registration_logo_uri(user, register):
    """Registered and told, and never shown: a stranger's picture could be any other app's."""
    logo = "https://suite.example/logo.png"
    sent = register(logo_uri=logo)
    assert sent.json["logo_uri"] == logo
    user.sign_in()
    path = flow.authorize_path(registered(sent), **suite.request())
    assert logo not in user.browser.get(path, base_url=suite.ISSUER).text


def publish(listener, alg):
    listener.says(answer(json.dumps(assertions.public_keys(alg)).encode()))


@pytest.fixture
def at_an_address(app, register, listener):
    """Registers a client whose keys are at an address, where they can be replaced."""

    def register_there(**members):
        uri = "https://keys.example/jwks"
        client = registered(register(**KEY, jwks=None, jwks_uri=uri, **members))
        client_keys.cache.clear()
        app.extensions["outbound"] = towards(listener)
        publish(listener, "RS256")
        with app.app_context():  # the listener has no certificate
            Client.find(client.id).jwks_uri = uri.replace("https", "http")
            db.session.commit()
        return client

    return register_there


def test_oidcc_registration_jwks_uri(user, machine, at_an_address):
    client = at_an_address()
    suite.check_id_token(machine, connect(user, machine, client)["id_token"], client)


def test_oidcc_refresh_token_rp_key_rotation(user, machine, at_an_address, listener, clock):
    """A key that is new at the client's address is looked up when it first signs."""
    client = at_an_address(grant_types=GRANT_TYPES)
    tokens = connect(user, machine, client, scope="openid offline_access", prompt="consent")
    publish(listener, "ES256")
    clock.advance(60)
    assertion = assertions.sign(client.id, alg="ES256", aud=TOKEN_ENDPOINT)
    body = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    suite.check_tokens(machine.post("/oauth/token", data={**body, **assertions.body(assertion)}))


@pytest.mark.parametrize("aud", [suite.ISSUER, TOKEN_ENDPOINT], ids=["issuer", "token_endpoint"])
def test_oidcc_ensure_client_assertion_with_iss_aud_succeeds(user, machine, register, aud):
    client = registered(register(**KEY))
    code = suite.check_callback(ask(user, client))
    suite.check_tokens(exchange(machine, client, code, aud=aud))


def test_key_and_assertion_without_an_id(user, machine, register):
    """As the suite makes them, except where it rotates keys."""
    [public] = assertions.public_keys("RS256")["keys"]
    nameless = {name: value for name, value in public.items() if name != "kid"}
    client = registered(register(**KEY, jwks={"keys": [nameless]}))
    code = suite.check_callback(ask(user, client))
    suite.check_tokens(exchange(machine, client, code, header={"kid": None}))


@pytest.mark.parametrize("subject_type", ["pairwise"])
def test_oidcc_registration_sector(machine, register, subject_type):
    """The suite leaves both modules out, as the metadata does not name "pairwise"."""
    configuration = machine.get("/.well-known/openid-configuration").json
    assert subject_type not in configuration["subject_types_supported"]
    refused = register(
        subject_type=subject_type, sector_identifier_uri="https://suite.example/redirect_uris.json"
    )
    assert (refused.status_code, refused.json["error"]) == (400, "invalid_client_metadata")


def test_oidcc_server_rotate_keys(app, machine):
    """``stagedoor keys rotate`` publishes the new keys at once, beside the former ones."""
    before = {key["kid"] for key in machine.get("/oauth/jwks.json").json["keys"]}
    assert app.test_cli_runner().invoke(args=["keys", "rotate"]).exit_code == 0
    after = {key["kid"] for key in machine.get("/oauth/jwks.json").json["keys"]}
    assert before < after


def test_oidcc_request_uri_of_a_registered_client(user, register):
    """Before the user allowed the client anything, its error is a page with a link on."""
    client = registered(register(request_uris=["https://suite.example/requests/1"]))
    user.sign_in()
    path = flow.authorize_path(
        client, **suite.request(request_uri="https://suite.example/requests/1")
    )
    page = user.browser.get(path, base_url=suite.ISSUER)
    assert page.status_code == 400
    assert "error=request_uri_not_supported" in page.text


def test_error_of_a_dynamic_client_is_a_redirect_once_the_user_allowed_it(user, machine, register):
    """Until then it is a page: anyone may register an app (RFC 9700 section 4.11.2)."""
    client = registered(register())
    stranger = ask(user, client, prompt="none")
    assert (stranger.status_code, stranger.location) == (400, None)
    suite.check_callback(ask(user, client))
    assert suite.check_error(ask(user, client, prompt="none")) in suite.NEEDS_A_PAGE
