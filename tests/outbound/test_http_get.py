"""Which answers are accepted: complete, in time, not too large, not compressed."""

import gzip

import pytest

from tests.support.listener import answer
from tests.support.outbound import PICTURE, refusal, towards


def test_body_of_a_good_answer_is_returned(listener):
    assert towards(listener).fetch(f"{PICTURE}?a=é", max_bytes=1000) == b"hello"
    assert listener.heads[0].startswith("GET /1.png?a=%C3%A9 HTTP/1.1\r\n")
    assert "\r\nHost: pictures.example\r\n" in listener.heads[0]
    assert "\r\nAccept-Encoding: identity\r\n" in listener.heads[0]


def test_chunks_are_put_together(listener):
    listener.says(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"
    )
    assert towards(listener).fetch(PICTURE, max_bytes=1000) == b"hello"


@pytest.mark.parametrize(
    "status", ["204 No Content", "206 Partial Content", "404 Not Found", "500 Oh"]
)
def test_only_200_counts(listener, status):
    listener.says(answer(b"hello", status=status))
    assert refusal(towards(listener)) == "answer"


def test_what_is_too_large_is_not_read(listener):
    """By what it says of itself, and by what comes."""
    listener.says(answer(b"a" * 1001))
    assert refusal(towards(listener)) == "size"
    listener.says(b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * 1001)
    assert refusal(towards(listener)) == "size"
    listener.says(answer(b"a" * 1000))
    assert len(towards(listener).fetch(PICTURE, max_bytes=1000)) == 1000


def test_compressed_answer_is_not_unpacked(listener):
    listener.says(answer(gzip.compress(b"a" * 1_000_000), **{"Content-Encoding": "gzip"}))
    assert refusal(towards(listener), max_bytes=2_000_000) == "answer"


@pytest.mark.parametrize(
    "bytes_sent",
    [
        b"",
        b"hello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
    ],
    ids=["nothing", "no-http", "cut-short", "bad-chunks", "many-headers", "long-header"],
)
def test_broken_answer_is_refused(listener, bytes_sent):
    listener.says(bytes_sent)
    assert refusal(towards(listener)) == "answer"


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"])
def test_sender_of_single_bytes_is_left_in_time(listener, head):
    """Each byte comes in time, all of them together do not."""
    listener.drips(head, b"H" * 500, every=0.05)
    assert refusal(towards(listener), seconds=0.5) == "time"


def test_known_state_is_asked_about_and_may_be_the_answer(listener):
    listener.says(
        answer(b"hello", ETag='"v1"', **{"Last-Modified": "Sat, 21 Nov 2026 08:00:00 GMT"})
    )
    first = towards(listener).fetch_news(PICTURE, max_bytes=1000)
    assert first.body == b"hello"

    listener.says(answer(b"", status="304 Not Modified"))
    assert towards(listener).fetch_news(PICTURE, state=first.state, max_bytes=1000) is None
    assert '\r\nIf-None-Match: "v1"\r\n' in listener.heads[-1]
    assert "\r\nIf-Modified-Since: Sat, 21 Nov 2026 08:00:00 GMT\r\n" in listener.heads[-1]


def test_unchanged_is_no_answer_to_somebody_who_knows_nothing(listener):
    listener.says(answer(b"", status="304 Not Modified"))
    assert refusal(towards(listener)) == "redirect"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Cache-Control": "max-age=600"}, 600),
        ({"Cache-Control": "max-age=600, s-maxage=60"}, 60),
        ({"Cache-Control": "public, max-age=600", "Age": "100"}, 500),
        ({"Cache-Control": "max-age=600", "Age": "700"}, 0),
        ({"Cache-Control": "max-age=600", "Age": "x"}, 600),
        ({"Cache-Control": "no-store, max-age=600"}, 0),
        ({"Cache-Control": "no-cache"}, 0),
        ({"Cache-Control": "max-age=soon"}, None),
        (
            {
                "Date": "Mon, 30 Nov 2026 00:00:00 GMT",
                "Expires": "Mon, 30 Nov 2026 00:05:00 GMT",
            },
            300,
        ),
        ({"Expires": "0"}, 0),
        ({"Expires": "Mon, 30 Nov 2026 00:05:00 -9999"}, 0),
        ({"Cache-Control": "max-age=9", "Expires": "0"}, 9),
    ],
)
def test_response_says_how_long_it_may_be_reused(listener, headers, seconds):
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    listener.says(f"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{lines}\r\n{{}}".encode())
    fetched = towards(listener).fetch_news(PICTURE, max_bytes=10)
    assert fetched.max_age == seconds
