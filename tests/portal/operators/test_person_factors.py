"""An operator helps a person who has lost their second factors."""

import pytest

from app.extensions import db
from app.models.accounts.second_factors import second_factors
from app.models.accounts.user import User
from tests.support import mails, passkeys
from tests.support.factories import PASSWORD
from tests.support.forms import submit
from tests.support.operator_pages import ADMIN, DEVI, actions

REASON = "Devi called from the number we know, and lost her phone."


@pytest.fixture
def path(app, devi):
    """The page that ends Devi's factors: a passkey, an app and recovery codes."""
    passkeys.add_passkey(devi)
    with app.app_context():
        return f"/admin/users/{User.find_by_email(DEVI).public_id}/factors"


@pytest.mark.both_databases
def test_factors_end_with_a_reason_that_the_person_reads(app, admin, devi, path):
    assert submit(admin, path, "End second factors", reason=REASON).status_code == 302
    with app.app_context():
        assert second_factors.read(User.find_by_email(DEVI)).count == 0
    assert mails.sent_to(app, DEVI)[-1] == "Your second factors were ended by an operator"
    assert REASON in app.extensions["mail_outbox"][-1].body
    assert "second_factors.ended" in actions(app)
    browser = app.test_client()
    assert submit(browser, "/login", "Sign in", email=DEVI, password=PASSWORD).location == "/"
    assert REASON in admin.get(path.removesuffix("/factors")).text


def test_reason_is_required(app, admin, path):
    assert submit(admin, path, "End second factors", reason=" ").status_code == 422
    with app.app_context():
        assert second_factors.are_on(User.find_by_email(DEVI))


def test_address_that_is_not_confirmed_gets_no_mail(app, admin, path):
    with app.app_context():
        User.find_by_email(DEVI).verified_at = None
        db.session.commit()
    before = len(mails.sent_to(app, DEVI))
    submit(admin, path, "End second factors", reason=REASON)
    assert len(mails.sent_to(app, DEVI)) == before


def test_operator_cannot_end_their_own_factors_so(app, admin):
    passkeys.add_passkey(admin)
    with app.app_context():
        own = User.find_by_email(ADMIN).public_id
    assert admin.get(f"/admin/users/{own}/factors").status_code == 403


def test_person_without_factors_has_none_to_end(app, admin, devi):
    with app.app_context():
        person = User.find_by_email(DEVI).public_id
    assert admin.get(f"/admin/users/{person}/factors").status_code == 409
    assert "End second factors" not in admin.get(f"/admin/users/{person}").text
