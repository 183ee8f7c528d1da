"""The life of a client: reviews, suspension, deletion, and who may use it in each status."""

import pytest

from app.models.clients.client_lifecycle import TIME_TO_UNDO, is_undeletable
from app.models.clients.client_status import Status
from tests.support.factories import make_client, make_user


@pytest.fixture
def client(context):
    return make_client()[0]


def test_review_approves_the_present_facts_and_makes_a_pending_client_live(client):
    client.status = Status.PENDING
    client.ask("Who are you?")

    client.review()

    assert (client.status, client.is_reviewed, client.review_question) == ("live", True, None)
    assert client.approved_facts == client.facts_json()


def test_new_permissions_undo_the_review_and_fewer_do_not(client):
    client.allow(frozenset({"events:read", "events:write"}))
    client.review()

    client.allow(frozenset({"events:read"}))
    assert client.is_reviewed
    client.allow(frozenset({"events:read", "tickets:read"}))
    assert not client.is_reviewed


def test_pending_client_is_available_to_its_owner_alone(client):
    client.status = Status.PENDING

    assert client.is_available_to(client.owner)
    assert not client.is_available_to(make_user())
    assert not client.is_available_to(None)


def test_undeleted_client_has_its_former_status(client, clock):
    client.suspend("Spam")
    client.delete()
    assert client.can_be_undeleted

    client.undelete()

    assert (client.status, client.status_reason) == ("suspended", "Spam")
    assert not client.can_be_undeleted


@pytest.mark.parametrize(
    ("age", "expected"), [(0, True), (TIME_TO_UNDO - 1, True), (TIME_TO_UNDO, False)]
)
def test_deletion_can_be_undone_for_a_week(clock, age, expected):
    assert is_undeletable(Status.DELETED, Status.LIVE, clock.at - age) is expected


def test_only_a_deleted_client_with_a_former_status_can_be_undeleted(clock):
    assert not is_undeletable(Status.LIVE, Status.LIVE, clock.at)
    assert not is_undeletable(Status.DELETED, None, clock.at)
