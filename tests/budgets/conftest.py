"""A small installation, made once a file, whose requests are counted."""

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from unittest.mock import patch

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder

from app.database.write_behind import Deferred
from app.extensions import db
from app.factory import create_app
from app.models.grants.grant import Grant
from app.models.values import clock
from tests.support import factories
from tests.support.application import drop_notes
from tests.support.costs import COUNTED_PYTHON, Operation, cost_of
from tests.support.oauth_flow import App
from tests.support.people import sign_in
from tests.support.settings import make_settings

TEAM = "/api/v1/organizer/harbour-hall"
EVENTS = f"{TEAM}/events"
SCOPES = "events:read events:write profile:read"
EVENTS_COUNT, CONNECTED_APPS = 30, 7
FORM = "application/x-www-form-urlencoded"
NEVER = 1_000_000_000  # milliseconds


@dataclass
class World:
    """One team with 30 events, its owner, and an app of hers with an access token."""

    app: Flask
    client: App
    partner: App  # may have tokens of its own
    grant_id: int
    token: str
    cookie: str = ""
    numbers: list[int] = field(default_factory=lambda: [0])

    def next_number(self) -> int:
        """A number that no request was made with yet."""
        self.numbers[0] += 1
        return self.numbers[0]

    def read(self, path: str, **headers: str) -> dict:
        """The app reads ``path`` with its token; ``if_none_match`` becomes If-None-Match."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.environ(path, headers={"Authorization": f"Bearer {self.token}", **named})

    def write(self, path: str, body: object, method: str = "POST", **options: str) -> dict:
        """The app sends ``body`` as JSON with its token, or as the file that it is."""
        options.setdefault("content_type", "application/json")
        data = body if isinstance(body, bytes) else json.dumps(body)
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.environ(path, method=method, data=data, headers=headers, **options)

    def ask(self, path: str, client: App | None = None, **body: str) -> dict:
        """The app, or the other one, calls an OAuth endpoint with its credentials in the body."""
        data = body | (client or self.client).credentials()
        return self.environ(path, method="POST", data=data, content_type=FORM)

    def visit(self, path: str) -> dict:
        """The owner's browser opens a page."""
        return self.environ(path, headers={"Cookie": self.cookie, "Accept": "text/html"})

    def environ(self, path: str, **options) -> dict:
        """A request as the server hands it over."""
        return EnvironBuilder(path, base_url="http://localhost", **options).get_environ()

    def answer(self, environ: dict):
        """The application's answer to a request that is not counted."""
        return self.app.test_client().open(environ)

    def make(self, build):
        """What ``build`` returns for the grant, stored."""
        with self.app.app_context():
            made = build(db.session.get_one(Grant, self.grant_id))
            db.session.commit()
            return made


@pytest.fixture(scope="module")
def world(tmp_path_factory, migrated_sqlite_file) -> Iterator[World]:
    """The installation, on SQLite, with production's limits but for the number of calls."""
    if sys.version_info[:2] != COUNTED_PYTHON:
        pytest.skip(f"The budgets are counted with Python {'.'.join(map(str, COUNTED_PYTHON))}")
    folder = tmp_path_factory.mktemp("budgets")
    shutil.copy(migrated_sqlite_file, folder / "stagedoor.db")
    settings = make_settings(
        database_url=f"sqlite:///{folder}/stagedoor.db",
        stagedoor_home=folder,
        rate_limits=True,
        rate_limit_api="99999 per minute",
        slow_request=NEVER,  # a line about a slow request costs 200 calls and more
    )
    app = create_app(settings)
    # What is written seconds later would count with whichever request is made then, and a minute
    # or an hour that begins would count with the first request in it.
    now = clock.now()
    with (
        patch.object(Deferred, "_set_timer", lambda _buffer: None),
        patch.object(clock, "now", lambda: now),
    ):
        yield make_world(app)
    drop_notes(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def make_world(app: Flask) -> World:
    """Fill the database, and sign the owner in."""
    with app.app_context():
        owner = factories.make_user("olivia@example.org")
        team = factories.make_team(owner, name="Harbour Hall", slug="harbour-hall")
        for number in range(EVENTS_COUNT):
            factories.make_event(team, f"Night {number}", summary="By the harbour", tags=("music",))
        client, secret = factories.make_client(owner, scopes=SCOPES)
        grant = factories.make_grant(client, owner, team, scopes=SCOPES)
        token, _refresh_token = factories.make_tokens(grant)
        partner, partner_secret = factories.make_client(owner, profile="eventpop")
        for _other in range(CONNECTED_APPS - 1):
            factories.make_grant(factories.make_client()[0], owner, team)
        db.session.commit()
        apps = App(client.client_id, secret), App(partner.client_id, partner_secret)
        world = World(app, *apps, grant.id, token)
    browser = app.test_client()
    sign_in(browser, "olivia@example.org")
    world.cookie = f"stagedoor={browser.get_cookie('stagedoor').value}"
    return world


@pytest.fixture
def check(world):
    """A function that counts a request of the installation and compares it with its budget."""

    def check(name: str, operation: Operation) -> None:
        make_request = partial(operation.make_request, world)
        cost = cost_of(world.app, make_request, operation.status, most_runs=operation.most_runs)
        operation.budget.check(name, cost)

    return check
