"""Links to choose a new password work once, for an hour, and only the newest of them."""

import pytest

from app.config import settings
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.password_reset import PasswordReset
from app.models.values.errors import ValidationError
from tests.support.factories import PASSWORD, make_user

NEW = "another long password"

pytestmark = pytest.mark.usefixtures("context")


def test_link_sets_the_password_once_and_ends_every_session():
    user = make_user(verified_at=None)
    _session, key = BrowserSession.start(user)
    link = PasswordReset.find_open(PasswordReset.issue(user))
    assert link.redeem(NEW)
    assert user.check_password(NEW)
    assert BrowserSession.find(key) is None
    assert not link.redeem("a third long password")


def test_refused_password_does_not_spend_the_link():
    user = make_user()
    token = PasswordReset.issue(user)
    with pytest.raises(ValidationError):
        PasswordReset.find_open(token).redeem("short")
    assert PasswordReset.find_open(token) is not None
    assert user.check_password(PASSWORD)


def test_newer_link_ends_the_one_before():
    user = make_user()
    former, newest = PasswordReset.issue(user), PasswordReset.issue(user)
    assert PasswordReset.find_open(former) is None
    assert PasswordReset.find_open(newest).user is user


def test_link_expires_at_the_very_second(clock):
    token = PasswordReset.issue(make_user())
    clock.advance(settings().reset_lifetime - 1)
    assert PasswordReset.find_open(token) is not None
    clock.advance(1)
    assert PasswordReset.find_open(token) is None


def test_disabled_account_has_no_open_link():
    user = make_user()
    token = PasswordReset.issue(user)
    user.disable()
    assert PasswordReset.find_open(token) is None
    assert PasswordReset.find_open("unknown") is None
