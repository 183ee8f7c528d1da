"""Links that verify an address work once, for a day, and only the newest of them."""

import pytest

from app.config import settings
from app.extensions import db
from app.models.accounts.email_confirmation import PAUSE, EmailConfirmation
from app.models.accounts.password_reset import PasswordReset
from app.models.values.errors import ValidationError
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("context")


def issue(user, email):
    """Return the link that was mailed to ``email``."""
    return EmailConfirmation.find(EmailConfirmation.issue(user, email))


def test_link_works_once():
    user = make_user(verified_at=None)
    link = issue(user, user.email)
    assert not link.is_change
    assert (link.redeem(), link.redeem()) == (True, False)


def test_changed_address_ends_links_to_choose_a_password():
    user = make_user()
    reset = PasswordReset.issue(user)
    link = issue(user, "new@example.org")
    assert link.is_change
    assert link.redeem()
    assert user.email == "new@example.org"
    assert PasswordReset.find_open(reset) is None


def test_address_that_was_taken_since_is_refused_and_the_old_one_stays():
    user = make_user("ana@example.org")
    link = issue(user, "new@example.org")
    make_user("new@example.org")
    with pytest.raises(ValidationError) as refusal:
        link.redeem()
    assert (refusal.value.field, user.email) == ("email", "ana@example.org")


def test_newer_link_ends_the_one_before():
    user = make_user()
    former = issue(user, "first@example.org")
    newest = issue(user, "second@example.org")
    db.session.refresh(former)
    assert (former.is_open, newest.is_open) == (False, True)
    assert EmailConfirmation.find_waiting(user) is newest


def test_same_address_waits_a_minute_for_another_link(clock):
    user = make_user()
    issue(user, user.email)
    clock.advance(PAUSE - 1)
    assert EmailConfirmation.issue(user, user.email) is None
    assert EmailConfirmation.seconds_to_wait(user, user.email) == 1
    clock.advance(1)
    assert EmailConfirmation.issue(user, user.email) is not None


def test_link_expires_at_the_very_second(clock):
    user = make_user()
    link = issue(user, user.email)
    clock.advance(settings().verify_lifetime - 1)
    assert link.is_open
    clock.advance(1)
    assert not link.is_open
    assert EmailConfirmation.find_waiting(user) is None


def test_withdrawn_change_cannot_be_redeemed():
    user = make_user("ana@example.org")
    link = issue(user, "new@example.org")
    EmailConfirmation.withdraw_change(user)
    assert not link.redeem()
    assert user.email == "ana@example.org"


@pytest.mark.parametrize("token", ["", "x", "ana@example.org"])
def test_malformed_token_finds_no_link(token):
    assert EmailConfirmation.find(token) is None
