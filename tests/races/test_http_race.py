"""The starting gun itself: what the other races rely on."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.http_race import Call, form_call

CALLS = 20


class MeetingPoint(BaseHTTPRequestHandler):
    """Answers nobody before all twenty requests are here; says what it was sent."""

    everyone = threading.Barrier(CALLS, timeout=10)

    def do_POST(self):
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.everyone.wait()
        self.send_response(200)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_):
        """Write nothing to the terminal."""


class MeetingServer(ThreadingHTTPServer):
    request_queue_size = CALLS  # the library's 5 makes the rest knock again a second later


@pytest.fixture
def meeting_point():
    with MeetingServer(("127.0.0.1", 0), MeetingPoint) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.mark.race
def test_all_calls_are_under_way_at_once_and_answers_keep_their_order(meeting_point, race):
    for _ in range(3):
        answers = race.run([form_call(meeting_point, {"n": str(n)}) for n in range(CALLS)])
        assert [answer.body for answer in answers] == [f"n={n}".encode() for n in range(CALLS)]


@pytest.mark.race
def test_server_that_is_not_there_is_an_error_not_an_answer(race):
    with pytest.RaisesGroup(RuntimeError, RuntimeError, RuntimeError, RuntimeError) as refused:
        race.run([Call("http://127.0.0.1:1/")] * CALLS)
    assert "ConnectionRefusedError" in str(refused.value.exceptions)
