"""Cases 28-34: how the token endpoint refuses, and what a token can be asked about."""

import base64

import pytest

from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases


@pytest.fixture
def pop(app):
    """An app of Eventpop's kind."""
    return flow.register(app, profile="eventpop", redirect_uris=("https://your.callback.url",))


@pytest.fixture
def code(nobody, pop):
    """A code that somebody gave it."""
    return flow.obtain_code(nobody, pop, scope=None, state=None)


def basic(name, secret):
    """The header of HTTP Basic authentication."""
    return {"Authorization": f"Basic {base64.b64encode(f'{name}:{secret}'.encode()).decode()}"}


def refusal(answer):
    """Status, error, sentence."""
    return answer.status_code, answer.json["error"], answer.json["error_description"]


def test_case_28_failed_authentication_always_looks_the_same(machine, pop, code):
    wrong = [
        flow.exchange(machine, pop, code, client_secret="wrong"),
        flow.exchange(machine, pop, code, client_id="unknown"),
        flow.exchange(machine, pop, code, client_secret="é"),
    ]
    assert len({refusal(answer) for answer in wrong}) == 1
    assert refusal(wrong[0])[:2] == (401, "invalid_client")
    assert len({answer.headers["WWW-Authenticate"] for answer in wrong}) == 1


def test_case_29_wrong_code_or_address(machine, pop, code):
    for answer in (
        flow.exchange(machine, pop, "wrong"),
        flow.exchange(machine, pop, code, redirect_uri="https://other.example"),
        flow.exchange(machine, pop, code, redirect_uri=None),
    ):
        assert refusal(answer)[:2] == (400, "invalid_grant")
    assert flow.exchange(machine, pop, code).status_code == 200


def test_case_30_missing_and_unsupported_parameters(machine, pop, code):
    for changes, error in (
        ({"code": None}, "invalid_request"),
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "foo"}, "unsupported_grant_type"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ):
        code = changes.pop("code", code)
        assert refusal(flow.exchange(machine, pop, code, **changes))[:2] == (400, error)


def test_case_31_basic_authentication(machine, pop, code):
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": pop.redirect_uri,
    }

    def post(headers, **more):
        return machine.post("/oauth/token", data={**body, **more}, headers=headers)

    for malformed in ("Basic !!!", "Basic /////w=="):
        assert post({"Authorization": malformed}).status_code == 401
    both = post(basic(pop.id, pop.secret), **pop.credentials())
    assert refusal(both)[:2] == (400, "invalid_request")
    assert post(basic(pop.id, pop.secret)).status_code == 200


def test_case_32_app_authentication(machine, pop):
    body = {"grant_type": "client_credentials", **pop.credentials()}
    answer = machine.post("/oauth/token", data=body)
    assert answer.status_code == 200
    assert "refresh_token" not in answer.json
    own = {"Authorization": f"Bearer {answer.json['access_token']}"}
    for path in ("/api/public/me", "/api/public/tickets"):
        refused = machine.get(path, headers=own)
        assert (refused.status_code, refused.json["error"]) == (403, "access_denied")


def test_case_33_token_info(machine, pop, code):
    token = flow.exchange(machine, pop, code).json
    header = {"Authorization": f"Bearer {token['access_token']}"}
    answer = machine.get("/oauth/token/info", headers=header)
    assert answer.status_code == 200
    assert answer.json["scope"] == ["public"]
    assert answer.json["application"] == {"uid": pop.id}
    assert answer.json["created_at"] == token["created_at"]
    assert 7190 < answer.json["expires_in"] <= 7200
    assert answer.json["resource_owner_id"]


def test_case_34_introspection(app, machine, pop, code):
    token = flow.exchange(machine, pop, code).json["access_token"]
    own = machine.post("/oauth/introspect", data={"token": token, **pop.credentials()})
    assert own.json["active"] is True
    other = flow.register(app)
    foreign = machine.post("/oauth/introspect", data={"token": token, **other.credentials()})
    assert foreign.json == {"active": False}
