"""The demo, live, for the examples: its data, a server, its people."""

import html
import re
import shutil
from types import SimpleNamespace

import pytest

from app.demo import data
from app.demo.accounts import PASSWORD
from app.extensions import db
from app.factory import create_app
from tests.support.forms import submit
from tests.support.live_client import LiveClient
from tests.support.live_server import LiveServer
from tests.support.people import sign_in_by_form
from tests.support.settings import make_settings


@pytest.fixture(scope="module")
def demo(migrated_sqlite_file, tmp_path_factory):
    """A server with the demo's data and its settings."""
    home = tmp_path_factory.mktemp("demo")
    shutil.copy(migrated_sqlite_file, home / "stagedoor.db")
    settings = {"database_url": f"sqlite:///{home / 'stagedoor.db'}", "stagedoor_home": home}
    load(make_settings(**settings))
    server = LiveServer(home / "server.log", workers=1, direct_token="open", **settings)
    try:
        server.wait_until_ready()
        yield server
    finally:
        server.stop()


def load(settings):
    """Put the demo's data into the database and let go of it."""
    with create_app(settings).app_context():
        data.load(reader_port=5001)
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def people(demo):
    """The demo's people as browsers, signed in when first asked for."""
    return Cast(demo)


class Cast(dict):
    """A signed-in browser by the name before the "@"."""

    def __init__(self, server):
        super().__init__()
        self._server = server

    def __missing__(self, name):
        self[name] = LiveClient(self._server)
        answer = sign_in_by_form(self[name], f"{name}@example.org", PASSWORD)
        assert answer.status_code == 302
        return self[name]


@pytest.fixture(scope="module")
def credentials(people):
    """Each demo app's client id and a secret, made as the READMEs say: by its page's Rotate."""
    developer = people["dev"]
    listed = developer.get("/developer/apps").text
    ids = dict.fromkeys(re.findall(r"/developer/apps/(sd_app_[a-z0-9]+)", listed))
    made = {}
    for client_id in ids:
        path = f"/developer/apps/{client_id}"
        if developer.get(f"{path}/secrets").status_code == 404:
            continue  # the Door Scanner is public
        submit(developer, f"{path}/secrets", "Make a new secret")
        page = developer.get(path).text
        name = html.unescape(re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)[1].strip())
        secret = re.search(r"sd_sec_[a-z0-9]{20,}", page)[0]
        made[name] = SimpleNamespace(id=client_id, secret=secret)
    return made
