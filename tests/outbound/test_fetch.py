"""Where the server fetches from and where not, against real listeners."""

import socket
import ssl
import time
from contextlib import closing
from threading import BoundedSemaphore, Thread

import pytest

from app.outbound import fetch
from app.outbound.fetch import Outbound, OutboundError
from tests.support.certificate import make_certificate
from tests.support.listener import Listener, answer
from tests.support.outbound import PICTURE, refusal, towards


@pytest.mark.parametrize(
    "url",
    [
        "ftp://pictures.example/",
        "file:///etc/passwd",
        "gopher://pictures.example/",
        "//pictures.example/",
        "https:///1.png",
        "https://ana@pictures.example/",
        "https://ana:secret@pictures.example/",
        "https://pictures.example:8443/",
        "https://pictures.example:99999/",
        "https://pictures.example\\@other.example/",
        "https://pictures.example/\r\nX-Mine: 1",
        f"https://pictures.example/{'a' * 2000}",
    ],
)
def test_unusable_address_asks_nobody(listener, url):
    assert refusal(towards(listener), url) == "address"
    assert listener.heads == []


def test_plain_http_needs_to_be_allowed(listener):
    assert refusal(towards(listener, allow_http=False)) == "address"
    assert listener.heads == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://no-such-name.invalid/",
    ],
)
def test_no_address_of_ours_is_reached(url):
    """As the machine itself resolves them; an unknown name gets the same word."""
    assert refusal(Outbound(allow_http=True), url) == "host"


def test_listener_on_loopback_sees_nothing(listener):
    assert refusal(towards(listener, admitted=frozenset())) == "host"
    assert listener.connections == 0


def test_one_private_answer_among_public_ones_is_enough(listener):

    def resolve(host, port):
        return [(socket.AF_INET, ("192.88.99.1", port)), *listener.resolve(host, port)]

    assert refusal(towards(listener, resolve=resolve, admitted=frozenset())) == "host"
    assert listener.connections == 0


def test_name_is_looked_up_once_and_what_was_looked_at_is_reached(listener):
    """A second answer is never asked for."""
    asked = []

    def resolve(host, port):
        asked.append(host)
        return listener.resolve(host, port) if len(asked) == 1 else [(2, ("10.0.0.1", port))]

    assert towards(listener, resolve=resolve).fetch(PICTURE, max_bytes=1000) == b"hello"
    assert asked == ["pictures.example"]


def test_redirect_is_not_followed(listener):
    with Listener() as inner:
        listener.says(answer(b"", status="302 Found", Location=f"http://127.0.0.1:{inner.port}/"))
        assert refusal(towards(listener)) == "redirect"
        assert inner.connections == 0


def test_slow_name_server_is_left_in_time(listener):

    def resolve(host, port):
        time.sleep(3)
        return listener.resolve(host, port)

    assert refusal(towards(listener, resolve=resolve), seconds=0.2) == "time"


def test_second_address_is_tried_when_the_first_refuses(listener):
    with closing(socket.create_server(("127.0.0.1", 0))) as closed:
        dead = closed.getsockname()

    def resolve(host, port):
        return [(socket.AF_INET, dead), *listener.resolve(host, port)]

    assert towards(listener, resolve=resolve).fetch(PICTURE, max_bytes=1000) == b"hello"


def test_nobody_listening_is_no_answer(listener):
    outbound = towards(listener)
    listener.close()
    assert refusal(outbound) == "answer"


def test_only_so_many_at_once(listener):
    """Slow senders hold no more than their share of a process."""
    listener.drips(b"", b"H" * 500, every=0.05)
    outbound = towards(listener, slots=BoundedSemaphore(1))
    slow = Thread(target=refusal, args=(outbound,), kwargs={"seconds": 1.0})
    slow.start()
    listener.wait_for_connection()
    assert refusal(outbound) == "busy"
    slow.join()
    listener.says(answer(b"hello"))
    assert outbound.fetch(PICTURE, max_bytes=1000) == b"hello"


