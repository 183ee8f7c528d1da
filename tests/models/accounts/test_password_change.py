"""A changed password ends everything that the old one had opened."""

import pytest

from app.models.accounts import password_change
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.accounts.password_reset import PasswordReset
from app.models.values.errors import ValidationError
from tests.support.factories import PASSWORD, make_user

NEW = "another long password"


@pytest.fixture
def user(context):
    return make_user()


@pytest.fixture
def session(user):
    return BrowserSession.start(user)[0]


def test_other_sessions_and_open_links_end(user, session):
    _other, key = BrowserSession.start(user)
    reset = PasswordReset.issue(user)
    EmailConfirmation.issue(user, "new@example.org")
    password_change.change(session, current=PASSWORD, new=NEW)
    assert BrowserSession.list_live(user) == [session]
    assert BrowserSession.find(key) is None
    assert PasswordReset.find_open(reset) is None
    assert EmailConfirmation.find_waiting(user) is None
    assert user.check_password(NEW)


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [("a wrong password", NEW, "current_password"), (PASSWORD, "short", "password")],
)
def test_refused_change_leaves_the_password_and_the_sessions(user, session, current, new, field):
    _other, key = BrowserSession.start(user)
    with pytest.raises(ValidationError) as refusal:
        password_change.change(session, current=current, new=new)
    assert refusal.value.field == field
    assert user.check_password(PASSWORD)
    assert BrowserSession.find(key) is not None
