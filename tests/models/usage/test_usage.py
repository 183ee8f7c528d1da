"""Calls are counted in memory, and what several processes write adds up."""

import threading

import pytest
from sqlalchemy import text

from app.extensions import db
from app.models.usage import request_log, usage, usage_total
from app.models.usage.request_log import Call, RequestLine
from app.models.usage.usage import Usage, UsageCounter
from app.models.usage.usage_report import Figures

CALL = Call(client_id=7, endpoint="api.list_events", status=200, milliseconds=9, path="/api/v1/me")


def process():
    """The counts of one more process."""
    return Usage(db.engine, 3600)


def written():
    """How often it was called, as the database has it; and how many lines there are."""
    requests = db.session.scalar(db.select(db.func.sum(UsageCounter.requests)))
    lines = db.session.scalar(db.select(db.func.count()).select_from(RequestLine))
    db.session.rollback()
    return requests, lines


@pytest.mark.both_databases
def test_what_processes_count_adds_up_however_they_write(context, clock):
    processes = [process() for _ in range(4)]

    def work(one):
        for number in range(250):
            one.add(CALL)
            if number % 50 == 0:
                one.write()
        one.write()

    threads = [threading.Thread(target=work, args=(one,)) for one in processes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    requests, lines = written()
    assert requests == 1000
    assert lines == 4 * request_log.SUCCESSES_A_MINUTE
    ((_endpoint, _status, milliseconds, took),) = usage_total.read()
    assert (milliseconds, sum(took)) == (9000, 1000)


@pytest.mark.both_databases
def test_database_that_fails_loses_no_call(context, clock):
    one = process()
    one.add(CALL)
    rename("usage_hour", "hidden")
    one.write()
    one.add(CALL)
    rename("hidden", "usage_hour")
    one.write()

    assert written() == (2, 2)


def test_failures_have_lines_of_their_own_in_a_busy_minute(context, clock):
    one, failure = process(), Call(7, "api.list_events", 403, 1, error="access_denied")
    for _ in range(100):
        one.add(CALL)
        one.add(failure)
    one.write()

    kept = request_log.SUCCESSES_A_MINUTE + request_log.FAILURES_A_MINUTE
    assert written() == (200, kept)
    assert db.session.scalar(db.select(db.func.sum(UsageCounter.logged))) == kept


def test_next_minute_has_lines_again(context, clock):
    one = process()
    for _ in range(request_log.SUCCESSES_A_MINUTE + 5):
        one.add(CALL)
    clock.advance(60)
    one.add(CALL)
    one.write()

    assert written()[1] == request_log.SUCCESSES_A_MINUTE + 1


@pytest.mark.both_databases
def test_strange_path_keeps_nothing_from_being_written(context, clock):
    one = process()
    one.add(Call(7, "api.show_event", 404, 1, path="/api/v1/\x00\ud800" + "x" * 300))
    one.write()

    path = db.session.scalar(db.select(RequestLine.path))
    assert len(path) == 200
    assert path.startswith("/api/v1/\ufffd\ufffdx")


def test_kinds_of_calls_are_bounded(context, clock, monkeypatch):
    monkeypatch.setattr(usage, "MAX_KEYS", 1)
    one = process()
    for status in (200, 404, 200):
        one.add(Call(7, "api.list_events", status, 1))
    one.write()

    assert written()[0] == 2


@pytest.mark.parametrize(
    ("took", "p95"),
    [
        ({}, None),
        ({0: 100}, 2),
        ({2: 95, 5: 5}, 8),  # the 95th is the last of those up to 8 ms
        ({2: 90, 5: 10}, 48),  # the 95th is in the middle of 32 to 64 ms
        ({12: 1}, 10_000),
    ],
    ids=["no calls", "all fast", "few slow", "many slow", "longer than any bound"],
)
def test_p95_is_read_from_the_histogram(took, p95):
    counts = tuple(took.get(number, 0) for number in range(13))
    assert Figures(took=counts).p95 == p95


def rename(old, new):
    db.session.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))
    db.session.commit()
