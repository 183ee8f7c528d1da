"""The token and revocation endpoints: client authentication, replay, rotation, revocation."""

import base64

import pytest

from app import create_app
from app.extensions import db
from app.models import live_token
from app.models.client import Client
from app.models.grant import Grant
from tests.support import factories
from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases


@pytest.fixture
def machine(app):
    """A program that calls us; it has no cookies of a person."""
    return app.test_client()


@pytest.fixture
def poster(app):
    """A confidential client."""
    return flow.register(app, scopes="events:read events:write")


@pytest.fixture
def phone(app):
    """A public client."""
    return flow.register(app, runs_on="phone")


@pytest.fixture
def granted(app, poster):
    """The public id of a grant of one team to ``poster``."""
    with app.app_context():
        owner = factories.make_user()
        grant = factories.make_grant(Client.find(poster.id), owner, factories.make_team(owner))
        db.session.commit()
        return grant.public_id


@pytest.fixture
def make_code(app, granted):
    """Makes a committed code under the grant."""

    def make(**details):
        with app.app_context():
            code = factories.make_code(find_grant(granted), **details)
            db.session.commit()
            return code

    return make


@pytest.fixture
def limited_app(settings):
    """The application with limits, three failures a minute."""
    limits = {"rate_limits": True, "rate_limit_token": "3 per minute"}
    return create_app(settings.model_copy(update=limits))


@pytest.fixture
def tokens(machine, poster, make_code):
    """The answer to an exchange."""
    return flow.exchange(machine, poster, make_code()).json


def find_grant(public_id):
    """The grant's row, in an app context."""
    return db.session.query(Grant).filter_by(public_id=public_id).one()


def is_live(app, token):
    """Whether the API would take the token now."""
    with app.app_context():
        return live_token.find(token) is not None


def basic(client_id, secret):
    """The header of HTTP Basic."""
    raw = f"{client_id}:{secret}".encode()
    return {"Authorization": "Basic " + base64.b64encode(raw).decode()}


def test_basic_and_body_and_json_all_authenticate(machine, poster, make_code):
    """Cases 31, 38, 76, A05, A14."""
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
        pytest.param({"client_secret": "wrong"}, {}, id="A01-wrong"),
        pytest.param({"client_secret": "é"}, {}, id="28-not-ascii"),
        pytest.param({"client_secret": None}, {}, id="A04-none"),
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
        pytest.param({"client_secret": None}, basic("other", "y"), id="A07-two-identities"),
    ],
)
def test_every_failed_authentication_looks_the_same(machine, poster, make_code, changes, headers):
    """A01, A04, A07, cases 28 and 31: one 401, nothing that tells which part was wrong."""
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
    }


def test_two_methods_at_once(machine, poster, make_code):
    """A02."""
    answer = machine.post(
        "/oauth/token",
        data={"grant_type": "authorization_code", "code": make_code(), **poster.credentials()},
        headers=basic(poster.id, poster.secret),
    )
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_suspended_client_gets_nothing(app, machine, poster, make_code):
    """Z07."""
    code = make_code()
    with app.app_context():
        Client.find(poster.id).suspend("spam")
        db.session.commit()
    assert flow.exchange(machine, poster, code).status_code == 401


def test_rotated_secret_works_until_its_overlap_ends(app, machine, poster, make_code, clock):
    """A10."""
    with app.app_context():
        new = Client.find(poster.id).rotate_secret(None, overlap=60)
        db.session.commit()
    renewed = flow.App(poster.id, new)
    assert flow.exchange(machine, poster, make_code()).status_code == 200
    assert flow.exchange(machine, renewed, make_code()).status_code == 200
    clock.advance(60)
    assert flow.exchange(machine, poster, make_code()).status_code == 401
    assert flow.exchange(machine, renewed, make_code()).status_code == 200


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "authorization_code"}, "invalid_request"),
        ({"grant_type": "refresh_token"}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": 'fo"oé\n'}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code", "code": "nonsense"}, "invalid_grant"),
        ({"grant_type": "authorization_code", "code": "sd_code_é"}, "invalid_grant"),
        ({"grant_type": "refresh_token", "refresh_token": "nonsense"}, "invalid_grant"),
    ],
)
def test_bad_requests(machine, poster, body, error):
    """Cases 29 and 30, A13."""
    answer = machine.post("/oauth/token", data=body | poster.credentials())
    assert (answer.status_code, answer.json["error"]) == (400, error)
    assert answer.json["message"].isascii()
    assert '"' not in answer.json["error_description"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Pragma"] == "no-cache"


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"[" * 100_000,
        b'"text"',
        b"null",
        b'{"grant_type": {"a": 1}}',
        b'{"grant_type": ["password"]}',
        b'{"grant_type": true}',
        b'{"grant_type": "refresh_token", "grant_type": "password"}',
        b'{"grant_type": "\\ud800"}',
        b'{"grant_type": "a\\u0000b"}',
        b'{"code": NaN, "grant_type": "x"}',
        b"\xff\xfe",
    ],
)
def test_json_that_makes_no_sense(machine, body):
    """Case 46, D04, H06: always a 400 in JSON."""
    answer = machine.post("/oauth/token", data=body, content_type="application/json; charset=utf-8")
    assert answer.status_code == 400
    assert answer.json["error"]


