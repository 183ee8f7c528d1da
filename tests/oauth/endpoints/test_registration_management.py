"""A client manages its own registration: read, replace, delete (RFC 7592)."""

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.models.housekeeping import leaked_credential
from tests.oauth.endpoints.test_registration import register
from tests.support import oauth_flow as flow

URI = "https://app.example/cb"


@pytest.fixture
def made(machine):
    """The answer to a registration."""
    return register(machine, client_uri="https://app.example", scope="events:read").json


def manage(machine, made, method, *, token=None, client_id=None, **sent):
    """The answer to a request with the registration's token, or another."""
    headers = {"Authorization": f"Bearer {token or made['registration_access_token']}"}
    path = f"/oauth/register/{client_id or made['client_id']}"
    return machine.open(path, method=method, headers=headers, **sent)


def replace(machine, made, *, token=None, **members):
    body = {"client_id": made["client_id"], "client_name": "Poster Board", "redirect_uris": [URI]}
    return manage(machine, made, "PUT", token=token, json={**body, **members})


@pytest.mark.both_databases
def test_registration_tells_where_it_is_managed(machine, made):
    assert made["registration_client_uri"].endswith(f"/oauth/register/{made['client_id']}")
    read = manage(machine, made, "GET")
    assert read.status_code == 200
    assert read.headers["Cache-Control"] == "no-store"
    kept = {name: made[name] for name in made if not name.startswith("client_secret")}
    assert read.json == kept


@pytest.mark.both_databases
def test_replacing_sets_what_is_sent_and_resets_what_is_not(machine, made):
    answer = replace(machine, made, client_name="Tide Board", redirect_uris=[f"{URI}/2"])
    assert answer.status_code == 200
    assert answer.json["client_name"] == "Tide Board"
    assert answer.json["redirect_uris"] == [f"{URI}/2"]
    assert "client_uri" not in answer.json
    assert "events:write" in answer.json["scope"]
    assert "client_secret" not in answer.json
    assert manage(machine, answer.json, "GET").json == answer.json
    client = flow.App(made["client_id"], made["client_secret"])
    assert flow.revoke(machine, client, "x").status_code == 200


@pytest.mark.both_databases
def test_replacing_ends_the_token_that_was_sent(machine, made):
    new = replace(machine, made).json["registration_access_token"]
    assert new != made["registration_access_token"]
    assert replace(machine, made).status_code == 401
    assert replace(machine, made, token=new).status_code == 200


