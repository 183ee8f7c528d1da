"""A sign-in from a browser that is new for the account is mailed to its person."""

import pytest

from app.extensions import db
from app.models.accounts.known_browser import SIGN_UP
from tests.support.factories import PASSWORD, make_user
from tests.support.forms import submit
from tests.support.mails import link_to, sent_to
from tests.support.people import sign_in, sign_in_by_form

SUBJECT = "New sign-in to your account"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ANA = "ana@example.org"


@pytest.fixture
def ana(app, clock):
    """Somebody whose account is a day old."""
    with app.app_context():
        make_user(ANA, name="Ana Rossi")
        db.session.commit()
    clock.advance(86_400)


def mails(app):
    return [mail for mail in app.extensions["mail_outbox"] if mail.subject == SUBJECT]


@pytest.mark.both_databases
def test_mail_says_which_browser_where_and_when(ana, app, client):
    client.environ_base |= {"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6", "HTTP_USER_AGENT": FIREFOX}
    sign_in_by_form(client, ANA)
    (mail,) = mails(app)
    assert mail.to == ANA
    assert "Firefox on Linux" in mail.body
    assert "2001:db8:1:2::/64" in mail.body
    assert "http://localhost/account/sessions" in mail.body
    assert "http://localhost/forgot" in mail.body


def test_browser_is_mailed_once(ana, app, client):
    for _time in range(3):
        sign_in_by_form(client, ANA)
        submit(client, "/account", "Sign out")
    assert len(mails(app)) == 1
    sign_in_by_form(app.test_client(), ANA)
    assert len(mails(app)) == 2


def test_wrong_password_is_not_mailed(ana, app, client):
    submit(client, "/login", "Sign in", email=ANA, password="wrong")
    assert mails(app) == []


def test_signing_up_is_not_mailed_and_makes_the_browser_known(app, client, clock):
    fields = {"name": "Bo", "email": "bo@example.org", "password": "a good long password"}
    submit(client, "/register", "Sign up", **fields)
    submit(client, "/account", "Sign out")
    clock.advance(SIGN_UP)
    sign_in_by_form(client, "bo@example.org", "a good long password")
    assert mails(app) == []


def test_browser_that_was_signed_in_before_browsers_were_known_is_no_news(ana, app, client):
    sign_in(client, ANA)
    submit(client, "/account", "Sign out")
    sign_in_by_form(client, ANA)
    assert mails(app) == []


def test_changed_password_makes_other_browsers_new(ana, app, client):
    other = app.test_client()
    for browser in (client, other):
        sign_in_by_form(browser, ANA)
    changed = {"current_password": PASSWORD, "password": "another good password"}
    submit(client, "/account", "Change the password", **changed)
    submit(client, "/account", "Sign out")
    sent = len(mails(app))
    sign_in_by_form(client, ANA, "another good password")
    assert len(mails(app)) == sent
    sign_in_by_form(other, ANA, "another good password")
    assert len(mails(app)) == sent + 1


def test_mailed_link_makes_the_browser_known(ana, app, client):
    submit(client, "/forgot", "", email=ANA)
    link = link_to(app, ANA)
    submit(client, link, "", password="another good password")
    sign_in_by_form(client, ANA, "another good password")
    assert SUBJECT not in sent_to(app, ANA)


def test_sessions_page_shows_which_browsers_are_new(ana, app, client):
    sign_in_by_form(client, ANA)
    assert client.get("/account/sessions").text.count("New browser") == 1
    sign_in_by_form(client, ANA)
    assert client.get("/account/sessions").text.count("New browser") == 0


def test_browsers_that_are_signed_out_can_be_forgotten(ana, app, client):
    other = app.test_client()
    sign_in_by_form(other, ANA)
    submit(other, "/account", "Sign out")
    sign_in_by_form(client, ANA)
    submit(client, "/account/sessions", "Sign out everywhere else")
    sent = len(mails(app))
    sign_in_by_form(other, ANA)
    assert len(mails(app)) == sent + 1
    assert "Sign out everywhere else" in client.get("/account/sessions").text
