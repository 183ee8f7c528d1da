"""What is left over from signing in is purged, but not while it counts against guesses."""

import pytest

from app.extensions import db
from app.models.accounts.second_factors.challenge import Challenge, Purpose
from app.models.accounts.second_factors.pending_sign_in import HOUR, PendingSignIn
from app.models.housekeeping import purge
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("context")


def count(noun):
    return db.session.scalar(db.select(db.func.count(noun.id)))


def test_old_challenges_and_sign_ins_are_purged_when_nothing_depends_on_them(clock):
    PendingSignIn.begin(make_user())
    Challenge.issue(Purpose.SIGN_IN, "h" * 64)
    clock.advance(HOUR - 1)
    purge.purge()
    assert (count(PendingSignIn), count(Challenge)) == (1, 0)
    clock.advance(1)
    purge.purge()
    assert count(PendingSignIn) == 0


@pytest.mark.parametrize("key", ["", "x", "sd_sin_" + "a" * 47, "sd_ses_" + "a" * 47])
def test_key_that_is_none_finds_nothing(key):
    PendingSignIn.begin(make_user())
    assert PendingSignIn.find(key) is None
