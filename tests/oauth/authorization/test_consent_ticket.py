"""The ticket of a consent page: valid in one session, for a limited time, unchanged."""

import time
from types import SimpleNamespace

import pytest
from flask import g

from app.config import settings
from app.oauth.authorization import consent_ticket

PARAMETERS = {"client_id": "c", "state": "s"}


@pytest.fixture
def signed_in(app):
    """A request in a browser session."""
    with app.test_request_context():
        g.browser_session = SimpleNamespace(key_digest="first", user=None)
        g._login_user = None
        yield


def test_ticket_carries_what_was_shown_and_a_number_of_its_own(signed_in):
    sealed = [consent_ticket.seal(PARAMETERS, ["tem_a"]) for _each in range(2)]
    one, other = (consent_ticket.open_ticket(text) for text in sealed)
    assert (one.parameters, one.teams) == (PARAMETERS, ("tem_a",))
    assert one.page != other.page


def test_ticket_is_worthless_in_another_session(signed_in):
    sealed = consent_ticket.seal(PARAMETERS, [])
    g.browser_session.key_digest = "second"
    assert consent_ticket.open_ticket(sealed) is None


def test_changed_ticket_is_refused(signed_in):
    sealed = consent_ticket.seal(PARAMETERS, [])
    assert consent_ticket.open_ticket(f"x{sealed}") is None
    assert consent_ticket.open_ticket("") is None


def test_ticket_expires(signed_in, monkeypatch):
    sealed = consent_ticket.seal(PARAMETERS, [])
    lifetime = settings().consent_lifetime
    now = time.time()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + lifetime + 2)
    assert consent_ticket.open_ticket(sealed) is None
