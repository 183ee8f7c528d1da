"""The database goes away in the middle, and comes back."""

import time

import pytest
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.models.webhooks import webhook_turn
from app.webhooks.dispatcher import Dispatcher
from tests.support.factories import make_event
from tests.support.hooks import make_hooked
from tests.support.listener import answer

PATIENCE = 20  # seconds


@pytest.fixture
def hooked(context, listener):
    """Two apps that are to be told of an event."""
    listener.says(answer(b"thanks"))
    url = f"http://127.0.0.1:{listener.port}/hook"
    for each in [make_hooked(url), make_hooked(url)]:
        make_event(each.team, "First")
    db.session.commit()


def test_webhooks_are_told_once_the_database_is_back(app, hooked, listener):
    dispatcher = Dispatcher(app)
    for broken in ("begin", "list_due"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(webhook_turn, broken, fail_after(1, getattr(webhook_turn, broken)))
            with pytest.raises(OperationalError):
                dispatcher.dispatch()
        wait_until(lambda: dispatcher.is_idle)
    db.session.rollback()
    dispatcher.dispatch()
    wait_until(lambda: len(listener.bodies) == 2)


def fail_after(times, function):
    """Return a function that loses the database after so many calls."""
    calls = iter(range(times))

    def fail(*values, **options):
        if next(calls, None) is None:
            raise OperationalError("SELECT", {}, Exception("server closed the connection"))
        return function(*values, **options)

    return fail


def wait_until(condition):
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "It never came to that."
        time.sleep(0.01)