@pytest.mark.parametrize(
    "request_options",
    [
        pytest.param({"query_string": "grant_type=password&client_id=x"}, id="47-query-only"),
        pytest.param({"data": "grant_type=a&grant_type=b"}, id="H01-repeated"),
        pytest.param({"data": "grant_type=%ff"}, id="H07-not-utf-8"),
        pytest.param({"data": "grant_type=a%00b"}, id="H07-nul"),
        pytest.param({"data": "&".join(f"a{n}=1" for n in range(5000))}, id="H14-many"),
        pytest.param({"data": "scope=" + "x+" * 10_000}, id="H14-long"),
    ],
)
def test_unreadable_parameters(machine, request_options):
    """Case 47, H01, H07, H14."""
    options = {"content_type": "application/x-www-form-urlencoded", **request_options}
    answer = machine.post("/oauth/token", **options)
    assert answer.status_code == 400
    assert answer.json["error"]


def test_body_that_is_too_large(machine):
    """H05."""
    answer = machine.post("/oauth/token", data={"code": "x" * (2 * 1024 * 1024)})
    assert answer.status_code == 413
    assert answer.json["error"] == "content_too_large"


def test_other_methods(machine):
    """H02."""
    for path in ("/oauth/token", "/oauth/revoke"):
        for method in ("GET", "PUT", "DELETE", "TRACE"):
            answer = machine.open(path, method=method)
            assert answer.status_code == 405
            assert "POST" in answer.headers["Allow"]


def test_replayed_code_ends_what_it_bought(app, machine, poster, make_code):
    """C01: with everything that was refreshed from it."""
    code = make_code()
    first = flow.exchange(machine, poster, code).json
    second = flow.refresh(machine, poster, first["refresh_token"]).json
    replay = flow.exchange(machine, poster, code)
    assert (replay.status_code, replay.json["error"]) == (400, "invalid_grant")
    assert not is_live(app, first["access_token"])
    assert not is_live(app, second["access_token"])
    again = flow.refresh(machine, poster, second["refresh_token"])
    assert again.json["error"] == "invalid_grant"


def test_replay_is_forgiven_where_the_client_is_known_for_it(app, machine, poster, make_code):
    """Case 10: refused, but the connection goes on."""
    with app.app_context():
        Client.find(poster.id).replay_ends_tokens = False
        db.session.commit()
    code = make_code()
    token = flow.exchange(machine, poster, code).json["access_token"]
    assert flow.exchange(machine, poster, code).status_code == 400
    assert is_live(app, token)


def test_code_of_another_client(app, machine, poster, make_code):
    """C03: refused, and not burnt."""
    other, code = flow.register(app), make_code()
    assert flow.exchange(machine, other, code).json["error"] == "invalid_grant"
    assert flow.exchange(machine, poster, code).status_code == 200


def test_expired_code(machine, poster, make_code, clock):
    """C04."""
    code = make_code()
    clock.advance(60)
    assert flow.exchange(machine, poster, code).json["error"] == "invalid_grant"


def test_verifier_without_challenge(machine, poster, make_code):
    """C09, case 71."""
    answer = flow.exchange(machine, poster, make_code(), code_verifier=flow.VERIFIER)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_challenge_makes_the_verifier_compulsory(machine, poster, make_code):
    """C08, C09: for a confidential client too."""
    code = make_code(code_challenge=flow.CHALLENGE)
    assert flow.exchange(machine, poster, code).status_code == 400
    assert (
        flow.exchange(machine, poster, code, code_verifier="y" * 50).json["error"]
        == "invalid_grant"
    )
    assert flow.exchange(machine, poster, code, code_verifier=flow.VERIFIER).status_code == 200


def test_refresh_rotates_and_forgives_one_retry(app, machine, poster, tokens):
    """T01, T03, case 40."""
    first = flow.refresh(machine, poster, tokens["refresh_token"]).json
    retry = flow.refresh(machine, poster, tokens["refresh_token"]).json
    assert retry["access_token"] == first["access_token"]
    assert retry["refresh_token"] == first["refresh_token"] != tokens["refresh_token"]
    assert not is_live(app, tokens["access_token"])
    assert is_live(app, first["access_token"])
    late = flow.refresh(machine, poster, tokens["refresh_token"])
    assert late.json["error"] == "invalid_grant"
    assert not is_live(app, first["access_token"])
    assert flow.refresh(machine, poster, first["refresh_token"]).status_code == 400


def test_refresh_of_another_client(app, machine, poster, tokens):
    """T04, case 48: nothing happens to the token."""
    other = flow.register(app)
    answer = flow.refresh(machine, other, tokens["refresh_token"])
    assert answer.json["error"] == "invalid_grant"
    assert flow.refresh(machine, poster, tokens["refresh_token"]).status_code == 200