@pytest.mark.both_databases
def test_change_of_the_authentication_method_ends_or_makes_the_secret(machine, made):
    public = replace(machine, made, token_endpoint_auth_method="none").json
    assert public["token_endpoint_auth_method"] == "none"
    client = flow.App(made["client_id"], made["client_secret"])
    assert flow.revoke(machine, client, "x").status_code == 401
    assert flow.revoke(machine, flow.App(client.id, None), "x").status_code == 200
    secret = replace(machine, public).json["client_secret"]
    assert secret != made["client_secret"]
    assert flow.revoke(machine, client, "x").status_code == 401
    assert flow.revoke(machine, flow.App(client.id, secret), "x").status_code == 200


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"client_id": None}, "client_id"),
        ({"client_id": "sd_app_other"}, "client_id"),
        ({"client_id": 7}, "client_id"),
        ({"client_secret": "mine"}, "client_secret"),
        ({"client_secret": 7}, "client_secret"),
        ({"client_secret": None}, "client_secret"),
        ({"registration_access_token": "x"}, "registration_access_token"),
        ({"registration_client_uri": "https://a.example"}, "registration_client_uri"),
        ({"client_id_issued_at": 1}, "client_id_issued_at"),
        ({"client_secret_expires_at": 0}, "client_secret_expires_at"),
        ({"redirect_uris": []}, "redirect_uris"),
        ({"redirect_uris": [f"{URI}#f"]}, "redirect_uris"),
        ({"grant_types": ["implicit"]}, "grant_types"),
        ({"client_name": "bidi\u202e"}, "client_name"),
        ({"jwks_uri": "http://a.example"}, "jwks_uri"),
    ],
)
def test_bad_replacement_changes_nothing(machine, made, members, name):
    answer = replace(machine, made, **members)
    assert answer.status_code == 400
    assert name in answer.json["error_description"]
    is_address = name == "redirect_uris"
    error = "invalid_redirect_uri" if is_address else "invalid_client_metadata"
    assert answer.json["error"] == error
    read = manage(machine, made, "GET")
    assert (read.status_code, read.json["client_uri"]) == (200, "https://app.example")


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null"])
def test_body_that_is_no_object_is_refused(machine, made, body):
    answer = manage(machine, made, "PUT", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_client_metadata")


def test_its_own_secret_may_be_sent_along(machine, made):
    assert replace(machine, made, client_secret=made["client_secret"]).status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_only_the_clients_own_token_is_taken(machine, made, method):
    """One answer for a token that is unknown, malformed, missing or another client's."""
    other = register(machine).json
    token = other["registration_access_token"]
    answers = [
        manage(machine, made, method, token=token, json={}),
        manage(machine, made, method, token="x", json={}),
        manage(machine, made, method, token=made["client_secret"], json={}),
        manage(machine, made, method, client_id=other["client_id"], json={}),
        manage(machine, made, method, client_id="unknown", json={}),
        machine.open(f"/oauth/register/{made['client_id']}", method=method, json={}),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json["error"]) == (401, "invalid_token")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert len({answer.json["error_description"] for answer in answers}) == 1
    assert manage(machine, made, "GET").status_code == 200


@pytest.mark.both_databases
def test_deleting_ends_grants_and_the_token(app, browser, machine, made):
    client = flow.App(made["client_id"], made["client_secret"], URI)
    code = flow.obtain_code(browser, client)
    tokens = flow.exchange(machine, client, code).json
    answer = manage(machine, made, "DELETE")
    assert (answer.status_code, answer.data) == (204, b"")
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert machine.get("/api/v1/organizer/events", headers=headers).status_code == 401
    assert flow.refresh(machine, client, tokens["refresh_token"]).status_code == 401
    for method in ("GET", "PUT", "DELETE"):
        assert manage(machine, made, method, json={}).status_code == 401
    with app.app_context():
        assert Client.find(made["client_id"]) is None


def test_new_identity_is_reviewed_and_asked_about_again(app, machine, made, clock):
    with app.app_context():
        client = Client.find(made["client_id"])
        client.review()
        before = client.identity_changed_at
        db.session.commit()
    clock.advance(10)
    unchanged = replace(machine, made, scope="events:read").json
    with app.app_context():
        assert Client.find(made["client_id"]).is_reviewed
    replace(machine, unchanged, scope="events:read", redirect_uris=[f"{URI}/new"])
    with app.app_context():
        client = Client.find(made["client_id"])
        assert not client.is_reviewed
        assert client.identity_changed_at > before


@pytest.mark.both_databases
def test_suspended_client_reads_but_does_not_replace(app, machine, made):
    with app.app_context():
        Client.find(made["client_id"]).suspend("Spam")
        db.session.commit()
    assert manage(machine, made, "GET").status_code == 200
    answer = replace(machine, made)
    assert (answer.status_code, answer.json["error"]) == (403, "access_denied")
    assert manage(machine, made, "GET").status_code == 200
    with app.app_context():
        assert Client.find(made["client_id"]).status == Status.SUSPENDED


@pytest.mark.both_databases
def test_reported_token_ends_and_the_app_stays(app, machine, made):
    with app.app_context():
        leak = leaked_credential.end(made["registration_access_token"])
        assert leak.client.client_id == made["client_id"]
        assert leaked_credential.end(made["registration_access_token"]) is None
        db.session.commit()
    assert manage(machine, made, "GET").status_code == 401
    client = flow.App(made["client_id"], made["client_secret"])
    assert flow.revoke(machine, client, "x").status_code == 200


def test_app_that_registers_as_gancios_do_gets_no_token(machine):
    form = {"client_name": "Board", "redirect_uris": URI, "website": ""}
    assert "registration_access_token" not in machine.post("/api/client", data=form).json
