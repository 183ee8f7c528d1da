"""CORS: what is for programs may be called by pages of every origin, and no page may be read."""

import pytest

from app.models.usage import usage
from tests.support.api import EVENTS

ORIGIN = {"Origin": "https://app.example"}
EXPOSED = """WWW-Authenticate ETag Link Location Retry-After RateLimit RateLimit-Policy X-Request-ID
    DPoP-Nonce Last-Modified Allow""".split()
ASKED = """Authorization Content-Type Accept If-Match If-None-Match If-Modified-Since
    Idempotency-Key DPoP X-API-ORG Last-Event-ID""".split()


def preflight(client, path, method="POST", headers="authorization,content-type"):
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    return client.options(path, headers=ORIGIN | asked)


def names(answer, header):
    """The names in the header."""
    return {name.strip() for name in answer.headers[header].split(",")}


def is_open(answer) -> bool:
    """Whether a page of any origin may read the answer, and none with cookies."""
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.headers.get("Access-Control-Allow-Origin") in {None, "*"}
    return "Access-Control-Allow-Origin" in answer.headers


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/oauth/token", {"POST"}),
        ("/oauth/revoke", {"POST"}),
        ("/oauth/register", {"POST"}),
        ("/.well-known/oauth-authorization-server", {"GET", "HEAD"}),
        ("/api/v1/me", {"GET", "HEAD"}),
        (EVENTS, {"GET", "HEAD", "POST"}),
        (f"{EVENTS}/spring", {"GET", "HEAD", "PUT", "PATCH", "DELETE"}),
        ("/api/event", {"POST", "PUT"}),
        ("/feeds/key/events.ics", {"GET", "HEAD"}),
        ("/hall/events.ics", {"GET", "HEAD"}),
        ("/api/v1/nowhere", {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}),
    ],
)
def test_preflight_names_the_methods_of_the_address(client, path, methods):
    answer = preflight(client, path)
    assert (answer.status_code, answer.data) == (204, b"")
    assert names(answer, "Access-Control-Allow-Methods") - {"OPTIONS"} == methods
    assert is_open(answer)
    assert set(ASKED) <= names(answer, "Access-Control-Allow-Headers")
    assert int(answer.headers["Access-Control-Max-Age"]) > 0
    assert "Set-Cookie" not in answer.headers


def test_answer_shows_its_headers_to_the_page_whatever_its_status(client, reader):
    headers = {"Authorization": f"Bearer {reader.token}"}
    tag = client.get(EVENTS, headers=headers).headers["ETag"]
    answers = [
        client.get(EVENTS, headers=headers),
        client.get(EVENTS, headers=headers | {"If-None-Match": tag}),
        client.get(EVENTS),
        client.get("/api/v1/nowhere"),
        client.delete("/oauth/token"),
        client.post("/oauth/token"),
        client.post(EVENTS, headers=headers, json={}),
        client.post("/oauth/token", data={"code": "x" * (2 * 1024 * 1024)}),
    ]
    statuses = [answer.status_code for answer in answers]
    assert statuses == [200, 304, 401, 404, 405, 400, 403, 413]
    for answer in answers:
        assert is_open(answer)
        assert set(EXPOSED) <= names(answer, "Access-Control-Expose-Headers")
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Origin" not in answer.headers.get("Vary", "")  # it is the same for all


@pytest.mark.parametrize(
    "path", ["/oauth/authorize", "/authorize", "/", "/login", "/docs", "/teams", "/nowhere"]
)
def test_no_page_is_opened(client, path):
    for answer in (
        preflight(client, path, "GET"),
        client.get(path, headers=ORIGIN),
        client.post(path, headers=ORIGIN),
    ):
        assert not is_open(answer)
        assert "Access-Control-Allow-Methods" not in answer.headers


def test_foreign_host_gets_no_preflight(client):
    headers = {"Host": "evil.example", "Access-Control-Request-Method": "GET"}
    assert client.options("/api/v1/me", headers=headers).status_code == 400


class TestLimits:
    """An installation that counts."""

    @pytest.fixture
    def settings(self, settings):
        limits = {"rate_limit_api": "2 per minute", "rate_limit_register": "1 per hour"}
        return settings.model_copy(update={"rate_limits": True, **limits})

    def test_preflight_is_no_call(self, client, monkeypatch):
        calls = []
        monkeypatch.setattr(usage, "note", calls.append)
        for _ in range(5):
            assert preflight(client, "/oauth/register").status_code == 204
            assert preflight(client, "/api/v1/me", "GET").status_code == 204
        assert client.get("/api/v1/me").status_code == 401
        assert client.post("/oauth/register", json={}).status_code == 400
        assert calls == []

    def test_page_reads_that_it_has_to_wait(self, client):
        for _ in range(3):
            answer = client.get("/api/v1/me", headers=ORIGIN)
        assert (answer.status_code, is_open(answer)) == (429, True)
        assert answer.headers["Retry-After"]
