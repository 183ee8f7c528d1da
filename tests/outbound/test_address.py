"""URLs and IP addresses that may be fetched."""

import pytest

from app.outbound import address
from app.outbound.address import Destination


def test_url_is_read_into_parts_and_encoded():
    parsed = address.parse("https://Bücher.example/über uns".replace(" ", "%20"), allow_http=False)
    assert parsed == Destination("https", "xn--bcher-kva.example", 443, "/%C3%BCber%20uns")
    parsed = address.parse("http://a.example:443?x=1", allow_http=True)
    assert (parsed.port, parsed.path) == (443, "/?x=1")


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/",
        "ftp://a.example/",
        "https://user:secret@a.example/",
        "https://a.example:8080/",
        "https:///path",
        "https://a.example/a b",
        "https://a.example\\@b.example/",
        "https://a.example/" + "x" * 2000,
    ],
    ids=["http", "ftp", "password", "port", "no host", "space", "backslash", "long"],
)
def test_other_urls_are_refused(url):
    with pytest.raises(ValueError, match=r"text|host|scheme"):
        address.parse(url, allow_http=False)


@pytest.mark.parametrize(
    ("ip", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.0.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("no address", False),
    ],
)
def test_only_public_addresses_are_reached(ip, expected):
    assert address.is_public(ip) is expected


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("http://127.0.0.1:3000/logout?x=1", "127.0.0.1", 3000),
        ("http://localhost:8080/logout", "localhost", 8080),
        ("http://[::1]:9/logout", "::1", 9),
        ("http://127.0.0.1/logout", "127.0.0.1", 80),
    ],
)
def test_loopback_over_http_has_any_port_where_it_is_allowed(url, host, port):
    parsed = address.parse(url, allow_http=False, allow_loopback=True)
    assert (parsed.host, parsed.port, parsed.is_http_on_loopback) == (host, port, True)
    with pytest.raises(ValueError, match="scheme"):
        address.parse(url, allow_http=False)


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example:3000/",
        "http://10.0.0.1:3000/",
        "http://0.0.0.0:3000/",
        "http://2130706433:3000/",
        "http://localhost.a.example:3000/",
        "http://user@127.0.0.1:3000/",
        "http://127.0.0.1:0/",
        "https://127.0.0.1:3000/",
    ],
)
def test_allowed_loopback_admits_nothing_else(url):
    with pytest.raises(ValueError, match=r"scheme|host"):
        address.parse(url, allow_http=False, allow_loopback=True)
