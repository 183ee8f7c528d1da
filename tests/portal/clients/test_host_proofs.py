"""An app's host is proved by a file, fetched through the guard of everything that is fetched."""

import pytest

from app.models.clients import host_proof
from app.outbound.fetch import Outbound, OutboundError
from tests.support.client_pages import make_client_of, stored
from tests.support.forms import find_form, submit
from tests.support.people import sign_in

pytestmark = pytest.mark.both_databases

URI = "https://posters.example/callback"
DEV = "dev@example.org"


class Host:
    """What the check finds: a text, or the reason why there is none."""

    def __init__(self):
        self.says, self.urls = b"", []

    def fetch(self, url, *, max_bytes, seconds):
        self.urls.append((url, max_bytes))
        if isinstance(self.says, OutboundError):
            raise self.says
        return self.says


@pytest.fixture
def page(app, client):
    """The path of the page, for the signed-in developer of the app."""
    client_id = make_client_of(app, DEV, redirect_uris=(URI, "http://127.0.0.1/cb"))
    sign_in(client, DEV)
    return f"/developer/apps/{client_id}/redirect-uris"


@pytest.fixture
def host(app):
    """The host, as the app sees it."""
    app.extensions["outbound"] = Host()
    return app.extensions["outbound"]


def content(app) -> bytes:
    return stored(app, lambda c: host_proof.content_of(c.client_id)).encode()


def stored_id(app) -> str:
    return stored(app, lambda c: c.client_id)


def is_proven(app) -> bool:
    return stored(app, lambda c: c.has_proven(URI))


def check(client, page) -> str:
    """Press Check and return the page that follows."""
    answer = submit(client, page, "Check")
    assert answer.status_code == 302
    return client.get(answer.location).text


def test_page_says_what_to_publish_and_where(app, client, page):
    text = client.get(page).text
    assert f"/.well-known/stagedoor-{stored_id(app)}.txt" in text
    assert content(app).decode() in text
    assert "Not proved" in text
    assert text.count('name="host"') == 1


@pytest.mark.parametrize("around", [b"%s", b"%s\n", b"\xef\xbb\xbf%s\r\n", b"  %s "])
def test_file_proves_the_host(app, client, page, host, around):
    host.says = around % content(app)
    text = check(client, page)
    assert "posters.example is proved to be yours." in text
    assert is_proven(app)
    [(url, max_bytes)] = host.urls
    assert url == f"https://posters.example/.well-known/stagedoor-{stored_id(app)}.txt"
    assert max_bytes <= 1000
    assert "Host of an app proved" in client.get("/account/activity").text


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (b"", "The file holds something else."),
        (b"<html>", "The file holds something else."),
        (b"stagedoor-host-proof=0", "The file holds something else."),
        (b"\xff\xfe\x00", "The file holds something else."),
        (OutboundError("answer", 404), "The host has no such file."),
        (OutboundError("answer", 500), "The server cannot be reached"),
        (OutboundError("answer"), "The server cannot be reached"),
        (OutboundError("redirect", 301), "The host leads on to another address."),
        (OutboundError("size"), "The file holds something else."),
        (OutboundError("host"), "There is no public server of this name."),
        (OutboundError("address"), "There is no public server of this name."),
        (OutboundError("time"), "The server took too long."),
    ],
    ids="empty page part binary 404 500 broken redirect long unknown address slow".split(),
)
def test_anything_else_proves_nothing_and_says_why(app, client, page, host, says, words):
    host.says = says
    text = check(client, page)
    assert words in text
    assert "Check failed" in text
    assert not is_proven(app)


def test_more_around_the_content_proves_nothing(app, client, page, host):
    """A page may repeat what somebody else sent it."""
    host.says = b"You asked for: " + content(app)
    check(client, page)
    assert not is_proven(app)


def test_proof_of_another_app_proves_nothing(app, client, page, host):
    with app.app_context():
        host.says = host_proof.content_of("sd_app_other").encode()
    check(client, page)
    assert not is_proven(app)


def test_too_many_checks_at_once_note_nothing(app, client, page, host):
    host.says = OutboundError("busy")
    answer = submit(client, page, "Check")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "Not proved" in client.get(page).text


def test_file_that_is_gone_ends_the_proof(app, client, page, host):
    host.says = content(app)
    check(client, page)
    host.says = OutboundError("time")
    assert "Proved" in check(client, page)
    assert is_proven(app)
    host.says = OutboundError("answer", 404)
    check(client, page)
    assert not is_proven(app)


def test_other_hosts_are_not_fetched(client, page, host):
    """The form names a host; only the app's own are looked at."""
    for name in ("evil.example", "127.0.0.1", "", "posters.example/x", "posters.example\n", "\0"):
        answer = submit(client, page, "Check", host=name)
        assert answer.status_code == 404
    assert host.urls == []


def test_app_of_another_developer_is_unknown(app, client, page, host):
    fields = find_form(client.get(page).text, "Check").fields
    foreign = make_client_of(app, "other@example.org", redirect_uris=(URI,))
    answer = client.post(f"/developer/apps/{foreign}/redirect-uris/host", data=fields)
    assert answer.status_code == 404
    assert host.urls == []


def test_internal_host_is_not_reached(app, client, page):
    """The guard of outbound fetches applies: public addresses only."""
    app.extensions["outbound"] = Outbound(resolve=lambda _host, _port: [(2, ("10.0.0.1", 443))])
    assert "There is no public server of this name." in check(client, page)
    assert not is_proven(app)
