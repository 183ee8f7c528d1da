"""A challenge is of one purpose, one browser and five minutes, and counts once."""

import pytest

from app.extensions import db
from app.models.accounts.second_factors.challenge import LIFETIME, Challenge, Purpose

pytestmark = [pytest.mark.usefixtures("context"), pytest.mark.both_databases]

BROWSER, OTHER = "a" * 64, "b" * 64


def test_challenge_is_spent_once_by_its_browser_for_its_purpose(clock):
    challenge = Challenge.issue(Purpose.PROVE, BROWSER)
    assert len(challenge) >= 16
    assert not Challenge.spend(challenge, Purpose.PROVE, OTHER)
    for purpose in set(Purpose) - {Purpose.PROVE}:
        assert not Challenge.spend(challenge, purpose, BROWSER)
    assert not Challenge.spend(b"another", Purpose.PROVE, BROWSER)
    assert Challenge.spend(challenge, Purpose.PROVE, BROWSER)
    assert not Challenge.spend(challenge, Purpose.PROVE, BROWSER)


def test_challenge_ends_after_five_minutes(clock):
    challenge = Challenge.issue(Purpose.ADD, BROWSER)
    clock.advance(LIFETIME)
    assert not Challenge.spend(challenge, Purpose.ADD, BROWSER)


def test_challenge_is_stored_as_a_digest():
    challenge = Challenge.issue(Purpose.ADD, BROWSER)
    db.session.flush()
    row = db.session.scalar(db.select(Challenge))
    assert challenge.hex() not in row.digest
    assert len(row.digest) == 64
