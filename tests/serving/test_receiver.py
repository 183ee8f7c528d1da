"""No stranger holds a worker (invariant 20): slow and odd requests against the real server."""

import asyncio
import contextlib
import io
import shutil
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError

from app.cap import BusyError
from app.extensions import db
from app.factory import create_app
from app.models.calendar_files.ics_lines import MAX_BYTES
from app.serving import deliveries, receiver, wsgi_answer
from app.serving.drain import Drain
from tests.support import event_loop
from tests.support.factories import make_event, make_team
from tests.support.live_server import LiveServer
from tests.support.raw_http import RawConnection, chunked, request
from tests.support.settings import make_settings

FORM = "Content-Type: application/x-www-form-urlencoded"
TOKEN = "POST /oauth/token"
RECEPTIONS = 12
LARGE_ANSWER = request("GET /harbour-hall/events.ics")
LONG = "<p>A long night.</p>" * 500


@pytest.fixture(scope="module")
def home(tmp_path_factory, migrated_sqlite_file):
    """A folder with a database in which a team has a calendar that is a large answer."""
    home = tmp_path_factory.mktemp("serving")
    shutil.copy(migrated_sqlite_file, home / "stagedoor.db")
    with create_app(make_settings(stagedoor_home=home)).app_context():
        team = make_team(slug="harbour-hall")
        for number in range(30):
            make_event(team, f"Night {number}", description_html=LONG)
        db.session.commit()
    return home


@pytest.fixture(scope="module")
def server(home):
    """One process with two threads and little patience."""
    settings = {"header_deadline": 2, "body_grace": 1.0, "body_receptions": RECEPTIONS}
    live = LiveServer(home / "log", 1, 2, stagedoor_home=home, **settings)
    live.wait_until_ready()
    yield live
    live.stop()


@pytest.fixture(scope="module")
def patient_server(home):
    """One process that closes no connection between two requests of a test."""
    live = LiveServer(home / "patient-log", 1, 2, stagedoor_home=home)
    live.wait_until_ready()
    yield live
    live.stop()


@pytest.fixture
def connect(server):
    """A function that opens a connection; all are closed in the end."""
    yield from connecting(server)


@pytest.fixture
def connect_patiently(patient_server):
    """Likewise, to a server that waits for the next request."""
    yield from connecting(patient_server)


def connecting(server: LiveServer) -> Iterator[Callable[..., RawConnection]]:
    with contextlib.ExitStack() as opened:

        def connect(**options) -> RawConnection:
            return opened.enter_context(contextlib.closing(RawConnection(server.port, **options)))

        yield connect


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


def test_looks_at_the_health_make_a_server_drain_which_the_next_look_is_told(app, monkeypatch):
    draining, answered = Drain(), []
    monkeypatch.setattr(receiver, "DRAIN", draining)
    received = receiver.Receiver(app)
    received._loop = SimpleNamespace(create_future=lambda: None)
    where = {"http_version": "1.1", "server": "127.0.0.1:80", "client": "127.0.0.1:4"}
    what = {"scheme": "http", "method": "GET", "path": "/healthz", "query_string": ""}
    scope = SimpleNamespace(headers={"host": "localhost"}, authority=None, **where, **what)
    protocol = SimpleNamespace(response_bytes=lambda status, *_rest: answered.append(status))

    def look():
        received.__rsgi__(scope, protocol)
        received._answer(received._jobs.get())

    look()
    look()
    assert draining.begin(3) == 3
    look()
    assert answered == [200, 200, 503]


def test_wait_that_was_answered_leaves_no_watch_behind(app):
    received = receiver.Receiver(app)

    async def answer() -> set:
        received._loop = asyncio.get_running_loop()
        stays = SimpleNamespace(client_disconnect=asyncio.Event().wait)
        done = received._loop.create_future()
        received._watch(receiver.Job(None, stays, io.BytesIO(), 0, done, time.monotonic()))
        received._answered.append(done)
        received._end_answered()
        for _step in range(3):
            await asyncio.sleep(0)
        return set(received._watches)

    assert event_loop.run(answer()) == set()


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


def read_large(connection) -> bytes:
    """Read an answer that holds a place."""
    status, _headers, body = connection.send(LARGE_ANSWER).read_answer()
    assert (status, len(body) > wsgi_answer.LARGE) == (200, True)
    return body


def test_large_answers_hold_a_place_only_until_they_are_taken(connect_patiently):
    kept = [connect_patiently() for _ in range(receiver.LARGE + 10)]
    bodies = {read_large(each) for each in kept}
    # One connection, whose client has each answer before it sends the next request.
    bodies |= {read_large(kept[0]) for _ in range(receiver.LARGE + 10)}
    assert len(bodies) == 1
    assert {each.send(request("GET /healthz")).read_answer()[0] for each in kept} == {200}


def test_large_answers_that_clients_do_not_take_keep_their_places_until_these_leave(connect):
    slow = [connect(receive_buffer=4096).send(LARGE_ANSWER) for _ in range(receiver.LARGE)]
    assert {each.read_head()[0] for each in slow} == {200}
    time.sleep(2 * deliveries.BEGINNING)
    assert connect().send(LARGE_ANSWER).read_answer()[0] == 503
    assert connect().send(request("GET /healthz")).read_answer()[0] == 200
    for each in slow:
        each.close()
    read_large(connect())
