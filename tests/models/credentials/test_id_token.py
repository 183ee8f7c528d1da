"""ID tokens, from the consent page to the client that verifies them."""

import base64
import hashlib
import json

import pytest
from joserfc import jws
from joserfc.errors import JoseError

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.credentials.signing_keys import signed_token, signing_key
from app.models.housekeeping import purge
from tests.support import oauth_flow as flow
from tests.support import openid, people

pytestmark = [pytest.mark.both_databases, pytest.mark.filterwarnings("ignore:EdDSA")]

EMAIL = "olivia@example.org"


@pytest.fixture
def olivia(app):
    """The public id of a user with a team."""
    flow.make_organizer(app, EMAIL)
    with app.app_context():
        return User.find_by_email(EMAIL).public_id


@pytest.fixture
def poster(app):
    """A client of OpenID Connect."""
    return openid.register(app)


def test_id_token_says_who_signed_in_how_and_when(app, olivia, poster, clock):
    signed_in_at = clock.now()
    browser = app.test_client()
    people.sign_in(browser, EMAIL)
    clock.advance(100)
    code = flow.obtain_code(browser, poster, scope="openid", nonce="n-0S6_WzA2Mj")
    answer = flow.exchange(app.test_client(), poster, code).json
    claims = openid.accept(app, answer["id_token"], poster, nonce="n-0S6_WzA2Mj")
    assert claims["sub"] == olivia
    assert claims["auth_time"] == signed_in_at
    assert claims["iat"] == clock.now()
    assert claims["exp"] == clock.now() + 3600
    assert (claims["amr"], claims["acr"]) == (["pwd"], "urn:stagedoor:acr:pwd")
    assert claims["sid"].startswith("ses_")
    half = hashlib.sha256(answer["access_token"].encode()).digest()[:16]
    assert claims["at_hash"] == base64.urlsafe_b64encode(half).decode().rstrip("=")
    assert not {"name", "email"} & claims.keys()
    assert answer["scope"] == "openid"


def test_request_without_openid_gets_no_id_token(app, olivia, poster):
    answer = openid.sign_in(app, poster, EMAIL, scope="events:read", nonce="n")
    assert "id_token" not in answer
    assert "id_token" not in flow.refresh(app.test_client(), poster, answer["refresh_token"]).json


def test_client_chooses_eddsa(app, olivia, poster):
    with app.app_context():
        Client.find(poster.id).id_token_signed_response_alg = "EdDSA"
        db.session.commit()
    answer = openid.sign_in(app, poster, EMAIL)
    claims = openid.accept(app, answer["id_token"], poster)
    assert jws.extract_compact(answer["id_token"].encode()).headers()["alg"] == "EdDSA"
    half = hashlib.sha512(answer["access_token"].encode()).digest()[:32]
    assert claims["at_hash"] == base64.urlsafe_b64encode(half).decode().rstrip("=")


def test_refreshed_id_token_is_of_the_same_sign_in_without_nonce(app, olivia, poster, clock):
    """OpenID Connect Core section 12.2."""
    answer = openid.sign_in(app, poster, EMAIL, nonce="n")
    first = openid.accept(app, answer["id_token"], poster)
    clock.advance(4000)
    refreshed = flow.refresh(app.test_client(), poster, answer["refresh_token"]).json
    second = openid.accept(app, refreshed["id_token"], poster)
    assert second["iat"] == first["iat"] + 4000
    same = ("iss", "sub", "aud", "auth_time", "acr", "amr", "sid")
    assert [second[name] for name in same] == [first[name] for name in same]
    assert "nonce" not in second
    assert second["at_hash"] != first["at_hash"]


def test_refresh_without_openid_gets_no_id_token(app, olivia, poster):
    answer = openid.sign_in(app, poster, EMAIL, scope="openid email")
    machine = app.test_client()
    narrow = flow.refresh(machine, poster, answer["refresh_token"], scope="email").json
    assert "id_token" not in narrow


def test_id_token_of_one_client_is_refused_by_another(app, olivia, poster):
    token = openid.sign_in(app, poster, EMAIL)["id_token"]
    other = openid.register(app, name="Other")
    assert openid.accept(app, token, poster)
    with pytest.raises(JoseError):
        openid.accept(app, token, other)


def test_two_clients_know_a_user_by_the_same_subject(app, olivia, poster):
    other = openid.register(app, name="Other")
    subjects = {
        openid.read(app, openid.sign_in(app, client, EMAIL)["id_token"])["sub"]
        for client in (poster, other)
    }
    assert subjects == {olivia}


