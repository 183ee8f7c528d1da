"""Clients whose ID is the URL of a document, as people and the clients meet them."""

import json
import ssl
from functools import partial

import pytest
from sqlalchemy import select

from app.extensions import db
from app.factory import create_app
from app.models.clients.client import Client
from app.models.clients.client_status import Status
from app.oauth.client_documents import MAX_BYTES
from app.outbound.fetch import OutboundError
from app.outbound.http_get import Fetched, State
from tests.support import assertions
from tests.support import oauth_flow as flow
from tests.support.certificate import make_certificate
from tests.support.forms import submit
from tests.support.listener import Listener, answer
from tests.support.outbound import towards
from tests.support.people import sign_in

URL = "https://agent.example/oauth/client.json"
CALLBACK = "http://127.0.0.1:51823/callback"
AGENT = flow.App(URL, None, CALLBACK)
PKCE = {"code_challenge": flow.CHALLENGE, "code_challenge_method": "S256"}
DOCUMENT = {
    "client_id": URL,
    "client_name": "Agent Smith",
    "redirect_uris": ["http://127.0.0.1/callback", "https://agent.example/callback"],
    "token_endpoint_auth_method": "none",
}


class Web:
    """Answers every fetch alike, and counts them; an error is raised."""

    def __init__(self):
        self.says, self.max_age, self.urls = json.dumps(DOCUMENT).encode(), 600, []

    def tells(self, **members):
        self.says = json.dumps({**DOCUMENT, **members}).encode()

    def fetch_news(self, url, *, max_bytes, seconds):
        self.urls.append(url)
        assert max_bytes == MAX_BYTES
        if isinstance(self.says, OutboundError):
            raise self.says
        return Fetched(self.says, State(), self.max_age)


@pytest.fixture
def web(app):
    """The web, as the app sees it."""
    app.extensions["outbound"] = Web()
    return app.extensions["outbound"]


def path(**changes):
    return flow.authorize_path(AGENT, **{**PKCE, **changes})


def approve(browser, **changes):
    return flow.callback(submit(browser, path(**changes), "Authorize anyway"))


def stored(app):
    with app.app_context():
        return db.session.scalars(select(Client).where(Client.client_id == URL)).one_or_none()


def test_consent_page_names_the_host_and_says_that_no_one_reviewed_it(web, browser):
    page = browser.get(path()).text
    assert "agent.example wants to connect" in page
    assert "It calls itself “Agent Smith”" in page
    assert "This app has not been reviewed yet" in page
    assert "Agent Smith wants" not in page


@pytest.mark.both_databases
def test_whole_flow_as_a_public_client(app, web, browser, machine):
    code = approve(browser)["code"]
    tokens = flow.exchange(machine, AGENT, code, code_verifier=flow.VERIFIER).json
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert machine.get("/api/v1/organizer/events", headers=headers).status_code == 200
    renewed = flow.refresh(machine, AGENT, tokens["refresh_token"]).json
    assert flow.revoke(machine, AGENT, renewed["access_token"]).status_code == 200
    assert flow.refresh(machine, AGENT, renewed["refresh_token"]).status_code == 400
    assert stored(app).source == "document"
    assert browser.get("/account/apps").text.count("Agent Smith")


@pytest.mark.both_databases
def test_row_is_made_by_an_approval_alone(app, web, browser):
    browser.get(path())
    app.test_client().get(path())
    submit(browser, path(), "Deny")
    assert stored(app) is None
    approve(browser)
    assert stored(app) is not None
    approve(browser)
    assert flow.count(app, Client) == 1


def test_person_who_is_not_signed_in_signs_in_first(web, app):
    response = app.test_client().get(path())
    assert response.status_code == 302
    assert "/login" in response.location


@pytest.mark.both_databases
def test_document_is_read_again_once_it_is_stale(web, browser, clock):
    browser.get(path())
    browser.get(path())
    approve(browser)
    assert web.urls == [URL]
    clock.advance(601)
    browser.get(path())
    browser.get(path())
    assert web.urls == [URL, URL]


@pytest.mark.parametrize(("max_age", "seconds"), [(0, 60), (None, 300), (10**9, 86_400)])
def test_time_between_two_reads_has_bounds(web, browser, clock, max_age, seconds):
    web.max_age = max_age
    browser.get(path())
    clock.advance(seconds - 1)
    browser.get(path())
    assert len(web.urls) == 1
    clock.advance(1)
    browser.get(path())
    assert len(web.urls) == 2


@pytest.mark.both_databases
def test_changed_document_is_asked_about_again(app, web, browser, clock):
    approve(browser)
    clock.advance(700)
    web.tells(client_name="Agent Jones")
    page = browser.get(path()).text
    assert "It has changed since you allowed it" in page
    assert stored(app).name == "Agent Jones"


