"""Answers of the application on their way to clients that may not take them."""

import pytest

from app.cap import BusyError, Cap
from app.serving import wsgi_answer
from app.serving.deliveries import Deliveries
from app.serving.drain import Drain
from app.serving.wsgi_answer import LARGE, WsgiAnswer


class Sent:
    """What granian offers: it remembers what it is given, up to ``leaves_after`` pieces."""

    def __init__(self, leaves_after: int = 1000):
        self.status, self.headers, self.body = None, [], b""
        self.pieces, self._leaves_after = [], leaves_after

    def response_bytes(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def response_stream(self, status, headers):
        self.status, self.headers = status, headers
        return self

    async def send_bytes(self, data):
        if len(self.pieces) == self._leaves_after:
            raise RuntimeError("closed")
        self.pieces.append(data)


def application(pieces, status="200 OK", **headers):
    def app(_environ, start_response):
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        start_response(status, list(names.items()))
        return pieces

    return app


class Pieces:
    """An iterable that must be closed."""

    def __init__(self, *pieces):
        self._pieces, self.taken, self.is_closed = pieces, 0, False

    def __iter__(self):
        for piece in self._pieces:
            self.taken += 1
            yield piece

    def close(self):
        self.is_closed = True


def send(app, sent, deliveries=None):
    answer = WsgiAnswer(sent, deliveries or Deliveries(Cap(1), Cap(1)))
    answer.send(app, {})
    return answer


def test_answer_with_a_length_is_sent_at_once_and_small_ones_hold_no_place():
    sent, pieces = Sent(), Pieces(b"a", b"", b"bc")
    answer = send(application(pieces, Content_Length="3"), sent)
    assert (sent.status, sent.headers, sent.body) == (200, [("Content-Length", "3")], b"abc")
    assert pieces.is_closed
    assert answer.place is None


@pytest.mark.parametrize("status", ["204 NO CONTENT", "304 NOT MODIFIED"])
def test_answer_without_content_is_no_stream(status):
    sent = Sent()
    assert send(application(Pieces(), status), sent).place is None
    assert (sent.status, sent.body) == (int(status[:3]), b"")


def test_answer_of_unknown_length_is_sent_piece_by_piece_and_holds_a_place():
    sent, pieces = Sent(), Pieces(b"a", b"", b"bc")
    answer = send(application(pieces), sent)
    assert sent.pieces == [b"a", b"bc"]
    assert (answer.size, answer.place is None, pieces.is_closed) == (3, False, True)


def test_nothing_more_is_made_for_a_client_that_has_left():
    sent, pieces = Sent(leaves_after=2), Pieces(*[b"x"] * 50)
    send(application(pieces), sent)
    assert (pieces.taken, pieces.is_closed) == (3, True)


@pytest.mark.parametrize("length", [None, LARGE + 1], ids=["stream", "large"])
def test_answers_that_no_one_takes_are_limited(length):
    deliveries = Deliveries(large=Cap(1), streams=Cap(1))
    body = b"x" * (length or 5)
    headers = {"Content_Length": str(length)} if length else {}
    first = send(application([body], **headers), Sent(), deliveries)
    pieces = Pieces(body)
    with pytest.raises(BusyError):
        send(application(pieces, **headers), Sent(), deliveries)
    assert pieces.is_closed
    first.place.release()
    assert send(application([body], **headers), Sent(), deliveries).place is first.place


def test_server_that_is_about_to_stop_ends_connections_with_its_answers(monkeypatch):
    draining, sent = Drain(), Sent()
    draining.note_look()
    draining.note_look()
    draining.begin(3)
    monkeypatch.setattr(wsgi_answer, "DRAIN", draining)
    send(application([b"abc"], Content_Length="3"), sent)
    assert ("Connection", "close") in sent.headers
