"""Redirect URIs: what may be registered, and what matches."""

import pytest

from app.models.clients import redirect_uri
from app.models.clients.redirect_host import InternationalHostError
from app.models.values.errors import ValidationError

pytestmark = pytest.mark.usefixtures("context")

GOOD = (
    "https://app.example/callback",
    "https://app.example",
    "https://app.example:8443/cb",
    "https://APP.example/Case/Kept",
    "https://app_1.example/cb",
    "https://_dev.my_app.example:8443/cb",
    "https://xn--bcher-kva.example/cb",
    "https://app.example/cb?page=wpgancio&tab=%C3%A9",
    "https://app.example/a..b/.well-known/x",
    "https://app.example/cb?next=../kept",
    "https://localhost/cb",
    "http://localhost:8000/cb",
    "http://127.0.0.1/cb",
    "http://127.0.0.1:52341/",
    "http://[::1]/cb",
    "http://[::1]:52341/cb?a=b",
    "com.example.app:/callback",
    "com.example.app://callback",
    "org.example.app-2:/a/b?c=d",
)

BAD = {
    "name in front of the host": "https://app.example@evil.example/cb",
    "name and password": "https://user:pw@app.example/cb",
    "encoded at sign in the host": "https://app.example%40evil.example/cb",
    "name in a private scheme": "com.example.app://user@host/cb",
    "fragment": "https://app.example/cb#f",
    "empty fragment": "https://app.example/cb#",
    "javascript": "javascript:alert(1)",
    "javascript with a host": "javascript://example.com/%0aalert(1)",
    "data": "data:text/html,x",
    "vbscript": "vbscript:x",
    "file": "file:///etc/passwd",
    "ftp": "ftp://a.example/b",
    "about": "about:blank",
    "blob": "blob:https://a.example/b",
    "websocket": "wss://a.example/b",
    "scheme without a dot": "myapp:/cb",
    "mail": "mailto:ana@example.org",
    "http": "http://app.example/callback",
    "http on a private network": "http://192.168.1.5/cb",
    "wildcard host": "https://*.example/cb",
    "wildcard path": "https://app.example/*",
    "wildcard query": "https://app.example/cb?x=*",
    "loopback in front": "http://127.0.0.1.evil.example/cb",
    "localhost in front": "http://localhost.evil.example/cb",
    "localhost in the name": "http://testlocalhost/cb",
    "https with localhost in the name": "https://localhost.evil.example/cb",
    "address as a number": "http://2130706433/cb",
    "address in hexadecimal": "http://0x7f.1/cb",
    "address cut short": "http://127.1/cb",
    "address in octal": "https://0177.0.0.1/cb",
    "another loopback address": "http://127.0.0.2/cb",
    "mapped address": "http://[::ffff:127.0.0.1]/cb",
    "long IPv6 loopback": "http://[0:0:0:0:0:0:0:1]/cb",
    "host after IPv6 loopback": "http://[::1]evil.example/cb",
    "host before IPv6 loopback": "http://evil.example[::1]/cb",
    "zone on IPv6 loopback": "http://[::1%25eth0]/cb",
    "https on IPv6": "https://[::1]/cb",
    "address with https": "https://203.0.113.7/cb",
    "trailing dot": "http://localhost./cb",
    "backslash": "https://app.example\\@evil.example/",
    "backslash for slashes": "https:\\\\evil.example/cb",
    "scheme-relative": "//evil.example/cb",
    "no slashes": "https:evil.example/cb",
    "one slash": "https:/evil.example/cb",
    "three slashes": "https:///evil.example/cb",
    "path only": "/cb",
    "host only": "app.example/cb",
    "host and port only": "app.example:8443/cb",
    "empty": "",
    "scheme only": "https://",
    "private scheme only": "com.example.app:",
    "dot segments": "https://app.example/a/../cb",
    "single dot": "https://app.example/./cb",
    "dots at the end": "https://app.example/a/..",
    "encoded dots": "https://app.example/%2e%2e/cb",
    "half encoded dots": "https://app.example/.%2E/cb",
    "doubly encoded dots": "https://app.example/%252e%252e/cb",
    "triply encoded dots": "https://app.example/%25252e%25252e/cb",
    "dots beside an encoded slash": "https://app.example/a%2f..%2fcb",
    "dots beside an encoded backslash": "https://app.example/a%5c..%5ccb",
    "dots before a parameter": "https://app.example/a/..;x=1/cb",
    "dots in a private scheme": "com.example.app:/a/../cb",
    "space": "https://app.example/a b",
    "space in front": " https://app.example/cb",
    "line break": "https://app.example/cb\n",
    "line break inside": "https://app.example/\r\nLocation: https://evil.example",
    "tab inside": "https://app.exa\tmple/cb",
    "zero byte": "https://app.example/\x00",
    "letter outside ASCII": "https://bücher.example/cb",
    "full stop of another script": "https://app。example/cb",
    "digit of another script": "https://app.example:８443/cb",
    "half of a surrogate pair": "https://app.example/\ud800",
    "broken escape": "https://app.example/%zz",
    "escape at the end": "https://app.example/%2",
    "upper-case scheme": "HTTPS://app.example/cb",
    "upper-case private scheme": "com.Example.app:/cb",
    "policy directive in a private scheme": "com.example.app://a;sandbox/cb",
    "quotation mark": 'https://app.example/"onclick=x',
    "angle bracket": "https://app.example/<script>",
    "port zero": "https://app.example:0/cb",
    "port too high": "https://app.example:65536/cb",
    "port of letters": "https://app.example:eight/cb",
    "port missing after its colon": "https://app.example:/cb",
    "bracket in the host": "https://[app.example/cb",
    "empty label": "https://app..example/cb",
    "too long": "https://app.example/" + "a" * 1981,
}


