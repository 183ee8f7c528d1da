"""A developer finds the failures of their own app by step and request, for thirty days."""

import pytest

from app.extensions import db
from app.models.flow_doctor import flow_failure_search
from app.models.flow_doctor.diagnosis import Step
from app.models.flow_doctor.flow_failure import LIFETIME, FlowFailure
from app.models.usage.request_log import RequestLine
from tests.support.factories import make_client


@pytest.fixture
def client(context):
    client, _secret = make_client()
    db.session.flush()
    return client


def add(client, at, step=Step.TOKEN):
    """Add a failure whose request id is its time."""
    row = FlowFailure(client_id=client.id, step=step, reason="code_used", proven=True)
    row.first_at = row.last_at = at
    row.request_id = row.likeness = f"req_{at}"
    db.session.add(row)
    db.session.flush()
    return row


def test_failures_are_listed_latest_first_and_by_step(client, clock):
    now = clock.now()
    older, newer = add(client, now - 9), add(client, now, Step.API)
    add(make_client()[0], now)
    assert flow_failure_search.list_newest(client).rows == [newer, older]
    assert flow_failure_search.list_newest(client, step=Step.TOKEN).rows == [older]


def test_failure_is_found_by_the_request_of_its_own_client(client, clock):
    row = add(client, clock.now())
    assert flow_failure_search.find_by_request(client, row.request_id) is row
    assert flow_failure_search.find_by_request(make_client()[0], row.request_id) is None


def test_latest_failure_counts_for_a_minute(client, clock):
    row = add(client, clock.now())
    assert flow_failure_search.find_latest(client, Step.TOKEN) is row
    assert flow_failure_search.find_latest(client, Step.API) is None
    clock.advance(60)
    assert flow_failure_search.find_latest(client, Step.TOKEN) is None


def test_failure_is_kept_for_thirty_days(client, clock):
    assert not flow_failure_search.has_any(client)
    add(client, clock.now())
    clock.advance(LIFETIME - 1)
    assert flow_failure_search.has_any(client)
    clock.advance(1)
    assert not flow_failure_search.has_any(client)


def call(at, request_id="", endpoint="oauth.issue_token"):
    """A line of the request log."""
    return RequestLine(at=at, endpoint=endpoint, request_id=request_id)


def test_call_is_explained_by_the_failure_of_its_request(client, clock):
    now = clock.now()
    row, other = add(client, now), add(client, now - 1)
    add(make_client()[0], now)
    calls = [call(now, row.request_id), call(now - 1, other.request_id)]

    assert flow_failure_search.find_causes(client, calls) == {
        row.request_id: row,
        other.request_id: other,
    }
    assert flow_failure_search.find_causes(client, []) == {}


def test_earlier_call_in_a_row_is_explained_where_that_is_certain(client, clock):
    now = clock.now()
    row = add(client, now)
    row.first_at = now - 60
    earlier, api = call(now - 30, "req_earlier"), call(now - 30, "req_api", "api.list_events")
    assert flow_failure_search.find_causes(client, [earlier, api]) == {"req_earlier": row}

    add(client, now - 30)
    assert flow_failure_search.find_causes(client, [earlier, api]) == {}
