"""Someone who signs up with the address of another cannot fill that person's inbox."""

import pytest

from app.extensions import db
from app.models.accounts.user import User
from tests.support.forms import submit
from tests.support.passkeys import ADDING, SECURITY, SoftAuthenticator, ask_options, send
from tests.support.settings import make_settings

VICTIM = "victim@example.com"
PASSWORD = "41 copper sheep"
PRIZE = "You won, call 555 0100"
MAX = 1  # mails an hour to one person


@pytest.fixture
def settings(database_url, tmp_path):
    return make_settings(
        database_url=database_url,
        stagedoor_home=tmp_path,
        rate_limits=True,
        rate_limit_mail=f"{MAX} per hour",
    )


@pytest.fixture
def stranger(client):
    """The browser of a stranger who has just signed up with the address of someone else."""
    sign_up(client)
    return client


def sign_up(browser):
    fields = {"name": PRIZE, "email": VICTIM, "password": PASSWORD}
    return submit(browser, "/register", "Sign up", **fields)


def mails(app):
    return [mail for mail in app.extensions["mail_outbox"] if mail.to == VICTIM]


def sign_in_elsewhere(app, _stranger):
    submit(app.test_client(), "/login", "Sign in", email=VICTIM, password=PASSWORD)


def change_password(_app, stranger):
    fields = {"current_password": PASSWORD, "password": PASSWORD}
    submit(stranger, "/account", "Change the password", **fields)


def make_passkey(_app, stranger):
    credential = SoftAuthenticator().create(ask_options(stranger, ADDING, SECURITY))
    answer = send(stranger, SECURITY, name=PRIZE, credential=credential)
    assert answer.status_code in (200, 302), answer.text


def sign_up_again(_app, stranger):
    submit(stranger, "/account/delete", "Delete", typed=VICTIM)
    sign_up(stranger)


ACTS = (sign_in_elsewhere, change_password, make_passkey, sign_up_again)


@pytest.mark.parametrize("act", ACTS)
def test_no_act_of_an_unproved_account_is_mailed_without_a_limit(act, app, stranger):
    before = len(mails(app))
    for _time in range(3 * MAX):
        act(app, stranger)
    # Links to confirm the address, and news of the account, are two kinds of mail.
    assert before == 1
    assert len(mails(app)) <= 2 * MAX


@pytest.mark.parametrize("act", ACTS)
def test_mail_to_an_unproved_address_has_no_words_of_the_account(act, app, stranger):
    act(app, stranger)
    assert not any(PRIZE in mail.subject + mail.body for mail in mails(app))


def test_proved_address_hears_of_every_sign_in(app, stranger):
    with app.app_context():
        User.find_by_email(VICTIM).verify()
        db.session.commit()
    before = len(mails(app))
    for _time in range(2 * MAX):
        sign_in_elsewhere(app, stranger)
    assert len(mails(app)) == before + 2 * MAX
