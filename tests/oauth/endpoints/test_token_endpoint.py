"""The token endpoint: how requests are read, and what its credentials and metadata look like."""

import pytest

pytestmark = pytest.mark.both_databases


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
    """Cases 29 and 30."""
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
    """Case 46: always a 400 in JSON."""
    answer = machine.post("/oauth/token", data=body, content_type="application/json; charset=utf-8")
    assert answer.status_code == 400
    assert answer.json["error"]


@pytest.mark.parametrize(
    "request_options",
    [
        pytest.param({"query_string": "grant_type=password&client_id=x"}, id="47-query-only"),
        pytest.param({"data": "grant_type=a&grant_type=b"}, id="repeated"),
        pytest.param({"data": "grant_type=%ff"}, id="not-utf-8"),
        pytest.param({"data": "grant_type=a%00b"}, id="nul"),
        pytest.param({"data": "&".join(f"a{n}=1" for n in range(5000))}, id="many"),
        pytest.param({"data": "scope=" + "x+" * 10_000}, id="long"),
    ],
)
def test_unreadable_parameters(machine, request_options):
    """Case 47."""
    options = {"content_type": "application/x-www-form-urlencoded", **request_options}
    answer = machine.post("/oauth/token", **options)
    assert answer.status_code == 400
    assert answer.json["error"]


def test_body_that_is_too_large(machine):
    answer = machine.post("/oauth/token", data={"code": "x" * (2 * 1024 * 1024)})
    assert answer.status_code == 413
    assert answer.json["error"] == "content_too_large"


def test_other_methods(machine):
    for path in ("/oauth/token", "/oauth/revoke"):
        for method in ("GET", "PUT", "DELETE", "TRACE"):
            answer = machine.open(path, method=method)
            assert answer.status_code == 405
            assert "POST" in answer.headers["Allow"]


def test_credentials_have_one_alphabet(machine, poster, make_code, tokens):
    """Invariant 9, case 2: what a lower-casing client keeps is still the credential."""
    credentials = [poster.id, poster.secret, make_code()]
    credentials += [tokens["access_token"], tokens["refresh_token"]]
    for credential in credentials:
        assert credential == "".join(c for c in credential.lower() if c in ALPHABET)
        assert 22 <= len(credential) <= 64
    assert len(set(credentials)) == len(credentials)


ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


def test_metadata_names_what_there_is(machine):
    metadata = machine.get("/.well-known/oauth-authorization-server").json
    assert metadata["issuer"] == "http://localhost"
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert metadata["authorization_response_iss_parameter_supported"] is True
    endpoints = [name for name in metadata if name.endswith("_endpoint")]
    assert len(endpoints) >= 5
    for name in endpoints:
        path = metadata[name].removeprefix("http://localhost")
        assert machine.options(path).status_code == 200