def test_claims_parameter_puts_claims_into_the_id_token(app, olivia, poster):
    """And widens the scope to what covers them, which the consent page shows."""
    claims = json.dumps({"id_token": {"name": {"essential": True}, "auth_time": None}})
    answer = openid.sign_in(app, poster, EMAIL, claims=claims)
    assert answer["scope"] == "openid profile"
    read = openid.read(app, answer["id_token"])
    assert read["name"] == "Ana Rossi"
    assert not {"locale", "email"} & read.keys()


@pytest.mark.parametrize(
    ("amr", "acr"),
    [
        ("pwd", "urn:stagedoor:acr:pwd"),
        ("pwd otp mfa", "urn:stagedoor:acr:mfa"),
        ("pwd pop mfa", "phr"),
        ("pop user mfa", "phr"),
    ],
)
def test_acr_and_amr_are_those_of_the_session(app, olivia, poster, amr, acr):
    browser = app.test_client()
    people.sign_in(browser, EMAIL)
    with app.app_context():
        db.session.query(BrowserSession).update({"amr": amr})
        db.session.commit()
    code = flow.obtain_code(browser, poster, scope="openid")
    token = flow.exchange(app.test_client(), poster, code).json["id_token"]
    claims = openid.read(app, token)
    assert (claims["amr"], claims["acr"]) == (amr.split(), acr)


@pytest.mark.parametrize("end", ["client", "user", "grant"])
def test_ended_client_user_or_grant_gets_none(app, olivia, poster, end):
    browser, machine = app.test_client(), app.test_client()
    people.sign_in(browser, EMAIL)
    first = flow.exchange(machine, poster, flow.obtain_code(browser, poster, scope="openid")).json
    code = flow.callback(browser.get(flow.authorize_path(poster, scope="openid")))["code"]
    with app.app_context():
        if end == "client":
            Client.find(poster.id).suspend("spam")
        elif end == "user":
            User.find_by_email(EMAIL).disable()
        else:
            db.session.query(flow.Grant).one().revoke()
        db.session.commit()
    for answer in (
        flow.exchange(machine, poster, code),
        flow.refresh(machine, poster, first["refresh_token"]),
    ):
        assert answer.status_code in {400, 401}
        assert "id_token" not in answer.json


def test_rotation_in_between_changes_nothing_for_the_client(app, olivia, poster, clock):
    answer = openid.sign_in(app, poster, EMAIL)
    before = answer["id_token"]
    with app.app_context():
        signing_key.rotate()
        db.session.commit()
    clock.advance(signing_key.PUBLISHED_BEFORE)
    after = flow.refresh(app.test_client(), poster, answer["refresh_token"]).json["id_token"]
    kids = [jws.extract_compact(token.encode()).headers()["kid"] for token in (before, after)]
    assert kids[0] != kids[1]
    assert openid.accept(app, before, poster)
    assert openid.accept(app, after, poster)


def test_code_is_not_spent_while_no_key_can_sign(app, olivia, poster):
    """One line says what to do, and plain OAuth goes on."""
    openid.keys(app)
    browser, machine = app.test_client(), app.test_client()
    people.sign_in(browser, EMAIL)
    code = flow.obtain_code(browser, poster, scope="openid")
    plain = flow.obtain_code(browser, poster, scope="events:read")
    with app.app_context():
        db.session.query(signing_key.SigningKey).update({"sealed_private_jwk": "00000000.AAAA"})
        db.session.commit()
    answer = flow.exchange(machine, poster, code)
    assert answer.status_code == 503
    assert answer.is_json
    assert flow.exchange(machine, poster, plain).status_code == 200
    with app.app_context():
        signing_key.rotate()
        db.session.commit()
    assert openid.accept(app, flow.exchange(machine, poster, code).json["id_token"], poster)


def test_sign_in_is_purged_with_the_last_token_that_tells_of_it(app, olivia, poster, clock):
    openid.sign_in(app, poster, EMAIL)
    with app.app_context():
        assert purge.purge()["sign-ins of ended connections"] == 0
    clock.advance(366 * 86_400)
    with app.app_context():
        assert purge.purge()["sign-ins of ended connections"] == 1


def test_id_token_is_no_other_kind_of_token(app, olivia, poster):
    """Nor is any of ours an ID token: the type is signed (RFC 8725 section 3.11)."""
    token = openid.sign_in(app, poster, EMAIL)["id_token"]
    with app.app_context():
        assert signed_token.read(token, typ="logout+jwt") is None
        assert signed_token.read(token, typ="JWT")["aud"] == poster.id
    bearer = {"Authorization": f"Bearer {token}"}
    assert app.test_client().get("/oauth/userinfo", headers=bearer).status_code == 401
