"""Device authorizations: one decision, one collection, in time."""

import pytest

from app.extensions import db
from app.models.credentials.devices.device_authorization import (
    LIFETIME,
    DeviceAuthorization,
    PollState,
)
from app.models.credentials.devices.user_code import digest
from tests.support import factories

pytestmark = pytest.mark.both_databases


@pytest.fixture
def waiting(granted):
    """An authorization that awaits the decision."""
    codes = DeviceAuthorization.issue(granted.client, scopes="events:read", network="127.0.0.1")
    db.session.commit()
    return DeviceAuthorization.find(codes.device_code, granted.client)


def test_first_decision_counts(waiting, granted):
    assert waiting.approve(granted)
    assert not waiting.deny()
    assert not waiting.approve(granted)
    db.session.refresh(waiting)
    assert waiting.poll() is PollState.APPROVED


def test_tokens_are_collected_once(waiting, granted):
    assert waiting.redeem() is None
    waiting.approve(granted)
    db.session.refresh(waiting)
    pair = waiting.redeem()
    assert (pair.scopes, pair.refresh_token is not None) == ("events:read", True)
    assert waiting.redeem() is None
    assert waiting.poll() is PollState.USED


def test_polling_too_early_makes_the_device_slower(waiting, clock):
    assert waiting.poll() is PollState.PENDING
    clock.advance(4)
    assert waiting.poll() is PollState.TOO_EARLY
    db.session.refresh(waiting)
    assert waiting.poll_interval == 10
    clock.advance(10)
    assert waiting.poll() is PollState.PENDING


def test_expired_one_can_neither_be_decided_nor_collected(waiting, granted, clock):
    waiting.approve(granted)
    clock.advance(LIFETIME)
    db.session.refresh(waiting)
    assert waiting.poll() is PollState.EXPIRED
    assert waiting.redeem() is None


def test_code_is_found_only_while_it_awaits_a_decision(granted, clock):
    def issue():
        client = granted.client
        return DeviceAuthorization.issue(client, scopes="events:read", network="x").user_code

    expired = issue()
    clock.advance(LIFETIME)
    decided, open_one = issue(), issue()
    DeviceAuthorization.find_undecided(decided).deny()
    assert DeviceAuthorization.find_undecided(expired) is None
    assert DeviceAuthorization.find_undecided(decided) is None
    assert DeviceAuthorization.find_undecided("WDJBMJHT") is None
    assert DeviceAuthorization.find_undecided(open_one).user_code_digest == digest(open_one)
    granted.client.suspend("It scans too much.")
    assert DeviceAuthorization.find_undecided(open_one) is None


def test_device_code_of_another_client_is_not_found(granted):
    codes = DeviceAuthorization.issue(granted.client, scopes="events:read", network="x")
    other, _secret = factories.make_client()
    assert DeviceAuthorization.find(codes.device_code, other) is None
