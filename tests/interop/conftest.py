"""A live server with a person, a team and apps, for other people's clients."""

import re
import shutil
from types import SimpleNamespace
from urllib.parse import urljoin

import pytest

from app.extensions import db
from app.factory import create_app
from app.models.clients.client_protocol import DEVICE_CODE
from tests.interop import node as node_installation
from tests.interop.script import run
from tests.support import factories
from tests.support.forms import submit
from tests.support.live_client import LiveClient
from tests.support.live_server import LiveServer
from tests.support.people import sign_in_by_form
from tests.support.settings import make_settings

OLIVIA = "olivia@example.org"
# Nothing listens there: the person only notes where the browser would go.
REDIRECT_URI = "http://127.0.0.1:7007/callback"
AFTER_LOGOUT = "http://127.0.0.1:7007/bye"
OPENID = {"runs_on": "server", "scopes": "openid profile email offline_access events:read"}
APPS = {
    "server": {"runs_on": "server"},
    "phone": {"runs_on": "phone"},
    "itself": {"runs_on": "server", "profile": "eventpop"},
    "openid": OPENID,
    "openid-eddsa": OPENID,
    "openid-signed": OPENID,
    "screen": {"runs_on": "phone", "scopes": "openid events:read"},
}
# What their developers turned on.
STANDARDS = {
    "openid": {"post_logout_redirect_uris": AFTER_LOGOUT},
    "openid-eddsa": {
        "id_token_signed_response_alg": "EdDSA",
        "post_logout_redirect_uris": AFTER_LOGOUT,
    },
    "openid-signed": {"userinfo_signed_response_alg": "EdDSA"},
    "screen": {"grant_types": f"authorization_code refresh_token {DEVICE_CODE}"},
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
        for name, columns in STANDARDS.items():
            for column, value in columns.items():
                setattr(made[name][0], column, value)
        apps = {
            name: {"client_id": client.client_id, "client_secret": secret}
            for name, (client, secret) in made.items()
        }
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
        return apps


class Person:
    """Someone in a browser of their own, signed in, who allows what an app wants."""

    def __init__(self, server):
        """Sign in."""
        self._server, self._browser = server, LiveClient(server)
        sign_in_by_form(self._browser, OLIVIA)

    def allow(self, address: str) -> str:
        """Open the address, authorize if that is asked, and return where the browser was sent."""
        page = self._browser.get(address)
        if page.status_code == 200:
            page = submit(self._browser, address, "Authorize", page=page)
        assert page.status_code in {302, 303}, page.text
        return page.headers["Location"]

    def allow_device(self, address: str) -> str:
        """Authorize the device whose code is in the address."""
        page = submit(self._browser, address, "Authorize")
        assert page.status_code in {200, 303}, page.text
        return address

    def keep_receipt(self, app_name: str) -> str:
        """The signed receipt of what they allowed the app last."""
        paths = re.findall(r"/account/apps/grt_[a-z0-9]+", self._browser.get("/account/apps").text)
        title = re.compile(rf"<h1[^>]*>[^<]*{app_name}")
        (path,) = [path for path in dict.fromkeys(paths) if title.search(self._read(path))]
        return self._read(f"{path}/receipt.jws")

    def _read(self, path: str) -> str:
        return self._browser.get(path).text

    def is_signed_in(self) -> bool:
        """Whether the account is still open to this browser."""
        return self._browser.get("/account").status_code == 200

    def sign_out(self) -> str:
        """Sign out in the portal, and return the address of the next page."""
        page = submit(self._browser, "/account", "Sign out")
        return urljoin(self._server.url, page.headers["Location"])


@pytest.fixture(scope="session")
def person(world):
    """The person of most tests, who stays signed in."""
    return Person(world.server)


@pytest.fixture(scope="session")
def visit(person):
    """What the person does with an address: allows it; returns where the browser was sent."""
    return person.allow


@pytest.fixture
def client(world, node, visit):
    """Runs a client through a flow as one of the apps; returns what it reports."""

    def play(script, flow="code", app="server", visit=visit, **more):
        described = {"url": world.url, "redirect_uri": REDIRECT_URI, "flow": flow, **more}
        return run(node.command(script), {**world.apps[app], **described}, visit)

    return play


@pytest.fixture(scope="session")
def node():
    """Node with all JavaScript clients; where they cannot be installed, the tests are left out.

    The summary says so, with the reason.
    """
    try:
        return node_installation.install()
    except node_installation.NotInstallableError as error:
        pytest.skip(f"JavaScript clients are left out: {error}")
