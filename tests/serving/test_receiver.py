"""No stranger holds a worker (invariant 20): slow and odd requests against the real server."""

import asyncio
import contextlib
import io
import shutil
import time
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError

from app.cap import BusyError
from app.models.calendar_files.ics_lines import MAX_BYTES
from app.serving import connection, receiver
from app.serving.request_body import Pace
from tests.support import event_loop
from tests.support.live_server import LiveServer
from tests.support.raw_http import RawConnection, chunked, request

FORM = "Content-Type: application/x-www-form-urlencoded"
TOKEN = "POST /oauth/token"
RECEPTIONS = 12


@pytest.fixture(scope="module")
def server(tmp_path_factory, migrated_sqlite_file):
    """One process with two threads and little patience."""
    home = tmp_path_factory.mktemp("serving")
    shutil.copy(migrated_sqlite_file, home / "stagedoor.db")
    settings = {"header_deadline": 2, "body_grace": 1.0, "body_receptions": RECEPTIONS}
    live = LiveServer(home / "log", 1, 2, stagedoor_home=home, **settings)
    live.wait_until_ready()
    yield live
    live.stop()


@pytest.fixture
def connect(server):
    """A function that opens a connection; all are closed in the end."""
    opened = []

    def connect(**options) -> RawConnection:
        opened.append(RawConnection(server.port, **options))
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


def slow_body(path: str = "/oauth/token") -> bytes:
    return request(f"POST {path}", FORM, "Content-Length: 100", body=b"grant")


def test_request_that_waited_for_long_is_refused_without_any_work(app):
    received = receiver.Receiver(app)
    since = time.monotonic() - receiver.LONGEST_WAIT - 1
    job = receiver.Job(None, None, io.BytesIO(), 0, None, since)
    with pytest.raises(BusyError):
        received._answer(job)


@pytest.mark.parametrize(
    ("error", "status"),
    [(OperationalError("ROLLBACK", {}, Exception()), 503), (ZeroDivisionError(), 500)],
)
def test_failure_at_the_end_of_a_request_is_answered(app, monkeypatch, error, status):
    received, refused = receiver.Receiver(app), []

    def fail(_job):
        raise error

    def refuse(status, *_connection):
        refused.append(status)
        raise SystemExit  # ends the loop of the thread

    monkeypatch.setattr(received, "_answer", fail)
    monkeypatch.setattr(received, "_refuse", refuse)
    received._jobs.put(receiver.Job(None, None, io.BytesIO(), 0, None, time.monotonic()))
    with pytest.raises(SystemExit):
        received._work()
    assert refused == [status]


def test_slow_senders_are_closed_and_hold_no_thread(connect):
    bodies = [connect().send(slow_body()) for _ in range(RECEPTIONS)]
    heads = [connect().send(b"GET /healthz HTTP/1.1\r\nHost: loc") for _ in range(30)]
    silent = [connect() for _ in range(10)]
    start = time.monotonic()
    for _ in range(20):
        assert connect().send(request("GET /healthz")).read_answer()[0] == 200
        assert connect().send(request("GET /")).read_answer()[0] == 200
    # Two threads would have been held by the first two bodies for as long as they last.
    assert time.monotonic() - start < 5
    assert {body.read_to_end()[:12] for body in bodies} == {b"HTTP/1.1 408"}
    assert {head.read_to_end() for head in heads + silent} == {b""}


def test_more_bodies_than_places_are_refused_at_once_in_the_callers_dialect(connect):
    holding = [connect().send(slow_body()) for _ in range(RECEPTIONS)]
    assert connect().send(request("GET /healthz")).read_answer()[0] == 200  # all were received
    status, headers, body = connect().send(slow_body()).read_answer()
    assert (status, headers["retry-after"], headers["content-type"]) == (
        503,
        "2",
        "application/json",
    )
    assert b"temporarily_unavailable" in body
    assert headers["x-request-id"].encode() in body
    status, headers, body = connect().send(slow_body("/api/v1/x")).read_answer()
    assert (status, headers["content-type"]) == (503, "application/problem+json")
    status, headers, body = connect().send(slow_body("/sign-in")).read_answer()
    assert status == 503
    assert "content-security-policy" in headers
    assert b"The service is busy" in body
    for body in holding:
        body.read_to_end()
    assert (
        connect().send(request(TOKEN, FORM, "Content-Length: 1", body=b"a")).read_answer()[0] < 500
    )


