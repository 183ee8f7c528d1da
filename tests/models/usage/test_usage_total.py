"""Totals of all calls: no process waits for another's, and none is lost or counted twice."""

import threading

import pytest
from sqlalchemy import text

from app.background.tasks import TASKS
from app.extensions import db
from app.models.usage import usage_total
from app.models.usage.request_log import Call
from app.models.usage.usage import Usage, UsageIncrement
from app.models.usage.usage_total import UsageTotal

CALL = Call(client_id=7, endpoint="api.list_events", status=200, milliseconds=9)
REFUSED = Call(client_id=7, endpoint="api.list_events", status=403, milliseconds=1)


@pytest.fixture
def count_calls(context, clock):
    """A function with which another process counts calls, and writes."""
    engine = db.engine

    def count_calls(*calls):
        process = Usage(engine, 3600)
        for call in calls:
            process.add(call)
        process.write()

    return count_calls


def added_up():
    """The calls that are in the totals already."""
    sums = db.session.scalar(db.select(db.func.sum(UsageTotal.requests)))
    db.session.commit()
    return sums


def read():
    """All calls by status."""
    sums = {status: sum(took) for _endpoint, status, _ms, took in usage_total.read()}
    db.session.rollback()
    return sums


@pytest.mark.both_databases
def test_totals_are_the_same_before_and_after_they_are_added_up(count_calls):
    count_calls(CALL, CALL, REFUSED)
    count_calls(CALL)
    assert (read(), added_up()) == ({200: 3, 403: 1}, None)

    task = next(task for task in TASKS if task.name == "totals of usage")
    assert [task.do(), task.do()] == [True, False]
    assert (read(), added_up()) == ({200: 3, 403: 1}, 4)

    count_calls(CALL)
    assert (read(), added_up()) == ({200: 4, 403: 1}, 4)


@pytest.mark.both_databases
def test_few_increments_are_added_at_once(count_calls, monkeypatch):
    monkeypatch.setattr(usage_total, "AT_ONCE", 2)
    for _process in range(3):
        count_calls(CALL)
    assert [usage_total.add_up(), added_up()] == [True, 2]
    assert [usage_total.add_up(), added_up(), usage_total.add_up()] == [True, 3, False]
    assert read() == {200: 3}


@pytest.mark.both_databases
def test_nothing_is_lost_or_counted_twice_while_it_is_added_up(app, count_calls):
    def process():
        for _write in range(10):
            count_calls(CALL, REFUSED)

    def add_up():
        with app.app_context():
            for _time in range(20):
                usage_total.add_up()
                db.session.commit()

    work = [process, process, add_up, add_up]
    threads = [threading.Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        assert sum(read().values()) % 2 == 0  # both calls of a write, or none
    for thread in threads:
        thread.join()

    assert read() == {200: 20, 403: 20}
    while usage_total.add_up():
        db.session.commit()
    assert added_up() == 40
    assert db.session.scalar(db.select(db.func.count(UsageIncrement.id))) == 0


@pytest.mark.both_databases
def test_former_release_adds_to_the_totals_by_itself(count_calls):
    count_calls(CALL)
    usage_total.add_up()
    db.session.execute(text("UPDATE usage_total SET requests = requests + 5, took_16 = 6"))
    db.session.commit()
    count_calls(CALL)
    assert read() == {200: 7}


@pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)
def test_process_waits_for_no_row_of_a_total(count_calls):
    """Another one holds it, as every process did while it wrote."""
    count_calls(CALL)
    usage_total.add_up()
    db.session.commit()
    db.session.execute(text("SELECT * FROM usage_total FOR UPDATE"))

    writing = threading.Thread(target=count_calls, args=(CALL,), daemon=True)
    writing.start()
    writing.join(5)
    is_held_up = writing.is_alive()
    db.session.rollback()
    writing.join()
    assert not is_held_up
