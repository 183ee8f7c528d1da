"""An app that is a page of another origin: it signs in, reads and writes from the browser alone."""

from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page

from app.extensions import db
from tests.browser.deeds import send
from tests.browser.stage import sign_in
from tests.support import oauth_flow as flow
from tests.support.factories import make_client, make_event, make_team, make_user

pytestmark = pytest.mark.browser
SCOPE = "events:read events:write"
CALL = """async ([url, options]) => {
    const answer = await fetch(url, options);
    const headers = Object.fromEntries(answer.headers.entries());
    const text = await answer.text();
    return {status: answer.status, headers, json: text ? JSON.parse(text) : null};
}"""
REACHES = "url => fetch(url, {redirect: 'manual'}).then(() => 'read', () => 'closed')"


class AppPage(BaseHTTPRequestHandler):
    """Answers every path with an empty page."""

    def do_GET(self):
        """Send it."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><link rel=icon href='data:,'><title>App</title>")

    def log_message(self, *_details):
        """Say nothing."""


@pytest.fixture
def origin():
    """The origin of the app: another port, so another origin than ours."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), AppPage)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def server(app, start_server, origin):
    """A server that knows Ana's Harbour Hall with an event, and the app in the browser."""
    server = start_server(workers=1, threads=4)
    with app.app_context():
        team = make_team(make_user("ana@example.org"), name="Harbour Hall", slug="harbour-hall")
        make_event(team, "Spring night")
        made, _secret = make_client(
            name="Notice board",
            runs_on="browser",
            redirect_uris=(f"{origin}/callback",),
            scopes=SCOPE,
        )
        made.review()
        db.session.commit()
        server.client_id = made.client_id
    return server


def call(page: Page, server, path: str, method="GET", form=None, body=None, **headers):
    """What the page reads of the answer; header names have underscores for hyphens."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if form is not None:
        body, given["Content-Type"] = urlencode(form), "application/x-www-form-urlencoded"
    elif body is not None:
        given["Content-Type"] = "application/json"
    options = {"method": method, "headers": given} | ({"body": body} if body else {})
    return page.evaluate(CALL, [server.url + path, options])


def obtain_code(page: Page, server, origin) -> str:
    """Let Ana authorize the app, and return the code that its page is sent."""
    request = {
        "response_type": "code",
        "client_id": server.client_id,
        "redirect_uri": f"{origin}/callback",
        "scope": SCOPE,
        "state": "kept",
        "code_challenge": flow.CHALLENGE,
        "code_challenge_method": "S256",
    }
    page.goto(f"/oauth/authorize?{urlencode(request)}")
    send(page, "Authorize")
    page.wait_for_url(f"{origin}/callback?*")
    return parse_qs(urlsplit(page.url).query)["code"][0]


def exchange(app, server, origin) -> str:
    """A function of the page: the sample of the guide."""
    sample = app.jinja_env.get_template("portal/docs/samples/browser_exchange.mjs").render(
        public_url=server.url, client_id=server.client_id, redirect_uri=f"{origin}/callback"
    )
    return f"async ([code, verifier]) => {{ {sample} return tokens; }}"


def test_app_in_the_browser_does_all_that_others_do(app, server, origin, open_page):
    page = open_page(base_url=server.url)
    sign_in(page, "ana")
    code = obtain_code(page, server, origin)
    ask = partial(call, page, server)
    public = {"client_id": server.client_id}

    metadata = ask("/.well-known/oauth-authorization-server")["json"]
    assert metadata["token_endpoint"] == f"{server.url}/oauth/token"
    tokens = page.evaluate(exchange(app, server, origin), [code, flow.VERIFIER])
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], **public}
    tokens = ask("/oauth/token", "POST", form=form)["json"]
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}

    events = "/api/v1/organizer/harbour-hall/events"
    first = ask(events, **bearer)
    assert [event["title"] for event in first["json"]["data"]] == ["Spring night"]
    again = ask(events, **bearer, If_None_Match=first["headers"]["etag"])
    assert (again["status"], again["json"]) == (304, None)

    body = '{"title": "Lantern walk", "start": {"utc": "2027-03-27T19:00:00Z"}}'
    made = [ask(events, "POST", body=body, **bearer, Idempotency_Key="one") for _ in range(2)]
    assert [answer["status"] for answer in made] == [201, 201]
    assert made[1]["headers"]["idempotent-replayed"] == "true"
    assert made[0]["json"] == made[1]["json"]

    form = {"token": tokens["refresh_token"], **public}
    assert ask("/oauth/revoke", "POST", form=form)["status"] == 200
    refused = ask(events, **bearer)
    assert refused["status"] == 401
    assert 'error="invalid_token"' in refused["headers"]["www-authenticate"]
    assert refused["headers"]["x-request-id"] == refused["json"]["request_id"]


def test_page_of_another_origin_reads_no_page_of_ours(server, origin, open_page):
    page = open_page(base_url=server.url)
    page.goto(origin)
    assert page.evaluate(REACHES, f"{server.url}/openapi.json") == "read"
    for path in ("/", "/login", "/docs", f"/oauth/authorize?client_id={server.client_id}"):
        assert page.evaluate(REACHES, server.url + path) == "closed"