@pytest.mark.parametrize("uri", GOOD)
def test_usable_address_is_kept_byte_for_byte(uri):
    assert redirect_uri.validate(uri) == uri


@pytest.mark.parametrize("uri", BAD.values(), ids=BAD.keys())
def test_dangerous_address_is_refused_with_the_reason(uri):
    with pytest.raises(ValidationError) as refused:
        redirect_uri.validate(uri)
    assert refused.value.field == "redirect_uris"
    assert refused.value.message.endswith(".")


def test_longest_address_is_2000_characters():
    """Each address at most 2,000 bytes."""
    longest = "https://app.example/" + "a" * 1980
    assert redirect_uri.validate(longest) == longest


def test_switch_of_closed_networks_admits_http_and_nothing_else():
    """Plain http beyond loopback only by the operator's explicit choice."""
    uri = "http://my-super-app.com/callback"
    assert redirect_uri.validate(uri, allow_http=True) == uri
    for still_bad in ("http://127.1/cb", "http://user@app.example/cb", "myapp:/cb"):
        with pytest.raises(ValidationError):
            redirect_uri.validate(still_bad, allow_http=True)


def test_host_in_other_letters_gets_the_address_that_works():
    with pytest.raises(InternationalHostError) as refused:
        redirect_uri.validate("https://bücher.example/a?b")
    advised = refused.value.message.split()[1]
    assert redirect_uri.validate(advised) == "https://xn--bcher-kva.example/a?b"


REGISTERED = [
    "https://app.example/cb?a=b",
    "http://127.0.0.1/cb",
    "http://[::1]:9000/cb",
    "http://localhost:8000/cb",
    "com.example.app:/cb",
]


@pytest.mark.parametrize("uri", [*REGISTERED, "http://127.0.0.1:52341/cb", "http://[::1]/cb"])
def test_registered_address_matches_and_on_loopback_any_port(uri):
    assert redirect_uri.find_match(REGISTERED, uri) is not None


@pytest.mark.parametrize(
    "uri",
    [
        "https://app.example/cb",
        "https://app.example/cb?a=b&c=d",
        "https://app.example/cb?a=b#",
        "https://app.example:443/cb?a=b",
        "https://APP.example/cb?a=b",
        "https://app.example/cb/?a=b",
        "https://app.example/%63b?a=b",
        "http://app.example/cb?a=b",
        "http://127.0.0.1/cb/",
        "http://127.0.0.1/other",
        "http://127.0.0.1:99999/cb",
        "http://127.0.0.1:/cb",
        "http://127.0.0.1:80@evil.example/cb",
        "http://127.0.0.1.evil.example/cb",
        "https://127.0.0.1/cb",
        "http://localhost:8001/cb",
        "http://127.0.0.1:80/cb\n",
        "com.example.app:/cb/",
        "",
    ],
)
def test_address_that_differs_in_anything_else_matches_nothing(uri):
    assert redirect_uri.find_match(REGISTERED, uri) is None


@pytest.mark.parametrize("uri", ["http://localhost:8001/cb", "http://localhost/cb"])
def test_port_of_localhost_may_differ_by_its_name_alone(uri):
    assert redirect_uri.find_match(REGISTERED, uri) is None
    assert redirect_uri.find_match(REGISTERED, uri, by_loopback_name=True) is not None
    for other in ("http://localhost:8001/cb/", "http://127.0.0.1:8001/x", "https://localhost/cb"):
        assert redirect_uri.find_match(REGISTERED, other, by_loopback_name=True) is None


def test_names_of_loopback_do_not_stand_for_one_another():
    for uri, other in (("localhost", "127.0.0.1"), ("127.0.0.1", "[::1]")):
        registered = [f"http://{uri}/cb"]
        requested = f"http://{other}:1234/cb"
        assert redirect_uri.find_match(registered, requested, by_loopback_name=True) is None


@pytest.mark.parametrize(
    ("uri", "answer"),
    [
        ("https://app.example/cb", "https://app.example/cb?code=x&state=a+b"),
        (
            "https://app.example/cb?page=%C3%a9",
            "https://app.example/cb?page=%C3%a9&code=x&state=a+b",
        ),
        ("https://app.example/cb?", "https://app.example/cb?code=x&state=a+b"),
        ("com.example.app:/cb", "com.example.app:/cb?code=x&state=a+b"),
    ],
)
def test_answer_is_added_and_the_registered_query_kept_as_it_is(uri, answer):
    assert redirect_uri.append_params(uri, [("code", "x"), ("state", "a b")]) == answer
