"""Whether a grant may be used: the first reason against it is the one that is named."""

import pytest

from app.models.clients.client_status import Status
from app.models.grants import grant_state
from app.models.grants.grant_state import Fault, GrantState, GrantStatus

NOW = 1_800_000_000
USABLE = GrantState(GrantStatus.ACTIVE, None, Status.LIVE, False, 2, None)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"grant_expires_at": NOW + 1}, None),
        ({"grant_expires_at": NOW}, Fault.GRANT_ENDED),
        ({"grant_status": GrantStatus.ORPHANED}, Fault.GRANT_ENDED),
        ({"client_status": Status.SUSPENDED}, Fault.CLIENT_UNAVAILABLE),
        ({"client_status": Status.PENDING}, Fault.CLIENT_UNAVAILABLE),
        ({"client_status": Status.PENDING, "client_is_own": True}, None),
        ({"user_id": None}, None),
        (
            {"client_status": Status.PENDING, "user_id": None, "client_is_own": None},
            Fault.CLIENT_UNAVAILABLE,
        ),
        ({"disabled_at": NOW}, Fault.USER_DISABLED),
        ({"disabled_at": NOW, "grant_status": GrantStatus.REVOKED}, Fault.GRANT_ENDED),
    ],
)
def test_fault_is(changes, fault):
    assert grant_state.find_fault(USABLE._replace(**changes), NOW) is fault
