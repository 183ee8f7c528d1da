"""The status of a client decides which users may authorize it."""

import pytest

from app.models.clients.client_status import Status, is_available


@pytest.mark.parametrize(
    ("status", "owner", "other", "itself"),
    [
        (Status.LIVE, True, True, True),
        (Status.PENDING, True, False, False),
        (Status.REFUSED, False, False, False),
        (Status.SUSPENDED, False, False, False),
        (Status.DELETED, False, False, False),
    ],
)
def test_availability(status, owner, other, itself):
    assert [is_available(status, 1, user_id) for user_id in (1, 2, None)] == [owner, other, itself]


def test_pending_client_without_an_owner_is_available_to_no_one():
    assert not is_available(Status.PENDING, None, None)
