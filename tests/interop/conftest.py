"""A live server with a person, a team and apps, for other people's clients."""

import os
import shutil
from types import SimpleNamespace

import pytest

from app.extensions import db
from app.factory import create_app
from tests.interop import node as node_installation
from tests.support import factories
from tests.support.forms import submit
from tests.support.live_client import LiveClient
from tests.support.live_server import LiveServer
from tests.support.people import sign_in_by_form
from tests.support.settings import make_settings

OLIVIA = "olivia@example.org"
# Nothing listens there: the person only notes where the browser would go.
REDIRECT_URI = "http://127.0.0.1:7007/callback"
APPS = {
    "server": {"runs_on": "server"},
    "phone": {"runs_on": "phone"},
    "itself": {"runs_on": "server", "profile": "eventpop"},
}


@pytest.fixture(scope="session")
def world(migrated_sqlite_file, tmp_path_factory):
    """A running server, and the apps registered there by name."""
    home = tmp_path_factory.mktemp("interop")
    shutil.copy(migrated_sqlite_file, home / "stagedoor.db")
    settings = {"database_url": f"sqlite:///{home / 'stagedoor.db'}", "stagedoor_home": home}
    apps = fill(make_settings(**settings))
    server = LiveServer(home / "server.log", workers=2, **settings)
    try:
        server.wait_until_ready()
        yield SimpleNamespace(url=server.url, apps=apps, server=server)
    finally:
        server.stop()


def fill(settings):
    """Make the rows; return client id and secret of each app."""
    with create_app(settings).app_context():
        olivia = factories.make_user(OLIVIA)
        team = factories.make_team(olivia, name="Harbour Hall", slug="harbour-hall")
        factories.make_event(team)
        made = {
            name: factories.make_client(
                olivia, name=f"The {name} app", redirect_uris=(REDIRECT_URI,), **metadata
            )
            for name, metadata in APPS.items()
        }
        apps = {
            name: {"client_id": client.client_id, "client_secret": secret}
            for name, (client, secret) in made.items()
        }
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
        return apps


@pytest.fixture(scope="session")
def visit(world):
    """What the person does with an address: allows it; returns where the browser was sent."""
    browser = LiveClient(world.server)
    sign_in_by_form(browser, OLIVIA)

    def allow(address: str) -> str:
        page = browser.get(address)
        if page.status_code == 200:
            page = submit(browser, address, "Authorize", page=page)
        assert page.status_code in {302, 303}, page.text
        return page.headers["Location"]

    return allow


@pytest.fixture(scope="session")
def node():
    """Node with all JavaScript clients; where they cannot be installed, the tests are left out.

    That is said in the summary. Continuous integration fails instead.
    """
    try:
        return node_installation.install()
    except node_installation.NotInstallableError as error:
        leave_out = pytest.fail if os.environ.get("CI") else pytest.skip
        leave_out(f"JavaScript clients are left out: {error}")
