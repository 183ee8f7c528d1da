"""Mailed links that lead back to what their user was doing."""

from app.extensions import db
from app.models.accounts.email_confirmation import EmailConfirmation
from app.models.accounts.password_reset import PasswordReset
from tests.support.factories import make_user

TARGET = "/oauth/authorize?client_id=a&state=secret"


def test_target_is_stored_encrypted(context):
    link = PasswordReset.find(PasswordReset.issue(make_user(), target=TARGET))
    assert link.target == TARGET
    assert "secret" not in link.sealed_target


def test_link_without_one_leads_nowhere(context):
    assert PasswordReset.find(PasswordReset.issue(make_user())).target is None


def test_target_is_lost_with_its_key(app, context):
    link = PasswordReset.find(PasswordReset.issue(make_user(), target=TARGET))
    app.config["SECRET_KEY"] = "another key " * 4
    assert link.target is None


def test_next_link_leads_where_the_one_before_did(context, clock):
    user = make_user(verified_at=None)
    former = EmailConfirmation.issue(user, user.email, target=TARGET)
    db.session.flush()
    clock.advance(61)
    newest = EmailConfirmation.find(EmailConfirmation.issue(user, user.email))
    db.session.expire_all()
    assert newest.target == TARGET
    assert EmailConfirmation.find(former).target is None
