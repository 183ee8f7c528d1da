"""OpenID Connect with unmodified clients: sign-in, userinfo, and both ways to hear of its end.

Every check that the clients know is on: signature, nonce, max_age, at_hash, subject of userinfo.
"""

import pytest
import requests
from authlib.integrations.flask_client import OAuth
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from flask import Flask
from joserfc.jwk import RSAKey

from tests.interop.conftest import AFTER_LOGOUT, OLIVIA, REDIRECT_URI, Person

EVENT = "http://schemas.openid.net/event/backchannel-logout"
SCOPE = "openid profile email"
ALGORITHMS = [("openid", "RS256"), ("openid-eddsa", "EdDSA")]
each_algorithm = pytest.mark.parametrize(("app", "alg"), ALGORITHMS)


def check_user(claims, userinfo):
    """The ID token says when the user signed in; userinfo describes the same user."""
    assert claims["auth_time"] <= claims["iat"] < claims["exp"]
    assert userinfo["sub"] == claims["sub"]
    assert (userinfo["email"], userinfo["name"]) == (OLIVIA, "Ana Rossi")


@each_algorithm
@pytest.mark.parametrize("script", ["openid-client-openid", "oauth4webapi-openid"])
def test_javascript_client_signs_in_and_reads_userinfo(client, script, app, alg):
    facts = client(script, app=app, alg=alg)
    check_user(facts["claims"], facts["userinfo"])


def test_userinfo_that_is_signed(client):
    facts = client("oauth4webapi-openid", app="openid-signed", alg="RS256", userinfo_alg="EdDSA")
    check_user(facts["claims"], facts["userinfo"])


@each_algorithm
def test_signing_out_leads_back_to_the_app(client, world, app, alg):
    olivia = Person(world.server)
    more = {"alg": alg, "after_logout": AFTER_LOGOUT}
    facts = client("openid-client-openid", "logout", app, visit=olivia.allow, **more)
    assert (facts["back"], facts["state_came_back"]) == (AFTER_LOGOUT, True)
    assert not olivia.is_signed_in()


@pytest.mark.parametrize("alg", ["RS256", "EdDSA"])
def test_server_of_an_app_hears_that_a_session_ended(client, world, alg):
    """A logout token reaches http on loopback, and the published keys verify it."""
    olivia = Person(world.server)

    def visit(address):
        return olivia.sign_out() if address == world.url else olivia.allow(address)

    facts = client("backchannel", visit=visit, alg=alg, sign_out=world.url)
    assert (facts["method"], facts["type"]) == ("POST", "application/x-www-form-urlencoded")
    token, claims = facts["payload"], facts["claims"]
    assert (token["sub"], token["sid"]) == (claims["sub"], claims["sid"])
    assert token["events"] == {EVENT: {}}
    assert "nonce" not in token


@pytest.fixture
def relying_party(world, monkeypatch):
    """Make a web app that signs people in by Authlib, and return Authlib's client and the app."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def make(client_id, client_secret, scope=SCOPE, **options):
        site = Flask("relying party")
        site.secret_key = "of the relying party"
        provider = OAuth(site).register(
            "stagedoor",
            client_id=client_id,
            client_secret=client_secret,
            server_metadata_url=f"{world.url}/.well-known/openid-configuration",
            client_kwargs={"scope": scope, "code_challenge_method": "S256"},
            **options,
        )
        site.add_url_rule(
            "/", "start", lambda: provider.authorize_redirect(REDIRECT_URI, max_age=3600)
        )
        site.add_url_rule("/callback", "callback", lambda: provider.authorize_access_token())
        site.add_url_rule("/me", "me", lambda: provider.userinfo(token=site.config["TOKEN"]))
        site.add_url_rule(
            "/out",
            "out",
            lambda: provider.logout_redirect(
                AFTER_LOGOUT, id_token_hint=site.config["TOKEN"]["id_token"]
            ),
        )
        return site

    return make


def sign_in(site, browser, visit):
    """The token answer, with the claims of the verified ID token as ``userinfo``."""
    back = visit(browser.get("/").headers["Location"])
    answer = browser.get(back.removeprefix("http://127.0.0.1:7007"))
    assert answer.status_code == 200, answer.text
    site.config["TOKEN"] = answer.json
    return answer.json


@each_algorithm
def test_authlib_signs_in_reads_userinfo_and_signs_out(world, relying_party, app, alg):
    olivia = Person(world.server)
    site = relying_party(**world.apps[app])
    browser = site.test_client()
    token = sign_in(site, browser, olivia.allow)
    check_user(token["userinfo"], browser.get("/me").json)
    back = olivia.allow(browser.get("/out").headers["Location"])
    assert back.startswith(f"{AFTER_LOGOUT}?state=")
    assert not olivia.is_signed_in()


def test_authlib_signs_in_with_a_key_of_its_own(world, relying_party, visit):
    key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
    metadata = {
        "client_name": "Signs by itself",
        "redirect_uris": [REDIRECT_URI],
        "scope": SCOPE,
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": {"keys": [key.as_dict(private=False)]},
    }
    registered = requests.post(f"{world.url}/oauth/register", json=metadata, timeout=20)
    site = relying_party(
        registered.json()["client_id"],
        key,
        token_endpoint_auth_method="private_key_jwt",
        client_auth_methods=[PrivateKeyJWT(f"{world.url}/oauth/token")],
    )
    browser = site.test_client()
    token = sign_in(site, browser, visit)
    check_user(token["userinfo"], browser.get("/me").json)
