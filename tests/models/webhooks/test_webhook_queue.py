"""The age of the queue: how long healthy webhooks wait for a worker, and nothing else."""

import pytest

from app.extensions import db
from app.models.webhooks import delivery_search, webhook_queue, webhook_turn
from app.models.webhooks.webhook import State
from app.models.webhooks.webhook_cursor import WebhookCursor
from tests.support.factories import make_event, make_ticket, make_user
from tests.support.hooks import make_hooked

pytestmark = pytest.mark.both_databases

SCOPES = "events:read guests:read"


@pytest.fixture
def hooked(context, clock):
    hooked = make_hooked("https://hooks.example.org/", scopes=SCOPES)
    clock.advance(1000)
    return hooked


def change_event(hooked):
    make_event(hooked.team)


def book(hooked):
    make_ticket(make_event(hooked.team, visibility="private"), make_user())


def pause_grant(hooked):
    hooked.grant.pause()


@pytest.mark.parametrize("act", [change_event, book, pause_grant])
def test_what_is_not_sent_waits_since_it_happened(hooked, clock, act):
    assert (webhook_queue.age(), delivery_search.has_late(60)) == (0, False)
    act(hooked)
    db.session.commit()
    clock.advance(90)
    assert (webhook_queue.age(), delivery_search.has_late(60)) == (90, True)


@pytest.mark.parametrize(
    "values",
    [{"state": State.PAUSED}, {"failures": 1}, {"due_at": 2**31 - 1}, {"turn_at": 2**31 - 1}],
)
def test_webhook_that_waits_for_its_address_or_its_turn_is_not_late(hooked, clock, values):
    change_event(hooked)
    for name, value in values.items():
        setattr(hooked.hook, name, value)
    db.session.commit()
    clock.advance(90)
    assert webhook_queue.age() == 0


def test_stream_that_no_grant_opens_is_late_once_no_worker_looks(hooked, clock):
    change_event(hooked)
    db.session.query(WebhookCursor).update({"held_until": clock.now() + 60})
    db.session.commit()
    clock.advance(59)
    assert webhook_queue.age() == 0
    clock.advance(31)
    assert webhook_queue.age() == 30


def test_turn_of_a_worker_ends_the_wait(hooked, clock):
    change_event(hooked)
    db.session.commit()
    clock.advance(90)
    [candidate] = webhook_turn.list_due(failing=False, limit=2)
    webhook_turn.begin(candidate)
    assert webhook_queue.age() == 0


def test_nothing_is_late_without_webhooks(context):
    assert (webhook_queue.age(), delivery_search.has_late(0)) == (0, None)
