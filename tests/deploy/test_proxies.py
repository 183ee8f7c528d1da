"""The reference files of deploy/: nginx and Caddy, started in front of the real server.

Where a program is not installed its tests are skipped, which pytest reports.
"""

import gzip
import json
import shutil
import time
from contextlib import suppress
from urllib.parse import urlencode

import pytest

from app.extensions import db
from app.factory import create_app
from app.serving.receiver import largest_body
from tests.support.api import EVENTS, make_reader
from tests.support.certificate import make_certificate
from tests.support.factories import make_event, make_team
from tests.support.live_server import PROJECT, LiveServer
from tests.support.proxy import HOST, Proxy, find_binary
from tests.support.raw_http import chunked
from tests.support.settings import make_settings

PUBLIC_URL = f"https://{HOST}"
FORGED = [
    "X-Forwarded-For: 203.0.113.66",
    "X_Forwarded_For: 203.0.113.67",
    "x-forwarded-for: 203.0.113.68, 203.0.113.69",
    "X-Forwarded-Host: evil.example",
    "X_Forwarded_Host: evil.example",
    "X-Forwarded-Proto: http",
    "X_Forwarded_Proto: http",
    "Forwarded: for=203.0.113.66;host=evil.example;proto=http",
    "X-Real-IP: 203.0.113.66",
    "X_Real_IP: 203.0.113.66",
]
FORM = "Content-Type: application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def token(world):
    return world[0]


@pytest.fixture(scope="module")
def server(world):
    return world[1]


@pytest.fixture(scope="module")
def world(tmp_path_factory, migrated_sqlite_file):
    """A token for Harbour Hall with a few events, and the server behind the proxies."""
    home = tmp_path_factory.mktemp("deploy")
    shutil.copy(migrated_sqlite_file, home / "stagedoor.db")
    url = f"sqlite:///{home}/stagedoor.db"
    app = create_app(make_settings(database_url=url, stagedoor_home=home))
    with app.app_context():
        team = make_team(name="Harbour Hall", slug="harbour-hall")
        for number in range(5):
            make_event(team, f"Night {number}", summary="A night of music by the harbour. " * 5)
        token = make_reader(app, team).token
        db.engine.dispose()
    settings = {"stagedoor_env": "production", "public_url": PUBLIC_URL, "trusted_proxies": 1}
    settings["mail"] = "smtp"
    live = LiveServer(home / "log", 1, 2, database_url=url, stagedoor_home=home, **settings)
    live.wait_until_ready()
    yield token, live
    live.stop()


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def proxy(request, server, tmp_path_factory):
    if find_binary(request.param) is None:
        pytest.skip(f"{request.param} is not installed: deploy/{request.param} is not tried.")
    folder = tmp_path_factory.mktemp(request.param)
    running = Proxy(request.param, folder, make_certificate(folder, HOST), server.port)
    yield running
    running.stop()


@pytest.fixture
def ask(proxy):
    """A function that sends a request through the proxy and returns its answer."""

    def ask(line, *headers, body=b"", host=HOST):
        lines = [f"{line} HTTP/1.1", f"Host: {host}", *headers, "", ""]
        connection = proxy.connect()
        with suppress(OSError):  # an answer may come before everything is sent
            connection.send("\r\n".join(lines).encode() + body)
        answer = connection.read_answer()
        connection.close()
        return answer

    return ask


