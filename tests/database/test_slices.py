"""Deleting many rows takes several short transactions; deleting few takes none of its own."""

import pytest

from app.database import slices
from app.database.slices import Slices
from app.extensions import db
from app.models.accounts.user import User
from app.models.usage.usage import SUMS, UsageCounter
from tests.support.factories import make_user

pytestmark = pytest.mark.both_databases
NONE = dict.fromkeys(SUMS, 0)
KEY = {"client_id": 1, "grant_id": 0, "team_id": 0, "endpoint": "e", "status": 200}


@pytest.fixture
def hours(context, monkeypatch):
    """Ten hours of usage, and slices of two rows."""
    monkeypatch.setattr(slices, "SIZE", 2)
    monkeypatch.setattr(slices, "MOST", 4)
    rows = [{**NONE, **KEY, "hour": hour} for hour in range(10)]
    db.session.execute(db.insert(UsageCounter), rows)
    db.session.commit()


def left():
    return db.session.scalars(db.select(UsageCounter.hour).order_by(UsageCounter.hour)).all()


@pytest.mark.usefixtures("hours")
def test_all_rows_that_match_are_deleted_and_no_others():
    assert Slices().delete(UsageCounter, UsageCounter.hour < 7) == 7
    assert left() == [7, 8, 9]


@pytest.mark.usefixtures("hours")
def test_many_rows_are_committed_on_the_way():
    Slices().delete(UsageCounter, UsageCounter.hour < 7)
    db.session.rollback()
    assert left() == [4, 5, 6, 7, 8, 9]


@pytest.mark.usefixtures("hours")
def test_few_rows_are_left_to_the_caller_to_commit():
    Slices().delete(UsageCounter, UsageCounter.hour == 0)
    db.session.rollback()
    assert len(left()) == 10


@pytest.mark.usefixtures("hours")
def test_locks_of_one_deletion_end_before_the_next_looks_for_rows():
    make_user("ana@example.org")
    deletions = Slices()
    deletions.delete(UsageCounter, UsageCounter.hour == 0)
    deletions.delete(UsageCounter, UsageCounter.hour == 1)
    db.session.rollback()
    assert left() == [1, 2, 3, 4, 5, 6, 7, 8, 9]


@pytest.fixture
def people(context, monkeypatch):
    """Ten of them, and steps of three."""
    monkeypatch.setattr(slices, "SIZE", 3)
    for number in range(10):
        make_user(f"person{number}@example.org")
    db.session.commit()
    return db.select(User.email).order_by(User.id)


def test_rows_that_no_index_leads_to_are_found_too(people):
    deletions, even = Slices(), User.email.in_([f"person{n}@example.org" for n in (0, 2, 3, 8, 9)])
    assert [deletions.delete_unfound(User, even) for _time in range(2)] == [5, 0]
    emails = db.session.scalars(people).all()
    assert emails == [f"person{number}@example.org" for number in (1, 4, 5, 6, 7)]


def test_no_rows_at_all(context):
    assert Slices().delete_unfound(User, User.id > 0) == 0
