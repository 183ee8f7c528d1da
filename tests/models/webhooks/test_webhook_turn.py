"""A turn at a webhook is of one worker, which tells nothing once it has lost the lease."""

import pytest

from app.config import settings
from app.extensions import db
from app.models.webhooks import webhook_turn
from app.models.webhooks.webhook import State
from app.models.webhooks.webhook_cursor import WebhookCursor
from app.models.webhooks.webhook_delivery import DeliveryState, WebhookDelivery
from app.models.webhooks.webhook_turn import LEASE, Answer
from tests.support.factories import make_event
from tests.support.hooks import make_hooked

pytestmark = pytest.mark.both_databases

TAKEN, BUSY = Answer(1, 200), Answer(1, 503)


@pytest.fixture
def hooked(context):
    hooked = make_hooked("https://hooks.example.org/")
    for title in ("First", "Second"):
        make_event(hooked.team, title)
    db.session.commit()
    return hooked


def begin():
    [candidate] = webhook_turn.list_due(failing=False, limit=2)
    return webhook_turn.begin(candidate)


def test_one_of_two_workers_gets_the_turn(hooked):
    [candidate] = webhook_turn.list_due(failing=False, limit=2)
    assert webhook_turn.begin(candidate) is not None
    assert webhook_turn.begin(candidate) is None
    assert webhook_turn.list_due(failing=False, limit=2) == []


def test_worker_that_lost_the_lease_records_and_sends_nothing(hooked, clock):
    slow = begin()
    message = slow.next_message()
    clock.advance(LEASE)
    other = begin()
    repeated = other.next_message()
    assert repeated.headers["webhook-id"] == message.headers["webhook-id"]
    assert slow.record(message, TAKEN) is None
    slow.end()
    [delivery] = db.session.query(WebhookDelivery).filter_by(seq=1)
    assert (delivery.state, delivery.attempts) == (DeliveryState.PENDING, 0)
    assert {place.seq for place in db.session.query(WebhookCursor)} == {0}
    assert other.record(repeated, TAKEN) is not None


def test_place_moves_once_the_message_has_arrived(hooked):
    def place():
        db.session.rollback()
        return db.session.query(WebhookCursor).filter_by(stream="events").one().seq

    turn = begin()
    message = turn.next_message()
    assert place() == 0
    message = turn.record(message, TAKEN)
    assert place() == 1
    assert turn.record(message, BUSY) is None
    assert place() == 1


def test_pause_is_told_also_when_a_test_is_sent_in_the_same_turn(hooked):
    hooked.hook.failures = len(settings().webhook_delays)
    db.session.commit()
    [candidate] = webhook_turn.list_due(failing=True, limit=2)
    turn = webhook_turn.begin(candidate)
    message = turn.next_message()
    hooked.hook.send_test()
    db.session.commit()
    ping = turn.record(message, BUSY)
    assert ping is not None
    assert turn.record(ping, BUSY) is None
    assert (turn.has_paused, hooked.hook.state) == (True, State.PAUSED)
