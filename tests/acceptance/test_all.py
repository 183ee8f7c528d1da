"""Cases 68-78: what holds in every dialect."""

import threading

import pytest

from app.extensions import db
from app.factory import create_app
from app.models.clients.client import Client
from app.models.credentials.access_token import AccessToken
from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases

PKCE = {"code_challenge": flow.CHALLENGE, "code_challenge_method": "S256"}
ASK = {"client_name": "Poster Board", "redirect_uris": ["https://app.example/cb"]}


@pytest.fixture
def poster(app):
    """A confidential client."""
    return flow.register(app)


@pytest.fixture
def phone(app):
    """A public client."""
    return flow.register(app, runs_on="phone")


def test_errors_before_the_redirect_uri_is_trusted_are_shown(org, poster):
    """Case 68."""
    for changes in (
        {"client_id": "sd_app_unknown"},
        {"client_id": None},
        {"redirect_uri": "https://evil.example/cb"},
        {"redirect_uri": 'https://app.example/"'},
        {"redirect_uri": "https://app.example/é"},
    ):
        answer = org.get(flow.authorize_path(poster, **changes))
        assert (answer.status_code, answer.mimetype) == (400, "text/html")
    repeated = org.get(flow.authorize_path(poster) + "&scope=public")
    assert repeated.status_code == 400
    assert "Location" not in repeated.headers


def test_later_errors_are_redirected_with_the_state(org, poster):
    """Case 69."""
    for changes in (
        {"response_type": None},
        {"response_type": "token"},
        {"response_type": 'fo"o'},
        {"scope": "nonsense"},
        {"code_challenge": flow.CHALLENGE},
    ):
        sent_back = flow.callback(org.get(flow.authorize_path(poster, **changes)))
        assert sent_back["error"]
        assert sent_back["state"] == "s123"


def test_public_client_needs_pkce_with_s256(org, machine, phone):
    """Case 70."""
    assert flow.callback(org.get(flow.authorize_path(phone)))["error"] == "invalid_request"
    plain = {**PKCE, "code_challenge_method": "plain"}
    assert flow.callback(org.get(flow.authorize_path(phone, **plain)))["error"]
    code = flow.obtain_code(org, phone, **PKCE)
    wrong = flow.exchange(machine, phone, code, code_verifier="x" * 43)
    assert wrong.json["error"] == "invalid_grant"
    assert flow.exchange(machine, phone, code, code_verifier=flow.VERIFIER).status_code == 200


def test_verifier_without_a_challenge_is_refused(org, machine, poster):
    """Case 71."""
    code = flow.obtain_code(org, poster)
    answer = flow.exchange(machine, poster, code, code_verifier=flow.VERIFIER)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_confidential_client_needs_its_secret(machine, poster):
    """Case 72."""
    for path in ("/oauth/revoke", "/oauth/introspect"):
        answer = machine.post(path, data={"client_id": poster.id, "token": "x"})
        assert answer.status_code == 401


def test_replayed_refresh_token_of_a_public_client_ends_the_family(app, org, machine, phone, clock):
    """Case 73. Once the time for repeats is over (decision 4)."""
    code = flow.obtain_code(org, phone, **PKCE)
    first = flow.exchange(machine, phone, code, code_verifier=flow.VERIFIER).json
    second = flow.refresh(machine, phone, first["refresh_token"]).json
    assert flow.is_live(app, second["access_token"])
    clock.advance(30)
    assert flow.refresh(machine, phone, first["refresh_token"]).json["error"] == "invalid_grant"
    assert not flow.is_live(app, second["access_token"])


def test_four_parallel_exchanges_have_one_winner(app, org, poster):
    """Case 74. tests/races has the same over HTTP, with twenty at one instant."""
    code, answers = flow.obtain_code(org, poster), []
    start = threading.Barrier(4)

    def exchange():
        start.wait()
        answers.append(flow.exchange(app.test_client(), poster, code))

    threads = [threading.Thread(target=exchange) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]
    [winner] = [answer.json for answer in answers if answer.status_code == 200]
    assert flow.count(app, AccessToken) == 1
    assert not flow.is_live(app, winner["access_token"])


def test_dynamic_registration_follows_rfc_7591(machine):
    """Case 75."""
    made = machine.post("/oauth/register", json=ASK)
    assert made.status_code == 201
    assert made.json["redirect_uris"] == ASK["redirect_uris"]
    assert made.json["client_secret"]
    public = machine.post("/oauth/register", json={**ASK, "token_endpoint_auth_method": "none"})
    assert "client_secret" not in public.json
    bad = machine.post("/oauth/register", json={**ASK, "redirect_uris": ["javascript:alert(1)"]})
    assert bad.json["error"] == "invalid_redirect_uri"
    for options in (
        {"json": [ASK]},
        {"data": {"client_name": "x"}},
        {"data": "{", "content_type": "application/json"},
    ):
        answer = machine.post("/oauth/register", **options)
        assert (answer.status_code, bool(answer.json["error"])) == (400, True)


def test_client_with_the_default_method_may_post_its_secret(machine):
    """Case 76."""
    made = machine.post("/oauth/register", json=ASK).json
    assert made["token_endpoint_auth_method"] == "client_secret_basic"
    app = flow.App(made["client_id"], made["client_secret"], ASK["redirect_uris"][0])
    assert flow.exchange(machine, app, "wrong").json["error"] == "invalid_grant"


def test_no_credential_is_stored_or_logged_readable(app, org, machine, poster, caplog):
    """Case 77. tests/flows checks every credential against a live server's log and files."""
    code = flow.obtain_code(org, poster)
    tokens = flow.exchange(machine, poster, code).json
    machine.get("/api/v1/me", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    kept = stored_texts(app) + caplog.text
    for credential in (poster.secret, code, tokens["access_token"], tokens["refresh_token"]):
        assert credential not in kept


def test_plain_http_on_another_host_is_a_400(settings):
    """Case 78."""
    app = create_app(settings.model_copy(update={"public_url": "https://stage.example"}))
    answer = app.test_client().post(
        "/oauth/token",
        data={"grant_type": "authorization_code", "code": "x"},
        base_url="http://stage.example",
    )
    assert 400 <= answer.status_code < 500
    assert answer.json["error"]
    assert flow.count(app, Client) == 0


def stored_texts(app):
    """Every row of every table, as text."""
    with app.app_context():
        tables = db.metadata.sorted_tables
        return "".join(str(row) for t in tables for row in db.session.execute(t.select()))
