"""The grant management endpoint: a client reads and ends its own grants."""

import base64

import pytest

from app.extensions import db
from app.models.audit_queries.audit_event import AuditEvent
from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases


def basic(client):
    """The header with the client's credentials."""
    pair = base64.b64encode(f"{client.id}:{client.secret or ''}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def own_token(machine, client, scope, **changes):
    """The header with a token of the client's own."""
    body = {"grant_type": "client_credentials", "scope": scope, **client.credentials()}
    answer = machine.post("/oauth/token", data=body | changes)
    assert (answer.status_code, answer.json["scope"]) == (200, scope), answer.json
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


@pytest.fixture
def url(granted):
    return f"/oauth/grants/{granted}"


def test_grant_is_described_as_the_draft_says(machine, poster, granted, url, clock):
    answer = machine.get(url, headers=basic(poster))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    grant = answer.get_json()
    [team] = grant.pop("teams")
    assert team.keys() == {"id", "slug", "name"}
    assert grant.pop("created_at") <= grant.pop("last_updated_at") <= clock.now()
    assert grant == {
        "grant_id": granted,
        "status": "active",
        "scopes": [{"scope": "events:read", "resource": ["http://localhost/api/v1"]}],
        "claims": [],
    }


def test_scopes_that_tell_who_the_user_is_name_their_claims(app, machine, poster, granted, url):
    with app.app_context():
        flow.find_grant(granted).scopes = "email events:read openid"
        db.session.commit()
    grant = machine.get(url, headers=basic(poster)).get_json()
    assert grant["scopes"][1:] == [{"scope": "email openid"}]
    assert grant["claims"] == ["email", "email_verified"]


def test_ending_a_grant_ends_its_tokens_and_is_recorded(app, machine, poster, tokens, url):
    answer = machine.delete(url, headers=basic(poster))
    assert (answer.status_code, answer.data) == (204, b"")
    assert not flow.is_live(app, tokens["access_token"])
    assert flow.refresh(machine, poster, tokens["refresh_token"]).json["error"] == "invalid_grant"
    for method in (machine.get, machine.delete):
        assert method(url, headers=basic(poster)).status_code == 404
    with app.app_context():
        assert db.session.query(AuditEvent).filter_by(action="grant.revoked").count() == 1


def test_grant_of_another_client_is_as_unknown_as_any(app, machine, poster, tokens, url):
    stranger = basic(flow.register(app))
    for path in (url, "/oauth/grants/grt_aaaaaaaaaaaaaaaa", "/oauth/grants/%00", "/oauth/grants/x"):
        for method in (machine.get, machine.delete):
            answer = method(path, headers=stranger)
            assert (answer.status_code, answer.json["error"]) == (404, "not_found")
    assert flow.is_live(app, tokens["access_token"])


def test_caller_must_be_an_app_that_keeps_a_secret(app, machine, poster, phone, url):
    wrong = basic(flow.App(poster.id, "wrong"))
    for headers in ({}, wrong, basic(flow.App(poster.id, None))):
        answer = machine.get(url, headers=headers)
        assert (answer.status_code, answer.json["error"]) == (401, "invalid_client")
    assert machine.get(url, headers=basic(phone)).status_code == 403


def test_own_token_with_the_scope_is_accepted(app, machine, poster, url):
    query = own_token(machine, poster, "grant_management_query")
    revoke = own_token(machine, poster, "grant_management_revoke")
    assert machine.get(url, headers=query).status_code == 200
    assert machine.get(url, headers=revoke).status_code == 403
    assert machine.delete(url, headers=query).status_code == 403
    assert machine.delete(url, headers=revoke).status_code == 204


def test_own_token_for_another_resource_is_refused(machine, poster, url):
    site, api = "http://localhost", "http://localhost/api/v1"
    headers = own_token(machine, poster, "grant_management_query", resource=api)
    answer = machine.get(url, headers=headers)
    assert (answer.status_code, answer.json["error"]) == (401, "invalid_token")
    headers = own_token(machine, poster, "grant_management_query", resource=site)
    assert machine.get(url, headers=headers).status_code == 200


def test_token_of_a_user_manages_no_grants(machine, tokens, url):
    user = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert machine.get(url, headers=user).status_code == 403
    for text in ("unknown", ""):
        answer = machine.get(url, headers={"Authorization": f"Bearer {text}"})
        assert (answer.status_code, answer.json["error"]) == (401, "invalid_token")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")


def test_scopes_of_grant_management_reach_nothing_else(machine, poster, url):
    headers = own_token(machine, poster, "grant_management_query")
    assert machine.get("/api/v1/me", headers=headers).status_code in {401, 403}
    mixed = {"grant_type": "client_credentials", "scope": "grant_management_query events:read"}
    answer = machine.post("/oauth/token", data=mixed | poster.credentials())
    assert answer.json["error"] == "unauthorized_client"
