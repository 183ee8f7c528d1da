"""Client assertions: every right one authenticates once, every wrong one looks the same."""

import base64
import json

import pytest
from joserfc.jwk import OctKey

from app.extensions import db
from app.models.clients.client import Client
from app.models.credentials import client_keys
from app.models.flow_doctor import flow_failure_buffer
from app.models.flow_doctor.flow_failure import FlowFailure
from tests.support import assertions
from tests.support import oauth_flow as flow
from tests.support.assertions import KEYS, body, public_keys, sign

pytestmark = pytest.mark.both_databases

ENDPOINTS = ("/oauth/token", "/oauth/revoke", "/oauth/introspect", "/oauth/par")


@pytest.fixture
def signer(app):
    """A confidential client that proves itself by keys."""
    registered = flow.register(app, name="Signing app")
    with app.app_context():
        client = Client.find(registered.id)
        client.token_endpoint_auth_method = "private_key_jwt"
        client.jwks = json.dumps(public_keys())
        client.grant_types += " client_credentials"
        client.end_secrets()
        db.session.commit()
    return registered


def ask(machine, assertion, path="/oauth/token", **more):
    """The answer to a request that carries the assertion."""
    sent = {"grant_type": "client_credentials", "token": "x", **body(assertion), **more}
    return machine.post(path, data={name: v for name, v in sent.items() if v is not None})


def change(app, registered, **values):
    with app.app_context():
        for name, value in values.items():
            setattr(Client.find(registered.id), name, value)
        db.session.commit()


@pytest.mark.parametrize("alg", sorted(KEYS))
def test_each_algorithm_authenticates(machine, signer, alg):
    assert ask(machine, sign(signer.id, alg=alg)).status_code == 200


@pytest.mark.parametrize("registered", [None, "EdDSA"])
def test_the_newer_name_of_eddsa_authenticates(app, machine, signer, registered):
    """RFC 9864 calls it Ed25519, and so do libraries."""
    change(app, signer, token_endpoint_auth_signing_alg=registered)
    sent = sign(signer.id, alg="EdDSA", header={"alg": "Ed25519"})
    assert ask(machine, sent).status_code == 200


def test_the_newer_name_is_no_way_around_the_registered_algorithm(app, machine, signer):
    change(app, signer, token_endpoint_auth_signing_alg="ES256")
    sent = sign(signer.id, alg="EdDSA", header={"alg": "Ed25519"})
    assert ask(machine, sent).status_code == 401


def test_one_for_an_hour_works_once_in_that_hour(machine, signer, clock):
    """As Authlib makes them."""
    sent = sign(signer.id, exp=clock.now() + 3600)
    assert ask(machine, sent).status_code == 200
    clock.advance(3500)
    assert ask(machine, sent).status_code == 401


@pytest.mark.parametrize("path", ENDPOINTS)
@pytest.mark.parametrize("audience", ["issuer", "token", "own", "list"])
def test_each_endpoint_takes_each_audience(machine, signer, path, audience):
    issuer = assertions.ISSUER
    aud = {
        "issuer": issuer,
        "token": f"{issuer}/oauth/token",
        "own": issuer + path,
        "list": [issuer, issuer + path],
    }[audience]
    answer = ask(machine, sign(signer.id, aud=aud), path, response_type="code")
    assert answer.status_code in {200, 201}, answer.json


def test_the_client_id_may_be_sent_too(machine, signer, poster):
    assert ask(machine, sign(signer.id), client_id=signer.id).status_code == 200
    assert ask(machine, sign(signer.id), client_id=poster.id).status_code == 401


def test_json_carries_it_too(machine, signer):
    sent = {"grant_type": "client_credentials", **body(sign(signer.id))}
    assert machine.post("/oauth/token", json=sent).status_code == 200


def none_of(client_id):
    """An assertion without a signature."""
    parts = ({"alg": "none"}, {"iss": client_id, "sub": client_id, "aud": assertions.ISSUER})
    texts = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts]
    return f"{texts[0]}.{texts[1]}."


WRONG = {
    "none": (lambda now, c: none_of(c), "assertion_algorithm"),
    "HS256": (
        lambda now, c: sign(
            c, alg="HS256", key=OctKey.import_key(json.dumps(public_keys()), {"kid": "ec"})
        ),
        "assertion_algorithm",
    ),
    "other key": (lambda now, c: sign(c, key=assertions.OTHER), "assertion_signature"),
    "unknown key": (lambda now, c: sign(c, header={"kid": "other"}), "assertion_key"),
    "key of another type": (lambda now, c: sign(c, header={"kid": "rsa"}), "assertion_key"),
    "issuer": (lambda now, c: sign(c, iss="sd_app_other"), "assertion_claim"),
    "no issuer": (lambda now, c: sign(c, iss=None), "assertion_claim"),
    "audience": (lambda now, c: sign(c, aud="https://x.example"), "assertion_audience"),
    "audiences": (
        lambda now, c: sign(c, aud=[assertions.ISSUER, "https://x.example"]),
        "assertion_audience",
    ),
    "no audience": (lambda now, c: sign(c, aud=None), "assertion_audience"),
    "empty audience": (lambda now, c: sign(c, aud=[]), "assertion_audience"),
    "odd audience": (lambda now, c: sign(c, aud={"a": [1]}), "assertion_audience"),
    "odd audiences": (lambda now, c: sign(c, aud=[[1], {}]), "assertion_audience"),
    "expired": (lambda now, c: sign(c, exp=now), "assertion_expired"),
    "no expiry": (lambda now, c: sign(c, exp=None), "assertion_claim"),
    "expiry as text": (lambda now, c: sign(c, exp="soon"), "assertion_claim"),
    "expiry as truth": (lambda now, c: sign(c, exp=True), "assertion_claim"),
    "endless": (lambda now, c: sign(c, exp=1e300), "assertion_claim"),
    "too long": (lambda now, c: sign(c, exp=now + 3700), "assertion_too_long"),
    "not yet": (lambda now, c: sign(c, nbf=now + 120), "assertion_claim"),
    "of the future": (lambda now, c: sign(c, iat=now + 120), "assertion_claim"),
    "no id": (lambda now, c: sign(c, jti=None), "assertion_claim"),
    "empty id": (lambda now, c: sign(c, jti=""), "assertion_claim"),
    "long id": (lambda now, c: sign(c, jti="x" * 257), "assertion_claim"),
    "odd id": (lambda now, c: sign(c, jti=["x"]), "assertion_claim"),
}


