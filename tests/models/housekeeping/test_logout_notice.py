"""Logout notices are made once a session and client, and taken by one process."""

import pytest

from app.models.accounts.browser_session import BrowserSession
from app.models.housekeeping.logout_notice import LogoutNotice
from tests.support import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("context")]


def test_ended_session_without_clients_is_looked_at_once():
    session, _key = BrowserSession.start(factories.make_user())
    assert LogoutNotice.make_due() == 0
    session.sign_out()
    assert LogoutNotice.make_due() == 1
    assert LogoutNotice.make_due() == 0


def test_nothing_due_is_claimed_by_no_one():
    assert LogoutNotice.claim_first() is None
