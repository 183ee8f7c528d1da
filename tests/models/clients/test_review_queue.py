"""The review queues: pending apps, and live ones of the portal without a review."""

from app.models.clients import review_queue
from app.models.clients.client_status import Status
from tests.support.factories import make_client


def names(queue):
    return [client.name for client in review_queue.read(queue).rows]


def test_each_queue_holds_its_apps_longest_waiting_first(context, clock):
    second, _secret = make_client(name="Second")
    first, _secret = make_client(name="First")
    first.waiting_since = clock.at - 60
    live, _secret = make_client(name="Live")
    self_registered, _secret = make_client(name="Self-registered")
    self_registered.source = "dcr"
    first.status = second.status = Status.PENDING

    assert names("waiting") == ["First", "Second"]
    assert names("live") == ["Live"]
    live.review()
    first.review()
    assert (review_queue.count("waiting"), review_queue.count("live")) == (1, 0)
