"""After a whole run: no credential in the database, in the logs, or in an address of ours."""

import json
import re
import zlib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from itsdangerous import base64_decode

from tests.support import factories, forms
from tests.support import oauth_flow as flow
from tests.support.live_client import LiveClient

CALLBACK = "https://app.example/callback"
FEED = "/api/v1/organizer/events"
FEED_KEY = re.compile("sd_feed_[a-z0-9]+")


@pytest.mark.both_databases
def test_whole_run_leaves_no_credential_behind(start_server, database_url, database_engine):
    """Invariant 8: with the log at its most talkative."""
    server = start_server(workers=1, log_level="DEBUG", mail="memory")
    browser, machine = LiveClient(server), LiveClient(server)
    credentials = run_everything(browser, machine)
    assert len(credentials) == 11
    server.stop()  # what it still counts and logs is written by then
    kept = database_bytes(database_url, database_engine)
    for name, credential in credentials.items():
        assert credential.encode() not in kept, f"{name} is in the database"
        assert credential not in server.log, f"{name} is in the log"
        for url in browser.sent_to + machine.sent_to:
            ours = urlsplit(url).netloc in {"", urlsplit(server.url).netloc}
            assert not (ours and credential in url), f"{name} is in {url}"
    lines = [json.loads(line) for line in server.log.splitlines() if line.startswith("{")]
    assert sum(line["event"] == "request" for line in lines) > len(credentials)
    assert all(line.get("request_id") for line in lines if line["event"] == "request")


def run_everything(browser, machine) -> dict[str, str]:
    """Sign up, register an app, connect it, read, refresh, fail, revoke; what was secret in it."""
    email = "olivia@example.org"
    forms.submit(
        browser, "/register", "Sign up", name="Olivia", email=email, password=factories.PASSWORD
    )
    forms.submit(
        browser, "/teams/new", "Make the team", name="Harbour Hall", timezone="Europe/Rome"
    )
    app = register_app(browser)
    code = flow.callback(answer_of(flow.decide(browser, app)))["code"]
    first = flow.exchange(machine, app, code).json()
    assert read_feed(machine, first["access_token"]) == 200
    own_key, apps_key = make_links(browser, machine, first["access_token"])
    second = flow.refresh(machine, app, first["refresh_token"]).json()
    assert read_feed(machine, second["access_token"]) == 200
    assert flow.exchange(machine, app, code).status_code == 400
    assert read_feed(machine, second["access_token"]) == 401
    assert machine.get(f"{FEED}?access_token={second['access_token']}").status_code == 401
    basic = machine.post("/oauth/revoke", data={"token": code}, auth=(app.id, app.secret))
    assert basic.status_code == 200
    assert fetch(machine, own_key) == 200
    assert fetch(machine, apps_key) == 200
    assert fetch(machine, apps_key[:-3]) == 404
    return {
        "key of a private link": own_key,
        "key of an app's private link": apps_key,
        "password": factories.PASSWORD,
        "client secret": app.secret,
        "code": code,
        "access token": first["access_token"],
        "refresh token": first["refresh_token"],
        "refreshed access token": second["access_token"],
        "refreshed refresh token": second["refresh_token"],
        "session cookie": browser.cookies["stagedoor"],
        "session key": session_key(browser.cookies["stagedoor"]),
    }


def register_app(browser) -> flow.App:
    """An app registered through the form, with the secret as the page shows it."""
    created = forms.submit(
        browser,
        "/developer/apps/new",
        "Create app",
        name="Poster Board",
        redirect_uris=CALLBACK,
        pkce="optional",
    )
    page = browser.get(created.headers["Location"]).text
    secret = re.search(r"sd_sec_[a-z0-9]+", page)[0]
    client_id = re.search(r"sd_app_[a-z0-9]+", created.headers["Location"])[0]
    return flow.App(client_id, secret, CALLBACK)


def answer_of(response):
    """The live answer with the attributes of a test client's."""
    response.location = response.headers.get("Location")
    return response


def read_feed(machine, token) -> int:
    """The status of a feed read."""
    return machine.get(FEED, headers={"Authorization": f"Bearer {token}"}).status_code


def make_links(browser, machine, token) -> tuple[str, str]:
    """The keys of a link by the form, and of one that the app makes and asks for twice."""
    made = forms.submit(browser, "/teams/harbour-hall/feeds/new", "Create link", name="Site")
    own = FEED_KEY.search(browser.get(made.headers["Location"]).text)[0]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "once"}
    first, again = (
        machine.post("/api/v1/organizer/feeds", json={}, headers=headers).json()["data"]["links"]
        for _time in range(2)
    )
    key = FEED_KEY.search(first["ics"])[0]
    assert again is None
    assert fetch(machine, own) == fetch(machine, key) == 200
    return own, key


def fetch(machine, key) -> int:
    """The status of a fetch of the calendar with this key."""
    return machine.get(f"/feeds/{key}/events.ics").status_code


def session_key(cookie: str) -> str:
    """The key that Flask's signed cookie carries."""
    payload = cookie.lstrip(".").split(".")[0]
    raw = base64_decode(payload)
    if cookie.startswith("."):
        raw = zlib.decompress(raw)
    return re.search(rb"sd_ses_[a-z0-9]+", raw)[0].decode()


def database_bytes(url: str, engine_name: str) -> bytes:
    """Everything the database holds: SQLite's files as they are, PostgreSQL's rows as text."""
    if engine_name == "sqlite":
        path = Path(url.removeprefix("sqlite:///"))
        return b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    engine = sa.create_engine(url)
    metadata = sa.MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        rows = [connection.execute(sa.select(t)).all() for t in metadata.tables.values()]
    engine.dispose()
    assert sum(map(len, rows)) > 10
    return repr(rows).encode()
