"""Forwarded headers are believed from configured proxies only, and read nowhere else."""

import pytest
import structlog

from app.callers.caller_network import ENVIRON_KEY
from app.callers.forwarded_headers import OTHERS, ForwardedHeaders

LIES = {
    "HTTP_X_FORWARDED_FOR": "198.51.100.7",
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_PORT": "1",
    "HTTP_X_FORWARDED_PREFIX": "/evil",
    **dict.fromkeys(OTHERS, "198.51.100.7"),
}


def pass_on(proxies, peer="203.0.113.9", **headers):
    """The environ that the application gets."""
    environ = {"REMOTE_ADDR": peer, "HTTP_HOST": "localhost", "wsgi.url_scheme": "http", **headers}
    passed = []
    ForwardedHeaders(lambda environ, _start: passed.append(environ) or [], proxies)(environ, None)
    return passed[0]


def network(*arguments, **headers):
    environ = pass_on(*arguments, **headers)
    assert environ["REMOTE_ADDR"] == environ[ENVIRON_KEY].network
    return environ[ENVIRON_KEY].network


@pytest.mark.parametrize("proxies", [0, "10.0.0.0/8,::1"], ids=["no proxy", "others are proxies"])
def test_stranger_is_believed_nothing(proxies):
    environ = pass_on(proxies, **LIES)
    assert environ[ENVIRON_KEY].network == "203.0.113.9"
    assert (environ["HTTP_HOST"], environ["wsgi.url_scheme"]) == ("localhost", "http")
    assert not environ.keys() & LIES.keys()


@pytest.mark.parametrize("proxies", [1, "203.0.113.0/24"])
def test_no_forwarded_header_reaches_the_application_even_from_a_proxy(proxies):
    assert not pass_on(proxies, **LIES).keys() & LIES.keys()


@pytest.mark.parametrize("proxies", [1, "203.0.113.0/24"])
def test_proxy_says_address_host_and_scheme(proxies):
    environ = pass_on(
        proxies,
        HTTP_X_FORWARDED_FOR="6.6.6.6, 2001:db8:1:2:3::1",
        HTTP_X_FORWARDED_HOST="evil.example, events.example.org",
        HTTP_X_FORWARDED_PROTO="gopher, https",
    )
    assert environ["REMOTE_ADDR"] == "2001:db8:1:2::/64"
    assert environ["HTTP_HOST"] == "events.example.org"
    assert environ["wsgi.url_scheme"] == "https"


def test_scheme_is_http_or_https():
    assert pass_on(1, HTTP_X_FORWARDED_PROTO="javascript")["wsgi.url_scheme"] == "http"


@pytest.mark.parametrize(
    ("proxies", "chain", "expected"),
    [
        (2, "6.6.6.6, 192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (2, "10.0.0.2", "203.0.113.9"),
        (1, "6.6.6.6, garbage", "unknown"),
        (1, "6.6.6.6,", "unknown"),
        ("203.0.113.9,10.0.0.0/8", "6.6.6.6, 192.0.2.1, 10.0.0.2", "192.0.2.1"),
        ("203.0.113.9,10.0.0.0/8", "6.6.6.6, ::ffff:10.1.1.1", "6.6.6.6"),
        ("203.0.113.9,10.0.0.0/8", "10.9.9.9, 10.0.0.2", "10.9.9.9"),
        ("203.0.113.9", "6.6.6.6, garbage", "unknown"),
        ("203.0.113.9", "6.6.6.6, 192.0.2.1:4711", "192.0.2.1"),
    ],
)
def test_chain_is_believed_as_far_as_configured_proxies_vouch_for_it(proxies, chain, expected):
    assert network(proxies, HTTP_X_FORWARDED_FOR=chain) == expected


@pytest.mark.parametrize(
    ("peer", "headers", "is_local"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("203.0.113.9", {}, False),
        ("127.0.0.1", {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        ("127.0.0.1", {"HTTP_FORWARDED": "for=127.0.0.1"}, False),
        ("127.0.0.1", {"HTTP_VIA": "1.1 proxy"}, False),
        ("", {}, False),
    ],
)
@pytest.mark.parametrize("proxies", [0, 1, "127.0.0.1,::1"])
def test_this_machine_is_a_direct_connection(proxies, peer, headers, is_local):
    assert pass_on(proxies, peer, **headers)[ENVIRON_KEY].is_this_machine is is_local


def test_request_of_our_own_keeps_its_caller():
    mine = object()
    environ = {ENVIRON_KEY: mine, "REMOTE_ADDR": "127.0.0.1"}
    ForwardedHeaders(lambda *_given: [], 1)(environ, None)
    assert environ == {ENVIRON_KEY: mine, "REMOTE_ADDR": "127.0.0.1"}


@pytest.mark.parametrize(
    ("proxies", "peer", "count"),
    [
        (0, "127.0.0.1", 1),
        ("10.0.0.0/8", "172.18.0.3", 1),
        ("10.0.0.0/8", "10.0.0.3", 0),
        (1, "127.0.0.1", 0),
        (0, "8.8.8.8", 0),
    ],
)
def test_proxy_that_is_not_trusted_is_logged_once(proxies, peer, count):
    """And no stranger, whose headers are no proxy's."""
    said = ForwardedHeaders(lambda environ, start_response: [], proxies)
    with structlog.testing.capture_logs() as lines:
        for _ in range(2):
            said({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, None)
    assert [line["proxy"] for line in lines] == [peer] * count