def test_address_that_left_the_document_gets_nothing(web, browser, clock):
    approve(browser)
    clock.advance(700)
    web.tells(redirect_uris=["https://agent.example/other"])
    response = browser.get(path())
    assert response.status_code == 400
    assert "Location" not in response.headers


FAULTS = {
    "no object": b"[]",
    "no JSON": b"<html>",
    "repeated member": b'{"client_id": "a", "client_id": "b"}',
    "not UTF-8": b'{"client_id": "\xff"}',
    "other ID": {"client_id": f"{URL}?"},
    "no ID": {"client_id": None},
    "secret": {"client_secret": "s"},
    "end of a secret": {"client_secret_expires_at": 0},
    "secret method": {"token_endpoint_auth_method": "client_secret_basic"},
    "secret by JWT": {"token_endpoint_auth_method": "client_secret_jwt"},
    "method of a wrong type": {"token_endpoint_auth_method": ["none"]},
    "keys without any": {"token_endpoint_auth_method": "private_key_jwt"},
    "private key": {"jwks": {"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}},
    "no addresses": {"redirect_uris": []},
    "addresses of a wrong type": {"redirect_uris": CALLBACK},
    "addresses of others": {"redirect_uris": ["https://other.example/callback"]},
    "address at another port": {"redirect_uris": ["https://agent.example:8443/callback"]},
    "too many addresses": {"redirect_uris": [f"{CALLBACK}/{n}" for n in range(51)]},
    "dangerous address": {"redirect_uris": ["javascript:alert(1)"]},
    "grant types": {"grant_types": ["implicit"]},
    "redirect": OutboundError("redirect", 302),
    "not found": OutboundError("answer", 404),
    "size": OutboundError("size"),
    "time": OutboundError("time"),
    "host": OutboundError("host"),
    "address": OutboundError("address"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_document_that_cannot_be_used_ends_on_a_page(app, web, browser, fault):
    web.says = json.dumps({**DOCUMENT, **fault}).encode() if isinstance(fault, dict) else fault
    response = browser.get(path())
    assert response.status_code == 400
    assert "Location" not in response.headers
    assert "The client&#39;s document is unusable" in response.text
    # Errors are not kept.
    web.tells()
    assert browser.get(path()).status_code == 200


@pytest.mark.parametrize(
    "client_id",
    [
        "http://agent.example/client.json",
        "HTTPS://agent.example/client.json",
        "https://agent.example",
        "https://agent.example/a/../client.json",
        "https://agent.example/%2e%2e/client.json",
        "https://agent.example/client.json#top",
        "https://user@agent.example/client.json",
        "https://user:pw@agent.example/client.json",
        "https://192.0.2.1/client.json",
        "https://127.0.0.1.evil.example/\u00fc",
        "https://agent.example\\@evil.example/",
        "https:///client.json",
        f"https://agent.example/{'x' * 500}",
    ],
)
def test_other_ids_are_not_fetched(web, browser, client_id):
    response = browser.get(path(client_id=client_id))
    assert response.status_code == 400
    assert "no app of this site" in response.text
    assert web.urls == []


def test_bad_name_is_left_out(web, browser):
    for name in ("bidi\u202e", "Stagedoor Official", 7 * "x" * 100, "www.bank.example"):
        web.tells(client_name=name)
        browser.application.extensions["client_documents"].forget()
        page = browser.get(path()).text
        assert "agent.example wants to connect" in page
        assert "This app gives no name" in page
        assert name not in page


def test_signed_in_person_is_never_passed_on_silently(web, browser):
    approve(browser)
    assert browser.get(path()).status_code == 200
    response = browser.get(path(prompt="none"))
    assert response.status_code == 302  # connected before: the app is told
    assert "error=consent_required" in response.location
    web_of_others = browser.application.test_client()
    assert web_of_others.get(path(prompt="none")).status_code == 400


@pytest.mark.both_databases
def test_suspended_app_and_new_ones_of_its_host_are_refused(app, web, browser, machine):
    code = approve(browser)["code"]
    with app.app_context():
        Client.find(URL).suspend("Spam")
        db.session.commit()
    response = flow.exchange(machine, AGENT, code, code_verifier=flow.VERIFIER)
    assert response.status_code == 401
    assert "suspended" in browser.get(path()).text
    sibling = "https://agent.example/other.json"
    response = browser.get(path(client_id=sibling))
    assert response.status_code == 400
    assert "suspended an app at this host" in response.text
    assert web.urls == [URL]
    with app.app_context():
        Client.find(URL).restore()
        db.session.commit()
    assert browser.get(path()).status_code == 200


@pytest.mark.parametrize("changes", [{"client_documents": False}, {"registration": "review"}])
def test_documents_can_be_turned_off(settings, changes):
    app = create_app(settings.model_copy(update=changes))
    app.extensions["outbound"] = Web()
    machine = app.test_client()
    assert "no app of this site" in machine.get(path()).text
    assert app.extensions["outbound"].urls == []
    metadata = machine.get("/.well-known/oauth-authorization-server").json
    assert metadata["client_id_metadata_document_supported"] is False


def test_metadata_tells_that_documents_are_read(machine):
    metadata = machine.get("/.well-known/oauth-authorization-server").json
    assert metadata["client_id_metadata_document_supported"] is True


def test_strangers_cannot_make_us_fetch_without_end(settings):
    limited = {"rate_limits": True, "rate_limit_client_document": "3 per minute"}
    app = create_app(settings.model_copy(update=limited))
    app.extensions["outbound"] = Web()
    urls = [f"https://agent{n}.example/client.json" for n in range(5)]
    statuses = [app.test_client().get(path(client_id=url)).status_code for url in urls]
    assert statuses == [400, 400, 400, 429, 429]
    assert len(app.extensions["outbound"].urls) == 3


def test_document_comes_over_tls_through_the_guard(app, browser, clock, tmp_path):
    """From a real server: its certificate, its headers, and nothing of a private network."""
    certificate = make_certificate(tmp_path, "agent.example")
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(certificate)
    with Listener(tls=server) as listener:
        listener.says(answer(json.dumps(DOCUMENT).encode(), **{"Cache-Control": "max-age=120"}))
        trusting = partial(ssl.create_default_context, cafile=certificate)
        app.extensions["outbound"] = towards(listener, tls=trusting, allow_http=False)
        assert "agent.example wants to connect" in browser.get(path()).text
        clock.advance(119)
        assert browser.get(path()).status_code == 200
        assert len(listener.heads) == 1
        clock.advance(1)
        listener.says(answer(b"{}" + b" " * MAX_BYTES))
        assert "larger than 5 kilobytes" in browser.get(path()).text
        app.extensions["outbound"] = towards(listener, tls=trusting, admitted=frozenset())
        assert "no public server" in browser.get(path()).text
        assert len(listener.heads) == 2


def test_client_that_no_one_authorized_is_unknown_to_the_machine_endpoints(web, machine):
    assert flow.revoke(machine, AGENT, "x").status_code == 401
    assert web.urls == []


def test_fetch_that_finds_no_place_is_to_be_tried_again(web, browser):
    web.says = OutboundError("busy")
    response = browser.get(path())
    assert response.status_code == 503
    assert response.headers["Retry-After"]


def test_tokens_do_not_depend_on_the_document(web, browser, machine, clock):
    tokens = flow.exchange(machine, AGENT, approve(browser)["code"], code_verifier=flow.VERIFIER)
    clock.advance(700)
    web.says = OutboundError("answer", 500)
    assert flow.refresh(machine, AGENT, tokens.json["refresh_token"]).status_code == 200
    assert web.urls == [URL]


def test_pushed_request_reads_a_stale_document_again(web, browser, machine, clock):
    approve(browser)
    clock.advance(700)
    pushed = {"response_type": "code", "redirect_uri": CALLBACK, "state": "s", **PKCE}
    assert machine.post("/oauth/par", data={**AGENT.credentials(), **pushed}).status_code == 201
    assert web.urls == [URL, URL]
    clock.advance(700)
    web.says = OutboundError("answer", 500)
    response = machine.post("/oauth/par", data={**AGENT.credentials(), **pushed})
    assert (response.status_code, response.json["error"]) == (401, "invalid_client")
    assert "document" in response.json["error_description"]


@pytest.mark.both_databases
def test_assertion_counts_once_although_a_stale_document_is_read(web, browser, machine, clock):
    keys = assertions.public_keys("ES256")
    web.tells(token_endpoint_auth_method="private_key_jwt", jwks=keys)
    approve(browser)
    clock.advance(700)
    pushed = {"response_type": "code", "redirect_uri": CALLBACK, "state": "s", **PKCE}
    pushed |= assertions.body(assertions.sign(URL))
    assert machine.post("/oauth/par", data=pushed).status_code == 201
    assert web.urls == [URL, URL]
    assert machine.post("/oauth/par", data=pushed).status_code == 401


@pytest.mark.both_databases
def test_operator_finds_and_suspends_it(app, web, browser, machine):
    approve(browser)
    with app.app_context():
        operator = flow.factories.make_user("operator@example.org", is_operator=True)
        assert operator.is_operator
        db.session.commit()
    operators = app.test_client()
    sign_in(operators, "operator@example.org")
    page = operators.get("/admin/apps?q=agent.example").text
    assert URL in page
    link = page.partition('href="/admin/apps/')[2].partition('"')[0]
    assert operators.get(f"/admin/apps/{link}").status_code == 200
    submit(operators, f"/admin/apps/{link}/suspend", "Suspend app", reason="Spam")
    assert stored(app).status == Status.SUSPENDED
