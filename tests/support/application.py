"""Fixtures for the application in this process: settings, app, client, clock."""

import time

import flask
import pytest
from flask.testing import FlaskClient

from app.database.write_behind import Deferred
from app.extensions import db
from app.factory import create_app
from app.models.audit import origin
from app.models.values import clock as app_clock
from tests.support import reading_requests
from tests.support.settings import make_settings
from tests.support.wire_errors import check_error


@pytest.fixture
def settings(database_url, tmp_path):
    """The tests' settings on the test's own database; override it to change some."""
    return make_settings(database_url=database_url, stagedoor_home=tmp_path)


@pytest.fixture
def app(settings):
    """The application on the test's own migrated database."""
    app = create_app(settings)
    app.testing = True
    app.test_client_class = ContextFreeClient
    with reading_requests.watched(app):
        yield app
    origin.end()  # of a request context that the test made itself
    end(app)


def end(app) -> None:
    """Close its connections, and let it write nothing later."""
    drop_notes(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def drop_notes(app) -> None:
    """Let nothing that was counted be written later, into the next test's database."""
    for notes in app.extensions.values():
        if isinstance(notes, Deferred):
            with notes._writing, notes._lock:
                notes._take()
                if notes._timer is not None:
                    notes._timer.cancel()


@pytest.fixture
def client(app):
    """A browser-like test client with cookies of its own."""
    return app.test_client()


@pytest.fixture
def context(app):
    """An application context, for tests of the house; those that use ``client`` do without."""
    with app.app_context():
        yield


class ContextFreeClient(FlaskClient):
    """A test client that refuses to run inside an application context."""

    def open(self, *args, **kwargs):
        # The request would share flask.g with the test: one request's token would reach the next.
        assert not flask.has_app_context(), "Leave the app context before you call the client."
        answer = super().open(*args, **kwargs)
        if answer.status_code >= 400:
            check_error(answer)
        return answer


class MovableClock:
    """Stands in for ``clock.now``: stays where it is until it is moved."""

    def __init__(self, at: int):
        self.at = at

    def __call__(self) -> int:
        return self.at

    def now(self) -> int:
        """Return the time it shows, in epoch seconds."""
        return self.at

    def advance(self, seconds: int) -> None:
        """Move on by so many seconds."""
        self.at += seconds


@pytest.fixture
def standing_time(monkeypatch):
    """Time stands still for rate limits, so that no pause of a second ends within a test."""
    at = time.time()
    monkeypatch.setattr(time, "time", lambda: at)


@pytest.fixture
def clock(monkeypatch) -> MovableClock:
    """The application's clock in the test's hands, starting at the present."""
    movable = MovableClock(int(time.time()))
    monkeypatch.setattr(app_clock, "now", movable)
    return movable
