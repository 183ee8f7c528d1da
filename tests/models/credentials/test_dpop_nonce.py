"""Nonces that every process computes alike, from SECRET_KEY and the time."""

import pytest

from app.models.credentials import dpop_nonce
from app.models.credentials.dpop_nonce import SLOT, SLOTS


@pytest.fixture(autouse=True)
def _context(app):
    with app.app_context():
        yield


def test_nonce_is_renewed_and_accepted_for_some_minutes(clock):
    clock.at = clock.at // SLOT * SLOT
    nonce = dpop_nonce.present()
    for _slot in range(SLOTS):
        assert dpop_nonce.is_accepted(nonce)
        clock.advance(SLOT)
        assert dpop_nonce.present() != nonce
    assert not dpop_nonce.is_accepted(nonce)


def test_nonce_of_a_process_whose_clock_is_ahead_is_accepted(clock):
    clock.advance(SLOT)
    ahead = dpop_nonce.present()
    clock.advance(-SLOT)
    assert dpop_nonce.is_accepted(ahead)


def test_nonce_depends_on_the_secret_key_and_outlives_its_change(app):
    nonce = dpop_nonce.present()
    former = app.config["SECRET_KEY"]
    app.config["SECRET_KEY"] = "another key"
    assert not dpop_nonce.is_accepted(nonce)
    app.config["SECRET_KEY_FALLBACKS"] = [former]
    assert dpop_nonce.is_accepted(nonce)
