"""Cases 28-34: how the token endpoint refuses, and what can be learned about a token."""

import base64

import pytest

from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases


@pytest.fixture
def pop(app):
    """An app with the eventpop profile."""
    return flow.register(app, profile="eventpop", redirect_uris=("https://your.callback.url",))


@pytest.fixture
def code(visitor, pop):
    """An authorization code for it."""
    return flow.obtain_code(visitor, pop, scope=None, state=None)


def basic(name, secret):
    """The header of HTTP Basic authentication."""
    return {"Authorization": f"Basic {base64.b64encode(f'{name}:{secret}'.encode()).decode()}"}


def refusal(answer):
    """Status, error, sentence."""
    return answer.status_code, answer.json["error"], answer.json["error_description"]


def test_failed_client_authentication_always_looks_the_same(machine, pop, code):
    """Case 28."""
    wrong = [
        flow.exchange(machine, pop, code, client_secret="wrong"),
        flow.exchange(machine, pop, code, client_id="unknown"),
        flow.exchange(machine, pop, code, client_secret="é"),
    ]
    assert len({refusal(answer) for answer in wrong}) == 1
    assert refusal(wrong[0])[:2] == (401, "invalid_client")
    assert len({answer.headers["WWW-Authenticate"] for answer in wrong}) == 1


def test_wrong_code_or_address_is_invalid_grant(machine, pop, code):
    """Case 29."""
    for answer in (
        flow.exchange(machine, pop, "wrong"),
        flow.exchange(machine, pop, code, redirect_uri="https://other.example"),
        flow.exchange(machine, pop, code, redirect_uri=None),
    ):
        assert refusal(answer)[:2] == (400, "invalid_grant")
    assert flow.exchange(machine, pop, code).status_code == 200


def test_missing_parameters_and_unsupported_grants_are_told_apart(machine, pop, code):
    """Case 30."""
    for changes, error in (
        ({"code": None}, "invalid_request"),
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "foo"}, "unsupported_grant_type"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ):
        code = changes.pop("code", code)
        assert refusal(flow.exchange(machine, pop, code, **changes))[:2] == (400, error)


def test_basic_authentication_works_alone_and_never_with_a_body_secret(machine, pop, code):
    """Case 31."""
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


def test_client_credentials_token_has_no_refresh_token_and_no_user(machine, pop):
    """Case 32."""
    body = {"grant_type": "client_credentials", **pop.credentials()}
    answer = machine.post("/oauth/token", data=body)
    assert answer.status_code == 200
    assert "refresh_token" not in answer.json
    own = {"Authorization": f"Bearer {answer.json['access_token']}"}
    for path in ("/api/public/me", "/api/public/tickets"):
        refused = machine.get(path, headers=own)
        assert (refused.status_code, refused.json["error"]) == (403, "access_denied")


def test_token_info_names_scope_and_application(machine, pop, code):
    """Case 33."""
    token = flow.exchange(machine, pop, code).json
    header = {"Authorization": f"Bearer {token['access_token']}"}
    answer = machine.get("/oauth/token/info", headers=header)
    assert answer.status_code == 200
    assert answer.json["scope"] == ["public"]
    assert answer.json["application"] == {"uid": pop.id}
    assert answer.json["created_at"] == token["created_at"]
    assert 7190 < answer.json["expires_in"] <= 7200
    assert answer.json["resource_owner_id"]


def test_introspection_describes_only_the_clients_own_tokens(app, machine, pop, code):
    """Case 34."""
    token = flow.exchange(machine, pop, code).json["access_token"]
    own = machine.post("/oauth/introspect", data={"token": token, **pop.credentials()})
    assert own.json["active"] is True
    other = flow.register(app)
    foreign = machine.post("/oauth/introspect", data={"token": token, **other.credentials()})
    assert foreign.json == {"active": False}
