"""Turns: one of all processes takes each."""

import threading

import pytest

from app.database import installation_facts
from app.database.installation_facts import is_due, take_turn
from app.extensions import db

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("context")]
HOURLY = {"name": "hourly", "interval": 3600}


def take(at):
    """Whether another process gets the turn."""
    with db.engine.connect().execution_options(writes=True) as connection, connection.begin():
        return take_turn(connection, **HOURLY, at=at)


def due(at):
    with db.engine.connect() as connection:
        return is_due(connection, **HOURLY, at=at)


def test_turn_comes_once_in_each_interval():
    assert [due(7200), take(7200), take(7200), take(10_799)] == [True, True, False, False]
    assert [due(10_799), due(10_800), take(10_800)] == [False, True, True]


def test_turn_comes_when_the_clock_was_set_back():
    take(7200)
    assert [due(7199), take(7199), take(7199)] == [True, True, False]


@pytest.mark.parametrize("first", [None, 3600])
def test_one_of_all_who_want_a_turn_at_once_gets_it(first):
    if first is not None:
        take(first)
    results = []
    start = threading.Barrier(4)

    def process(engine=db.engine):
        with engine.connect().execution_options(writes=True) as connection:
            start.wait(5)
            with connection.begin():
                results.append(take_turn(connection, **HOURLY, at=7200))

    threads = [threading.Thread(target=process) for _process in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, False, False, True]
    with db.engine.connect() as connection:
        assert installation_facts.find(connection, "hourly") == ("", 7200)
