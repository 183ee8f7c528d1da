"""Failures are counted in memory, without credentials and within limits."""

import pytest

from app.extensions import db
from app.models.flow_doctor import flow_failure_buffer, flow_failure_search
from app.models.flow_doctor.diagnosis import Reason, Step, because
from app.models.flow_doctor.flow_failure_buffer import MAX_NOTED_OF_CLIENT, FlowFailures
from app.models.values import secret
from tests.support.factories import make_client


@pytest.fixture
def client(context):
    client, _secret = make_client()
    db.session.commit()
    return client


def fail(client, reason=Reason.CODE_USED, *, proven=True, **facts):
    """Record a refused token request of ``client``."""
    flow_failure_buffer.note(client.client_id, Step.TOKEN, because(reason, **facts), proven=proven)


def written(client):
    """Return (reason, count) of the failures in the database, latest first."""
    db.session.rollback()  # whose transaction would make the buffer wait
    flow_failure_buffer.flush()
    rows = flow_failure_search.list_newest(client).rows
    return [(row.reason, row.count) for row in rows]


def test_repetition_is_counted_whatever_its_time(client):
    fail(client, at=1)
    fail(client, at=2)
    assert written(client) == [("code_used", 2)]
    fail(client, at=3)
    assert written(client) == [("code_used", 3)]


def test_other_facts_or_proof_make_another_failure(client):
    fail(client, Reason.CONTENT_TYPE, sent="text/plain")
    fail(client, Reason.CONTENT_TYPE, sent="text/html")
    fail(client, Reason.CONTENT_TYPE, sent="text/html", proven=False)
    assert written(client) == [("content_type", 1)] * 3


def test_credentials_and_long_texts_do_not_reach_the_database(client):
    token = secret.generate(secret.Kind.ACCESS_TOKEN)
    fail(client, Reason.CONTENT_TYPE, sent=f"{token} {'x' * 1000}")
    written(client)
    (row,) = flow_failure_search.list_newest(client).rows
    assert token[6:] not in row.facts["sent"]
    assert len(row.facts["sent"]) <= flow_failure_buffer.MAX_FACT


def test_different_failures_of_one_client_in_memory_are_limited(client):
    for number in range(MAX_NOTED_OF_CLIENT + 5):
        fail(client, Reason.CONTENT_TYPE, sent=str(number))
    counts = dict(written(client))
    assert counts[Reason.NOT_LISTED] == 5
    assert FlowFailures.of_app()._notes == {}


def test_failure_of_an_unknown_client_is_dropped(client):
    flow_failure_buffer.note("sd_app_unknown", Step.TOKEN, because(Reason.CODE_USED), proven=False)
    assert written(client) == []


@pytest.mark.both_databases
@pytest.mark.parametrize("client_id", ["\0", "sd_app_\0", "\ud800", "x" * 100], ids=ascii)
def test_stranger_cannot_stop_the_reports_of_others(client, client_id):
    """An id that no column takes is dropped alone."""
    flow_failure_buffer.note(client_id, Step.TOKEN, because(Reason.CODE_USED), proven=False)
    fail(client)
    assert written(client) == [("code_used", 1)]
