"""The status of a client decides which users may authorize it."""

import pytest

from app.models.clients.client_status import Status, is_available
from tests.support.factories import make_client, make_user


@pytest.mark.parametrize(
    ("status", "developers", "others"),
    [
        (Status.LIVE, True, True),
        (Status.PENDING, True, False),
        (Status.REFUSED, False, False),
        (Status.SUSPENDED, False, False),
        (Status.DELETED, False, False),
    ],
)
def test_availability(status, developers, others):
    assert [is_available(status, is_own=own) for own in (True, False)] == [developers, others]


def test_pending_client_is_available_to_its_people_and_not_to_itself(context):
    client, _secret = make_client()
    client.status = Status.PENDING
    assert client.is_available_to(client.owner)
    assert not client.is_available_to(make_user())
    assert not client.is_available_to(None)
    client.owner = None
    assert not client.is_available_to(None)
