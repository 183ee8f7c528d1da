"""Stored failures: repetitions within an hour are one row, and rows are limited."""

import pytest

from app.extensions import db
from app.models.flow_doctor import flow_failure_store
from app.models.flow_doctor.diagnosis import Reason, Step
from app.models.flow_doctor.flow_failure import FlowFailure
from app.models.flow_doctor.flow_failure_store import SAME, Key, Note, likeness
from tests.support.factories import make_client


@pytest.fixture
def client(context):
    client, _secret = make_client()
    db.session.flush()
    return client


def store(client, at, *, number=0, proven=True):
    """Store a failure that happened once."""
    kind = likeness(Step.TOKEN, Reason.CONTENT_TYPE, {"sent": str(number)}, proven)
    key = Key(client.client_id, Step.TOKEN, Reason.CONTENT_TYPE, proven, kind)
    notes = {key: Note(at, at, f"req_{at}", {"sent": str(number)})}
    flow_failure_store.store(db.session.connection(), notes)


def rows():
    return db.session.scalars(db.select(FlowFailure).order_by(FlowFailure.id)).all()


@pytest.mark.both_databases
def test_same_failure_within_an_hour_is_one_row_and_later_another(client):
    store(client, 0)
    store(client, SAME)
    store(client, 2 * SAME + 1)
    assert [(r.count, r.first_at, r.last_at, r.request_id) for r in rows()] == [
        (2, 0, SAME, f"req_{SAME}"),
        (1, 2 * SAME + 1, 2 * SAME + 1, f"req_{2 * SAME + 1}"),
    ]


@pytest.mark.both_databases
def test_flood_of_unproven_failures_becomes_one_row(client, monkeypatch):
    monkeypatch.setattr(flow_failure_store, "MAX_UNPROVEN_AN_HOUR", 2)
    for number in range(5):
        store(client, 10, number=number, proven=False)
    store(client, 10, number=9, proven=True)
    assert [(r.reason, r.count) for r in rows()] == [
        ("content_type", 1),
        ("content_type", 1),
        ("not_listed", 3),
        ("content_type", 1),
    ]


@pytest.mark.both_databases
def test_oldest_rows_are_removed_beyond_the_limit(client, monkeypatch):
    monkeypatch.setattr(flow_failure_store, "MAX_ROWS", 2)
    for number in range(4):
        store(client, number, number=number)
    assert [r.facts["sent"] for r in rows()] == ["2", "3"]


def test_likeness_ignores_times_only():
    facts = {"sent": "a", "at": 1, "seconds": 2}
    same = likeness(Step.TOKEN, Reason.CODE_USED, facts, True)
    assert likeness(Step.TOKEN, Reason.CODE_USED, {**facts, "at": 9, "seconds": 9}, True) == same
    assert likeness(Step.TOKEN, Reason.CODE_USED, {**facts, "sent": "b"}, True) != same
    assert likeness(Step.API, Reason.CODE_USED, facts, True) != same