def last_request(server, path):
    """Return what the application logged about the last request to ``path``."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        lines = [json.loads(line) for line in server.log.splitlines() if line.startswith("{")]
        if found := [line for line in lines if line.get("path") == path]:
            return found[-1]
        time.sleep(0.05)
    raise AssertionError(f"No request to {path} was logged.")


@pytest.mark.parametrize("header", FORGED)
def test_what_a_client_claims_about_itself_is_replaced(ask, server, proxy, header):
    path = f"/nothing-{proxy.kind}-{FORGED.index(header)}"
    status, headers, _body = ask(f"GET {path}", header)
    assert status == 404
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert last_request(server, path)["address"] == "127.0.0.1"
    status, headers, _body = ask("GET /account", header)
    assert status == 302
    assert headers["location"].startswith(("/", f"{PUBLIC_URL}/"))


def test_largest_authorization_request_passes_whatever_page_carries_it(ask):
    """Each page on the way encodes it once more, in the address and in redirects."""
    request = "/oauth/authorize?" + urlencode({"client_id": "x", "state": "%" * 2_600})
    status, headers, _body = ask("GET /account/security?" + urlencode({"next": request}))
    assert status == 302
    assert len(headers["location"]) > 16_384
    assert ask(f"GET {headers['location']}")[0] == 200


def test_absolute_addresses_are_those_of_the_installation(ask):
    metadata = ask("GET /.well-known/oauth-authorization-server", *FORGED)[2]
    assert json.loads(metadata)["issuer"] == PUBLIC_URL
    assert b"evil.example" not in metadata


def test_alias_of_a_header_reaches_no_one(ask, token):
    shown = f"Authorization: Bearer {token}"
    assert ask(f"GET {EVENTS}", shown)[0] == 200
    assert ask(f"GET {EVENTS}", shown, "X_API_ORG: another")[0] == 200
    assert ask(f"GET {EVENTS}", shown, "X-API-ORG: another")[0] in {400, 403}


def test_http_2_is_spoken(proxy):
    connection = proxy.connect(alpn="h2")
    assert connection.protocol == "h2"
    connection.close()


def test_compressed_answers_keep_their_conditions(ask, token):
    shown = f"Authorization: Bearer {token}"
    plain = ask(f"GET {EVENTS}.ics", shown)
    status, headers, body = ask(f"GET {EVENTS}.ics", shown, "Accept-Encoding: gzip")
    assert (status, headers.get("content-encoding")) == (200, "gzip")
    assert gzip.decompress(body) == plain[2]
    assert "accept-encoding" in headers["vary"].lower()
    for etag in (plain[1]["etag"], headers["etag"]):
        again = ask(f"GET {EVENTS}.ics", shown, "Accept-Encoding: gzip", f"If-None-Match: {etag}")
        assert (again[0], again[2]) == (304, b"")


def test_the_tag_of_one_event_stays_strong(ask, token):
    shown = f"Authorization: Bearer {token}"
    slug = json.loads(ask(f"GET {EVENTS}", shown)[2])["data"][0]["slug"]
    status, headers, _body = ask(f"GET {EVENTS}/{slug}", shown, "Accept-Encoding: gzip")
    assert (status, headers["etag"][0]) == (200, '"')


def test_bodies_arrive_whole_and_too_long_ones_not_at_all(ask):
    body = b"grant_type=surely_unknown&client_id=x"
    in_chunks = ask("POST /oauth/token", FORM, "Transfer-Encoding: chunked", body=chunked([body]))
    plain = ask("POST /oauth/token", FORM, f"Content-Length: {len(body)}", body=body)
    assert in_chunks[0] == plain[0]
    assert plain[0] in {400, 401}
    long = b"x" * 27_000_000
    assert ask("POST /oauth/token", FORM, f"Content-Length: {len(long)}", body=long)[0] == 413


def test_heads_may_be_as_long_as_authorization_requests_are(ask):
    assert ask("GET /oauth/authorize?state=" + "x" * 8163)[0] < 414
    assert ask("GET /", *[f"X-{number}: {'x' * 8000}" for number in range(20)])[0] in {400, 431}


def test_longest_body_is_that_of_the_application(app):
    assert largest_body(app) == 25664 * 1024
    nginx = (PROJECT / "deploy/nginx/stagedoor.conf").read_text()
    assert "client_max_body_size 25664k;" in nginx
    assert f"max_size {25664 * 1024} " in (PROJECT / "deploy/caddy/Caddyfile").read_text()


def test_slow_bodies_reach_no_thread(proxy, ask):
    head = f"POST /oauth/token HTTP/1.1\r\nHost: {HOST}\r\n{FORM}\r\nContent-Length: 100\r\n\r\n"
    slow = [proxy.connect().send(head.encode() + b"grant") for _ in range(8)]
    for _ in range(5):
        assert ask("GET /healthz")[0] == 200
    for connection in slow:
        connection.close()