def test_certificate_is_asked_for_the_name_and_has_to_fit(tmp_path):
    """The connection goes to an address, TLS and Host still name the host."""
    certificate = make_certificate(tmp_path, "pictures.example")
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(certificate)
    names = []
    server.sni_callback = lambda _socket, name, _context: names.append(name)

    def trusting():
        return ssl.create_default_context(cafile=certificate)

    with Listener(tls=server) as listener:
        outbound = towards(listener, tls=trusting, allow_http=False)
        assert outbound.fetch("https://pictures.example/1.png", max_bytes=1000) == b"hello"
        assert names == ["pictures.example"]
        assert "\r\nHost: pictures.example\r\n" in listener.heads[0]
        assert refusal(outbound, "https://other.example/1.png") == "answer"
        assert refusal(towards(listener), "https://pictures.example/1.png") == "answer"


def test_allowed_loopback_is_no_way_to_other_servers(listener):
    """A name that only resolves to this machine is not this machine; nor the other way round."""
    outbound = Outbound(allow_loopback=True, allow_http=True, resolve=listener.resolve)
    assert outbound.fetch(f"http://localhost:{listener.port}/", max_bytes=9) == b"hello"
    assert refusal(outbound, "http://pictures.example/") == "host"
    elsewhere = Outbound(allow_loopback=True, resolve=lambda _host, _port: [(2, ("10.0.0.1", 80))])
    assert refusal(elsewhere, "http://localhost/") == "host"


def leads_to(url: str, status: str = "302 Found") -> bytes:
    return answer(b"", status=status, Location=url)


def follow(outbound, url=PICTURE) -> bytes:
    return outbound.fetch_news(url, max_bytes=1000, redirects=3).body


def refused_on_the_way(outbound, url=PICTURE) -> str:
    with pytest.raises(OutboundError) as refused:
        follow(outbound, url)
    return refused.value.reason


@pytest.mark.parametrize("status", ["301 M", "302 F", "303 S", "307 T", "308 P"])
def test_redirects_are_followed_where_they_are_allowed(listener, status):
    listener.says_in_turn(leads_to("/2.png#part", status), leads_to("http://other.example/3.png"))

    assert follow(towards(listener)) == b"hello"
    assert [head.split()[1] for head in listener.heads] == ["/1.png", "/2.png", "/3.png"]
    assert "Host: other.example" in listener.heads[-1]


def test_fourth_redirect_is_refused(listener):
    listener.says_in_turn(*(leads_to(f"/{n}") for n in range(4)))

    assert refused_on_the_way(towards(listener)) == "redirect"
    assert listener.connections == 4


def test_loop_is_left_at_once(listener):
    listener.says_in_turn(leads_to("/2.png"), leads_to("/1.png"))

    assert refused_on_the_way(towards(listener)) == "redirect"
    assert listener.connections == 2


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://inner.example/", "host"),
        ("http://me:secret@pictures.example/", "address"),
        ("http://pictures.example:8080/", "address"),
        ("ftp://pictures.example/", "address"),
        ("file:///etc/passwd", "address"),
        ("http://[::1/", "redirect"),
        ("", "redirect"),
    ],
)
def test_redirect_leads_nowhere_that_a_first_address_may_not(listener, location, reason):

    def resolve(host, port):
        return [(2, ("10.0.0.1", port))] if "inner" in host else listener.resolve(host, port)

    listener.says_in_turn(leads_to(location))

    assert refused_on_the_way(towards(listener, resolve=resolve)) == reason
    assert listener.connections == 1


def test_redirect_from_https_to_http_is_refused():
    error = OutboundError("redirect", 302, "http://pictures.example/2.png")

    assert fetch._target("https://pictures.example/1.png", error) is None
    assert fetch._target("http://pictures.example/1.png", error) == error.location
