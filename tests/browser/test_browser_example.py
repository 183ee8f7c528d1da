"""The example that lives in the browser alone, served from an origin of its own."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from app.extensions import db
from app.factory import create_app
from tests.support.factories import PASSWORD, make_client, make_event, make_team, make_user
from tests.support.live_server import PROJECT, LiveServer
from tests.support.settings import make_settings

pytestmark = pytest.mark.browser

OLIVIA = "olivia@example.org"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_): ...


@pytest.fixture
def static_files():
    """The address of the example's files."""
    handler = partial(Quiet, directory=PROJECT / "examples" / "browser")
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def opened(static_files, migrated_sqlite_file, tmp_path):
    """The address of the app, set to a server where Olivia's team has an event."""
    database = tmp_path / "stagedoor.db"
    database.write_bytes(migrated_sqlite_file.read_bytes())
    settings = {"database_url": f"sqlite:///{database}", "stagedoor_home": tmp_path}
    with create_app(make_settings(**settings)).app_context():
        make_event(make_team(make_user(OLIVIA)), "<b>Spring</b> night")
        client, _ = make_client(redirect_uris=(static_files,), runs_on="browser")
        client.access_token_lifetime = 1
        client_id = client.client_id
        db.session.commit()
        db.engine.dispose()
    server = LiveServer(tmp_path / "server.log", **settings)
    try:
        server.wait_until_ready()
        yield f"{static_files}?server={server.url}&client_id={client_id}"
    finally:
        server.stop()


def test_app_in_the_browser_connects_refreshes_and_gives_back(page, opened):
    page.goto(opened)
    page.get_by_role("button", name="Connect a team").click()
    page.get_by_label("E-mail").fill(OLIVIA)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Authorize").click()

    event = page.get_by_role("listitem").first
    expect(event).to_contain_text("<b>Spring</b> night")
    assert "code=" not in page.url
    page.wait_for_timeout(1_100)  # the access token ends
    page.reload()
    expect(event).to_contain_text("<b>Spring</b> night")
    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_role("status")).to_contain_text("Disconnected")
