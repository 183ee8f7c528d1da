"""A network that swallows everything holds no thread for good."""

import threading
import time
from threading import Thread

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from app.database import pulse
from app.database.engine import engine_options
from faults.machine.relay import Relay
from tests.support.settings import make_settings


@pytest.fixture
def relay(postgres_server):
    """A relay before the test server, which listens on a Unix socket only."""
    with psycopg.connect(postgres_server.url("postgres").replace("+psycopg", "")) as connection:
        relay = Relay(f"{connection.info.host}/.s.PGSQL.{connection.info.port}")
    yield relay
    relay.close()


@pytest.fixture
def engine(postgres_server, relay):
    url = make_url(postgres_server.url("postgres")).set(host="127.0.0.1", port=relay.port)
    settings = make_settings(database_url=url.set(query={}).render_as_string(hide_password=False))
    engine = create_engine(settings.database, **engine_options(settings))
    pulse.watch_engine(engine)
    yield engine
    engine.dispose()


def ask(engine):
    with engine.connect() as connection:
        return connection.scalar(text("SELECT 1"))


def test_statement_ends_when_the_database_does_not_answer(engine, relay):
    assert ask(engine) == 1
    relay.freeze()
    began = time.monotonic()
    with pytest.raises(OperationalError):
        ask(engine)
    assert time.monotonic() - began < 6
    began = time.monotonic()
    with pytest.raises(OperationalError, match="does not answer"):
        ask(engine)
    assert time.monotonic() - began < 1, "callers are refused at once"
    relay.thaw()
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            assert ask(engine) == 1
            return
        except OperationalError:
            time.sleep(0.1)
    raise AssertionError("It did not notice that the database answers again.")


def test_slow_statement_of_a_database_that_answers_goes_on(engine):
    results = []

    def sleep():
        with engine.connect() as connection:
            results.append(connection.scalar(text("SELECT 7 FROM pg_sleep(1.3)")))

    thread = Thread(target=sleep)
    thread.start()
    thread.join()
    assert results == [7]


def watchers():
    """The threads that watch a database; those of earlier tests may be about to end."""
    return {each for each in threading.enumerate() if each.name == "database-pulse"}


def test_watch_ends_with_its_engine_and_begins_again_with_a_connection(engine):
    others = watchers()
    ask(engine)
    (watch,) = watchers() - others
    engine.dispose()
    watch.join(60)
    assert not watch.is_alive()
    others = watchers()
    assert ask(engine) == 1
    assert len(watchers() - others) == 1