@pytest.mark.parametrize("name", WRONG)
def test_every_wrong_assertion_looks_the_same(app, machine, signer, clock, name):
    make, reason = WRONG[name]
    answer = ask(machine, make(clock.now(), signer.id), client_id=signer.id)
    assert answer.status_code == 401
    assert answer.json["error"] == "invalid_client"
    wrong_secret = machine.post("/oauth/revoke", data={"client_id": "sd_app_x", "token": "x"})
    assert answer.json["error_description"] == wrong_secret.json["error_description"]
    assert reasons(app) == [reason]


@pytest.mark.parametrize(
    "text", ["x", "a.b.c", "é.é.é", "e30.e30.", "e30.W10.x", "." * 50, "x" * 9000, "e30.e30.e30.e"]
)
def test_what_cannot_be_read_is_refused_alike(machine, signer, text):
    answer = ask(machine, text, client_id=signer.id)
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_client")


def test_each_works_once(app, machine, signer, clock):
    assertion = sign(signer.id, jti="é\u2028 1")
    assert [ask(machine, assertion).status_code for _each in range(2)] == [200, 401]
    assert reasons(app) == ["assertion_replayed"]
    assert ask(machine, sign(signer.id, jti="2")).status_code == 200


def test_it_is_spent_whatever_the_endpoint_answers(machine, signer):
    assertion = sign(signer.id)
    assert ask(machine, assertion, scope="admin").status_code == 400
    assert ask(machine, assertion).status_code == 401


def test_two_methods_at_once_are_refused(machine, signer, poster):
    basic = {"Authorization": "Basic " + base64.b64encode(f"{poster.id}:x".encode()).decode()}
    sent = {"grant_type": "client_credentials", **body(sign(signer.id))}
    for answer in (
        machine.post("/oauth/token", data=sent, headers=basic),
        machine.post("/oauth/token", data={**sent, "client_secret": "x"}),
    ):
        assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("missing", ["client_assertion", "client_assertion_type"])
def test_both_parameters_are_needed(machine, signer, missing):
    answer = ask(machine, sign(signer.id), **{missing: None})
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")
    assert missing in answer.json["error_description"]


def test_another_kind_of_assertion_is_refused(machine, signer):
    saml = "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"
    answer = ask(machine, sign(signer.id), client_assertion_type=saml)
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_client")


def test_a_client_has_one_method(app, machine, signer, poster):
    """Neither a secret of a client with keys, nor keys of a client with a secret."""
    with app.app_context():
        secret = Client.find(signer.id).add_secret(None)
        db.session.commit()
    assert flow.revoke(machine, flow.App(signer.id, secret), "x").status_code == 401
    assert flow.revoke(machine, flow.App(signer.id, None), "x").status_code == 401
    change(app, poster, jwks=json.dumps(public_keys()))
    assert ask(machine, sign(poster.id)).status_code == 401
    assert set(reasons(app)) == {"secret_of_key_app", "assertion_unexpected"}


def test_the_registered_algorithm_is_the_only_one(app, machine, signer):
    change(app, signer, token_endpoint_auth_signing_alg="PS256")
    assert ask(machine, sign(signer.id, alg="RS256")).status_code == 401
    assert ask(machine, sign(signer.id, alg="PS256")).status_code == 200


def test_a_suspended_client_gets_nothing(app, machine, signer):
    with app.app_context():
        Client.find(signer.id).suspend("spam")
        db.session.commit()
    assert ask(machine, sign(signer.id)).status_code == 401


def test_a_code_is_exchanged_with_it(app, browser, machine, signer):
    code = flow.obtain_code(browser, signer)
    app_without_secret = flow.App(signer.id, None, signer.redirect_uri)
    answer = flow.exchange(machine, app_without_secret, code, **body(sign(signer.id)))
    assert answer.status_code == 200
    again = flow.refresh(
        machine, app_without_secret, answer.json["refresh_token"], **body(sign(signer.id))
    )
    assert again.status_code == 200


def reasons(app):
    """What the flow doctor has noted."""
    with app.app_context():
        flow_failure_buffer.flush()
        return list(db.session.scalars(db.select(FlowFailure.reason).order_by(FlowFailure.id)))


@pytest.fixture(autouse=True)
def forget_fetched_keys():
    client_keys.cache.clear()