def test_a_body_must_keep_its_pace_but_may_come_in_pieces(connect):
    pieces = [request(TOKEN, FORM, "Content-Length: 30"), *[b"grant_type"] * 3]
    assert connect().send(*pieces, every=0.2).read_answer()[0] in {400, 401}
    slow = connect().send(request(TOKEN, FORM, "Content-Length: 30"), *[b"grant"] * 2, every=0.4)
    assert slow.read_answer()[0] == 408
    assert slow.read_to_end() == b""


def credentials(grant_type: bytes) -> bytes:
    return b"grant_type=" + grant_type + b"&client_id=nobody"


def test_bodies_arrive_whole_however_they_are_sent(connect):
    body = credentials(b"surely_unknown")
    plain = request(TOKEN, FORM, f"Content-Length: {len(body)}", body=body)
    expected = connect().send(plain).read_answer()
    assert expected[0] in {400, 401}
    pieces = chunked([body[:5], body[5:6], body[6:]])
    in_chunks = request(TOKEN, FORM, "Transfer-Encoding: chunked", body=pieces)
    assert connect().send(in_chunks).read_answer()[0] == expected[0]
    waiting = connect().send(
        request(TOKEN, FORM, f"Content-Length: {len(body)}", "Expect: 100-continue")
    )
    assert waiting.read_answer()[0] == 100
    assert waiting.send(body).read_answer()[0] == expected[0]
    # The connection is kept, and the next request on it is another one.
    assert waiting.send(request("GET /healthz")).read_answer()[0] == 200


@pytest.mark.parametrize(
    "body",
    [b"5\r\ngrant\r\nzz\r\n", b"5\r\ngra", b"5\r\ngrant\r\n"],
    ids=["bad chunk", "cut off in a chunk", "cut off between chunks"],
)
def test_a_body_that_breaks_off_is_no_request(connect, body):
    broken = connect().send(request(TOKEN, FORM, "Transfer-Encoding: chunked", body=body))
    broken.end()
    assert broken.read_to_end()[:12] in {b"HTTP/1.1 400", b""}


def test_a_body_beyond_every_limit_is_refused_when_all_of_it_was_sent(connect):
    """Many clients read no answer before."""
    sent = request("POST /login", FORM, "Content-Length: 12000000", body=b"x" * 12_000_000)
    assert connect().send(sent).read_answer()[0] == 413


def test_a_body_far_beyond_every_limit_is_refused_without_being_read(connect):
    headers = [FORM, "Content-Length: 999999999"]
    assert connect().send(request(TOKEN, *headers)).read_answer()[0] == 413
    endless = connect().send(request(TOKEN, FORM, "Transfer-Encoding: chunked"))
    with contextlib.suppress(ConnectionError):  # it closes before everything is sent
        endless.send(*[b"10000\r\n" + b"x" * 65_536 + b"\r\n"] * (5 * MAX_BYTES // 65_536))
    assert endless.read_to_end()[:12] in {b"HTTP/1.1 413", b""}


def test_heads_may_be_as_long_as_authorization_requests_are(connect):
    line = "GET /oauth/authorize?state=" + "x" * 8163
    assert connect().send(request(line)).read_answer()[0] < 414
    assert connect().send(request("GET /", "X-Long: " + "x" * 300_000)).read_answer()[0] == 431


def test_head_and_conditional_requests_have_no_body(connect):
    page = connect().send(request("GET /openapi.json")).read_answer()
    head = connect().send(request("HEAD /openapi.json"), request("GET /healthz"))
    status, headers = head.read_head()
    assert (status, headers.get("content-length")) == (200, page[1]["content-length"])
    assert head.read_answer()[0] == 200
    kept = connect().send(request("GET /openapi.json", f"If-None-Match: {page[1]['etag']}"))
    assert kept.read_answer()[0] == 304
    assert kept.send(request("GET /healthz")).read_answer()[0] == 200


def test_client_that_does_not_take_its_answer_loses_its_connection(monkeypatch):
    ended = []
    monkeypatch.setattr(receiver, "DELIVERY", Pace(grace=0.02, rate=1000, deadline=1))
    monkeypatch.setattr(connection, "abort", lambda *ends: ended.append(ends))
    scope = SimpleNamespace(client="192.0.2.1:40000", server="127.0.0.1:5000")

    def wait(seconds):
        protocol = SimpleNamespace(client_disconnect=lambda: asyncio.sleep(seconds))
        event_loop.run(receiver._wait_until_taken(scope, protocol, 10))

    wait(0)
    assert ended == []
    wait(5)
    assert ended == [(scope.client, scope.server)]
