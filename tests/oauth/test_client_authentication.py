"""Client authentication: every right way works, every wrong way looks the same."""

import base64

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.credentials import last_use
from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases


def basic(client_id, secret):
    """The header of HTTP Basic."""
    raw = f"{client_id}:{secret}".encode()
    return {"Authorization": "Basic " + base64.b64encode(raw).decode()}


def test_basic_and_body_and_json_all_authenticate(machine, poster, make_code):
    """Cases 31, 38, 76."""
    body = {"grant_type": "authorization_code", "redirect_uri": poster.redirect_uri}
    for header in (basic(poster.id, poster.secret), basic(poster.id, f"%73{poster.secret[1:]}")):
        answer = machine.post("/oauth/token", data={**body, "code": make_code()}, headers=header)
        assert answer.status_code == 200, answer.json
    lower = {"Authorization": basic(poster.id, poster.secret)["Authorization"].replace("B", "b", 1)}
    assert (
        machine.post("/oauth/token", data={**body, "code": make_code()}, headers=lower).status_code
        == 200
    )
    json_body = {**body, **poster.credentials(), "code": make_code(), "scope": None}
    assert machine.post("/oauth/token", json=json_body).status_code == 200


@pytest.mark.parametrize(
    ("changes", "headers"),
    [
        pytest.param({"client_secret": "wrong"}, {}, id="wrong"),
        pytest.param({"client_secret": "é"}, {}, id="28-not-ascii"),
        pytest.param({"client_secret": None}, {}, id="none"),
        pytest.param({"client_id": "sd_app_nobody"}, {}, id="unknown-client"),
        pytest.param({"client_id": None, "client_secret": None}, {}, id="no-client"),
        pytest.param(
            {"client_id": None, "client_secret": None}, basic("x", "y"), id="basic-unknown"
        ),
        pytest.param(
            {"client_id": None, "client_secret": None},
            {"Authorization": "Basic !!!"},
            id="31-not-base64",
        ),
        pytest.param(
            {"client_id": None, "client_secret": None},
            {"Authorization": "Basic /////w=="},
            id="31-not-utf-8",
        ),
        pytest.param({"client_secret": None}, basic("other", "y"), id="two-identities"),
    ],
)
def test_every_failed_authentication_looks_the_same(machine, poster, make_code, changes, headers):
    """Cases 28 and 31: one 401, nothing that tells which part was wrong."""
    body = {
        "grant_type": "authorization_code",
        "code": make_code(),
        "redirect_uri": poster.redirect_uri,
        **poster.credentials(),
        **changes,
    }
    given = {name: value for name, value in body.items() if value is not None}
    answer = machine.post("/oauth/token", data=given, headers=headers)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")
    assert {k: v for k, v in answer.json.items() if k != "request_id"} == {
        "error": "invalid_client",
        "error_description": "The client is unknown or its credentials are wrong.",
        "message": "The client is unknown or its credentials are wrong.",
        "error_uri": "http://localhost/docs/errors#invalid_client",
    }


def test_two_methods_at_once(machine, poster, make_code):
    answer = machine.post(
        "/oauth/token",
        data={"grant_type": "authorization_code", "code": make_code(), **poster.credentials()},
        headers=basic(poster.id, poster.secret),
    )
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_empty_secret_by_basic_is_a_public_client(app, machine, phone):
    """RFC 6749 section 2.3.1: an empty secret may be left out, so both mean the same."""
    for header in (basic(phone.id, ""), basic(phone.id.replace("_", "%5F"), "")):
        answer = machine.post("/oauth/revoke", data={"token": "x"}, headers=header)
        assert (answer.status_code, answer.json) == (200, {})
        answer = machine.post(
            "/oauth/revoke", data={"token": "x", "client_id": phone.id}, headers=header
        )
        assert answer.status_code == 200


@pytest.mark.parametrize("pair", ["{id}", "{id}:", ":", "", ":{secret}", "sd_app_unknown:"])
def test_header_without_a_secret_opens_no_confidential_client(machine, poster, pair):
    raw = pair.format(id=poster.id, secret=poster.secret).encode()
    header = {"Authorization": "Basic " + base64.b64encode(raw).decode()}
    answer = machine.post("/oauth/revoke", data={"token": "x"}, headers=header)
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_client")


def test_suspended_client_gets_nothing(app, machine, poster, make_code):
    code = make_code()
    with app.app_context():
        Client.find(poster.id).suspend("spam")
        db.session.commit()
    assert flow.exchange(machine, poster, code).status_code == 401


def test_rotated_secret_works_until_its_overlap_ends(app, machine, poster, make_code, clock):
    with app.app_context():
        new = Client.find(poster.id).rotate_secret(None, overlap=60)
        db.session.commit()
    renewed = flow.App(poster.id, new)
    assert flow.exchange(machine, poster, make_code()).status_code == 200
    assert flow.exchange(machine, renewed, make_code()).status_code == 200
    clock.advance(60)
    assert flow.exchange(machine, poster, make_code()).status_code == 401
    assert flow.exchange(machine, renewed, make_code()).status_code == 200


def test_use_of_a_secret_is_noted(app, machine, poster):
    """What the app's page shows beside each secret."""
    flow.revoke(machine, poster, "x")
    with app.app_context():
        last_use.flush()
        assert Client.find(poster.id).secrets[0].last_used_at is not None
