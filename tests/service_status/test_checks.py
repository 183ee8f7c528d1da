"""The service checks itself."""

import pytest
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.models.usage.service_day import INTERVAL, ServiceDay
from app.service_status import checks


@pytest.fixture(autouse=True)
def nothing_pending():
    """Another test's results are not counted here."""
    checks._pending.clear()
    checks._looked_at[0] = checks._checked_at[0] = 0


def test_parts_that_can_be_measured_are_counted_once_an_interval(context, clock):
    for _turn in range(3):
        assert checks.check_when_due() is False
    rows = {row.part: (row.checks, row.failed) for row in ServiceDay.list_kept()}
    assert rows == {"database": (1, 0), "sign-in": (1, 0), "api": (1, 0)}
    clock.advance(INTERVAL)
    checks.check_when_due()
    assert {row.checks for row in ServiceDay.list_kept()} == {2}


def test_failure_is_counted(context, clock, monkeypatch):
    monkeypatch.setitem(checks.CHECKS, "api", lambda: False)
    checks.check_when_due()
    assert {row.part for row in ServiceDay.list_kept() if row.failed} == {"api"}


def test_outage_of_the_database_is_counted_once_it_is_over(context, clock, monkeypatch):
    with monkeypatch.context() as outage:
        outage.setattr(ServiceDay, "claim", fail)
        outage.setattr(ServiceDay, "count", fail)
        outage.setitem(checks.CHECKS, "database", fail)
        for _turn in range(2):  # the second comes too soon
            checks.check_when_due()
        clock.advance(INTERVAL)
        checks.check_when_due()
    clock.advance(INTERVAL)
    checks.check_when_due()
    [database] = [row for row in ServiceDay.list_kept() if row.part == "database"]
    assert (database.checks, database.failed) == (3, 2)
    assert db.session.is_active


def fail(*_arguments):
    raise OperationalError("SELECT 1", {}, Exception("gone"))
