"""Days of the service: one process checks, and every result is counted once."""

import pytest

from app.extensions import db
from app.models.usage.service_day import INTERVAL, KEPT, ServiceDay

pytestmark = pytest.mark.both_databases
DAY = 86_400


def test_one_caller_in_each_interval_is_to_check(context, clock):
    assert [ServiceDay.claim(clock.at) for _turn in range(3)] == [True, False, False]
    ServiceDay.count({"database": True}, clock.at)
    assert not ServiceDay.claim(clock.at + INTERVAL - 1)
    assert ServiceDay.claim(clock.at + INTERVAL)
    assert ServiceDay.claim(clock.at + DAY)


def test_results_are_counted_by_part_and_day(context, clock):
    for at, is_ok in ((0, True), (INTERVAL, False), (DAY, True)):
        ServiceDay.count({"api": is_ok, "mail": True}, clock.at + at)
    clock.advance(DAY)
    rows = [(row.part, row.checks, row.failed, row.was_ok) for row in ServiceDay.list_kept()]
    assert rows == [
        ("api", 2, 1, False),
        ("mail", 2, 0, True),
        ("api", 1, 0, True),
        ("mail", 1, 0, True),
    ]


def test_older_result_that_comes_late_counts_and_is_not_the_last(context, clock):
    ServiceDay.count({"api": True}, clock.at)
    ServiceDay.count({"api": False}, clock.at - 60)
    [row] = ServiceDay.list_kept()
    assert (row.checks, row.failed, row.was_ok, row.checked_at) == (2, 1, True, clock.at)


def test_days_that_are_not_shown_are_deleted(context, clock):
    ServiceDay.count({"api": True}, clock.at)
    clock.advance((KEPT - 1) * DAY)
    assert ServiceDay.purge() == 0
    clock.advance(DAY)
    assert ServiceDay.purge() == 1
    assert db.session.scalars(db.select(ServiceDay)).all() == []
