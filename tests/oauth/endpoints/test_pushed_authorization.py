"""Pushed authorization requests: checked, stored and answered once (RFC 9126)."""

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.credentials.pushed_request import PushedRequest
from tests.support import oauth_flow as flow
from tests.support.pushing import push, pushed_path

pytestmark = pytest.mark.both_databases


def test_a_pushed_request_leads_to_a_code(app, browser, machine, poster):
    answer = push(machine, poster, scope="events:write", state="of the push")
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["expires_in"] == 600
    path = pushed_path(poster, answer.json["request_uri"])
    sent_back = flow.callback(flow.submit(browser, path, "Authorize"))
    assert sent_back["state"] == "of the push"
    assert flow.exchange(machine, poster, sent_back["code"]).json["scope"] == "events:write"


def test_a_public_client_pushes_with_its_id_alone(browser, machine, phone):
    pkce = {"code_challenge": flow.CHALLENGE, "code_challenge_method": "S256"}
    path = pushed_path(phone, push(machine, phone, **pkce).json["request_uri"])
    code = flow.callback(flow.submit(browser, path, "Authorize"))["code"]
    exchanged = flow.exchange(machine, phone, code, code_verifier=flow.VERIFIER)
    assert exchanged.status_code == 200


def test_json_is_read_as_at_the_token_endpoint(machine, poster):
    body = {"response_type": "code", "redirect_uri": poster.redirect_uri, **poster.credentials()}
    assert machine.post("/oauth/par", json=body).status_code == 201


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        pytest.param({"client_secret": "wrong"}, 401, "invalid_client", id="secret"),
        pytest.param({"client_secret": None}, 401, "invalid_client", id="no-secret"),
        pytest.param({"request_uri": "urn:x"}, 400, "invalid_request", id="request_uri"),
        pytest.param({"request": "e30"}, 400, "request_not_supported", id="request"),
        pytest.param({"redirect_uri": "https://x.example"}, 400, "invalid_request", id="redirect"),
        pytest.param({"response_type": None}, 400, "invalid_request", id="no-response-type"),
        pytest.param(
            {"response_type": "token"}, 400, "unsupported_response_type", id="response-type"
        ),
        pytest.param({"scope": "admin"}, 400, "invalid_scope", id="scope"),
        pytest.param({"state": "s" * 4001}, 400, "invalid_request", id="state"),
        pytest.param({"prompt": "none login"}, 400, "invalid_request", id="prompt"),
        pytest.param({"max_age": "soon"}, 400, "invalid_request", id="max_age"),
        pytest.param({"code_challenge": "x"}, 400, "invalid_request", id="challenge"),
        pytest.param({"response_mode": "fragment"}, 400, "invalid_request", id="response-mode"),
    ],
)
def test_a_wrong_request_is_refused_to_the_client(app, machine, poster, changes, status, error):
    answer = push(machine, poster, **changes)
    assert (answer.status_code, answer.json["error"]) == (status, error)
    assert flow.count(app, PushedRequest) == 0


def test_only_posts_of_a_bounded_size_are_taken(machine, poster):
    assert machine.get("/oauth/par").status_code == 405
    assert push(machine, poster, **{f"x{n}": "x" * 9000 for n in range(4)}).status_code == 413


class TestLimit:
    """Pushes are limited by network."""

    @pytest.fixture
    def settings(self, settings):
        return settings.model_copy(update={"rate_limits": True, "rate_limit_push": "2 per minute"})

    def test_many_pushes_are_too_many(self, machine, poster):
        assert [push(machine, poster).status_code for _each in range(3)] == [201, 201, 429]


def test_credentials_are_not_stored(app, machine, poster):
    uri = push(machine, poster).json["request_uri"]
    with app.app_context():
        row = db.session.query(PushedRequest).one()
        assert "client_secret" not in row.parameters
        stored = f"{row.digest}{row.parameters_json}"
    assert uri.rpartition(":")[2] not in stored
    assert poster.secret not in stored


def test_a_client_may_have_to_push(app, browser, machine, poster):
    with app.app_context():
        Client.find(poster.id).require_pushed_authorization_requests = True
        db.session.commit()
    sent_back = flow.callback(browser.get(flow.authorize_path(poster)))
    assert sent_back["error"] == "invalid_request"
    path = pushed_path(poster, push(machine, poster).json["request_uri"])
    assert "code" in flow.callback(flow.submit(browser, path, "Authorize"))
