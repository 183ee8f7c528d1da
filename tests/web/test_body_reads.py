"""Bodies that are read from the connection: never by every thread."""

import io
import threading

import pytest

from app.cap import BusyError, Cap
from app.web.body_reads import RECEIVED, CappedInput

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Slow(io.BytesIO):
    """A body whose sender waits until ``arrives`` is set."""

    def __init__(self):
        super().__init__(b"grant_type=x")
        self.is_read, self.arrives = threading.Event(), threading.Event()

    def read(self, *size):
        self.is_read.set()
        assert self.arrives.wait(5)
        return super().read(*size)


def send(app, body, **environ):
    options = {"method": "POST", "headers": FORM, "input_stream": body, "content_length": 12}
    return app.test_client().open("/oauth/token", **options, environ_overrides=environ)


def test_slow_bodies_leave_threads_to_others(app, settings):
    answers, bodies = [], [Slow() for _ in range(settings.threads // 2)]
    threads = [
        threading.Thread(target=lambda body=body: answers.append(send(app, body)))
        for body in bodies
    ]
    for thread in threads:
        thread.start()
    assert all(body.is_read.wait(5) for body in bodies)
    refused = send(app, io.BytesIO(b"grant_type=x"))
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    assert refused.json["error"] == "temporarily_unavailable"
    assert app.test_client().get("/healthz").status_code == 200
    # A body that the server has received is read at once.
    assert send(app, io.BytesIO(b"grant_type=x"), **{RECEIVED: True}).status_code in {400, 401}
    for body in bodies:
        body.arrives.set()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} <= {400, 401}
    assert send(app, io.BytesIO(b"grant_type=x")).status_code in {400, 401}


@pytest.mark.parametrize(
    "ask", [CappedInput.read, CappedInput.readline, CappedInput.readlines, next]
)
def test_every_way_of_reading_is_capped(ask):
    cap = Cap(1)
    body = CappedInput(io.BytesIO(b"a line"), cap)
    with cap.place(), pytest.raises(BusyError):
        ask(body)
    assert ask(body) in (b"a line", [b"a line"])
    assert list(body) == []
