"""Hosts of redirect URIs: names, loopback, and addresses in private networks."""

from urllib.parse import urlsplit

import pytest

from app.models.clients import redirect_host
from app.models.clients.redirect_host import InternationalHostError
from app.models.values.errors import ValidationError

pytestmark = pytest.mark.usefixtures("context")

PRIVATE = (
    "http://10.0.0.1/cb",
    "http://172.16.0.9:8080/cb",
    "http://172.31.255.255/cb",
    "http://192.168.1.5:3000/cb",
    "https://192.168.1.5/cb",
    "http://[fd12:3456:789a::1]/cb",
    "http://[fc00::1]:8080/cb",
)
NEVER = (
    "http://8.8.8.8/cb",
    "http://172.32.0.1/cb",
    "http://169.254.169.254/cb",
    "http://100.64.0.1/cb",
    "http://0.0.0.0/cb",
    "http://127.0.0.2/cb",
    "http://10.1/cb",
    "http://010.0.0.1/cb",
    "http://0x0a.0.0.1/cb",
    "http://167772161/cb",
    "http://10.0.0.1.5/cb",
    "http://[2001:db8::1]/cb",
    "http://[fe80::1]/cb",
    "http://[::ffff:10.0.0.1]/cb",
    "http://[fd12::1%25eth0]/cb",
    "http://[fd12::1]evil.example/cb",
    "http://evil.example[fd12::1]/cb",
    "https://[::1]/cb",
)


def is_refused(uri, *, allow_private):
    try:
        redirect_host.check(urlsplit(uri), allow_private=allow_private)
    except (ValidationError, ValueError):
        return True
    return False


@pytest.mark.parametrize("uri", PRIVATE)
def test_address_in_a_private_network_needs_the_operators_switch(uri):
    assert not is_refused(uri, allow_private=True)
    assert is_refused(uri, allow_private=False)


@pytest.mark.parametrize("uri", NEVER)
def test_other_addresses_are_refused_in_any_case(uri):
    assert is_refused(uri, allow_private=True)
    assert is_refused(uri, allow_private=False)


@pytest.mark.parametrize(
    ("uri", "host", "advised"),
    [
        (
            "https://bücher.example/cb",
            "xn--bcher-kva.example",
            "https://xn--bcher-kva.example/cb",
        ),
        (
            "https://Bücher.example:8443/über?a=ä",
            "xn--bcher-kva.example",
            "https://xn--bcher-kva.example:8443/%C3%BCber?a=%C3%A4",
        ),
        ("https://例え.テスト/", "xn--r8jz45g.xn--zckzah", "https://xn--r8jz45g.xn--zckzah/"),
        ("https://straße.example", "xn--strae-oqa.example", "https://xn--strae-oqa.example"),
        ("https://app。example/cb", "app.example", "https://app.example/cb"),
    ],
)
def test_host_outside_ascii_is_refused_with_the_address_to_register(uri, host, advised):
    with pytest.raises(InternationalHostError) as refused:
        redirect_host.refuse_international(uri)
    assert refused.value.host == host
    assert refused.value.message.split()[1] == advised


@pytest.mark.parametrize(
    "uri",
    [
        "https://app.example/über",
        "https://a@bücher.example/",
        "https://\u202eevil.example/",
        "https://bücher.example:port/",
        "https://[bücher/",
        "com.exämple:/cb",
    ],
)
def test_no_advice_where_none_would_work(uri):
    redirect_host.refuse_international(uri)