def test_refresh_without_authentication(machine, poster, tokens):
    """T05."""
    public = flow.App(poster.id, None)
    assert flow.refresh(machine, public, tokens["refresh_token"]).status_code == 401


@pytest.mark.parametrize("scope", ["events:write", "public%2Bwrite", "nonsense"])
def test_refresh_never_widens(machine, poster, tokens, scope):
    """T06, T16: and the token stays usable."""
    answer = flow.refresh(machine, poster, tokens["refresh_token"], scope=scope)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_scope")
    assert flow.refresh(machine, poster, tokens["refresh_token"]).status_code == 200


def test_refresh_with_empty_scope(machine, poster, tokens):
    """T07, case 52: unchanged."""
    answer = flow.refresh(machine, poster, tokens["refresh_token"], scope="")
    assert answer.json["scope"] == "events:read"


def test_refresh_after_the_idle_time(machine, poster, tokens, clock):
    """T08: at presentation, whether or not a clean-up ran."""
    clock.advance(90 * 86_400)
    assert flow.refresh(machine, poster, tokens["refresh_token"]).json["error"] == "invalid_grant"


def test_refresh_after_the_grant_was_revoked(app, machine, poster, granted, tokens):
    """V12."""
    with app.app_context():
        find_grant(granted).revoke()
        db.session.commit()
    assert flow.refresh(machine, poster, tokens["refresh_token"]).json["error"] == "invalid_grant"


def test_reuse_long_after_many_refreshes(app, machine, poster, tokens):
    """T02, T15: the first token's reuse ends the newest one."""
    token = tokens["refresh_token"]
    for _ in range(20):
        newest = flow.refresh(machine, poster, token).json
        token = newest["refresh_token"]
    assert flow.refresh(machine, poster, tokens["refresh_token"]).status_code == 400
    assert not is_live(app, newest["access_token"])


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
@pytest.mark.parametrize("hint", [None, "access_token", "refresh_token", "nonsense"])
def test_revoking_either_token_ends_both(app, machine, poster, tokens, kind, hint):
    """V01, V02, cases 41 and 42: whatever the hint."""
    answer = flow.revoke(
        machine, poster, tokens[kind], **({"token_type_hint": hint} if hint else {})
    )
    assert (answer.status_code, answer.json) == (200, {})
    assert not is_live(app, tokens["access_token"])
    assert flow.refresh(machine, poster, tokens["refresh_token"]).status_code == 400
    assert flow.revoke(machine, poster, tokens[kind]).status_code == 200


def test_revocation_refuses_as_documented(app, machine, poster, tokens):
    """V03–V05, V10, case 72."""
    other = flow.register(app)
    foreign = flow.revoke(machine, other, tokens["access_token"])
    assert (foreign.status_code, foreign.json["error"]) == (400, "invalid_grant")
    assert is_live(app, tokens["access_token"])
    assert flow.revoke(machine, poster, "garbage").json == {}
    assert flow.revoke(machine, poster, "").json["error"] == "invalid_request"
    nobody = flow.App(poster.id, None)
    assert flow.revoke(machine, nobody, tokens["access_token"]).status_code == 401
    assert is_live(app, tokens["access_token"])


def test_revoking_a_refresh_token_whose_access_token_expired(app, machine, poster, tokens, clock):
    """V14."""
    clock.advance(7200)
    assert flow.revoke(machine, poster, tokens["refresh_token"]).status_code == 200
    assert flow.refresh(machine, poster, tokens["refresh_token"]).status_code == 400


def test_guessing_is_slowed_down(limited_app):
    """A06: failures count, successes do not, and another address is not held up."""
    poster, machine = flow.register(limited_app), limited_app.test_client()
    wrong = flow.App(poster.id, "wrong")
    statuses = [flow.revoke(machine, wrong, "x").status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]
    refused = flow.revoke(machine, poster, "x")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    elsewhere = machine.post(
        "/oauth/revoke",
        data={"token": "x", **poster.credentials()},
        environ_base={"REMOTE_ADDR": "127.0.0.9"},
    )
    assert elsewhere.status_code == 200


def test_credentials_have_one_alphabet(machine, poster, make_code, tokens):
    """Invariant 9, case A2: what a lower-casing client keeps is still the credential."""
    credentials = [poster.id, poster.secret, make_code()]
    credentials += [tokens["access_token"], tokens["refresh_token"]]
    for credential in credentials:
        assert credential == "".join(c for c in credential.lower() if c in ALPHABET)
        assert 22 <= len(credential) <= 64
    assert len(set(credentials)) == len(credentials)


ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


def test_metadata_names_what_there_is(machine):
    """D05, C07, S09."""
    metadata = machine.get("/.well-known/oauth-authorization-server").json
    assert metadata["issuer"] == "http://localhost"
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert metadata["authorization_response_iss_parameter_supported"] is True
    for name in ("authorization_endpoint", "token_endpoint", "revocation_endpoint"):
        path = metadata[name].removeprefix("http://localhost")
        assert machine.options(path).status_code == 200
