"""When a person is asked to sign in, asked to agree, or not asked at all."""

import re
from urllib.parse import urlencode

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.grants.grant import Grant
from tests.support import oauth_flow as flow
from tests.support.forms import submit
from tests.support.people import sign_in

pytestmark = pytest.mark.both_databases


def test_anonymous_person_signs_in_first_and_comes_back(app, olivia, poster):
    """Case 63: the request survives the sign-in page byte for byte."""
    visitor = app.test_client()
    path = flow.authorize_path(poster)
    answer = visitor.get(path)
    assert answer.status_code == 302
    assert answer.location.startswith("/login?next=")
    assert flow.query_of(answer.location)["next"] == [path]


def test_prompt_none_of_an_anonymous_person(app, poster):
    """Told to the client, without a page."""
    sent_back = flow.callback(app.test_client().get(flow.authorize_path(poster, prompt="none")))
    assert sent_back["error"] == "login_required"


def test_prompt_login_asks_for_the_password_again(browser, poster, clock):
    """However short ago it was typed; test_sign_in_age.py has the way back."""
    path = flow.authorize_path(poster, prompt="login")
    clock.advance(1)
    answer = browser.get(path)
    assert answer.location.startswith("/account/confirm?next=")
    [afterwards] = flow.query_of(answer.location)["next"]
    assert afterwards.startswith(f"{path}&")


def test_known_confidential_client_is_not_asked_about_twice(app, browser, poster):
    """Case 35: straight back with a code; prompt=consent, or more scopes, show the page."""
    flow.obtain_code(browser, poster)
    assert flow.callback(browser.get(flow.authorize_path(poster)))["code"]
    assert flow.callback(browser.get(flow.authorize_path(poster, prompt="none")))["code"]
    assert browser.get(flow.authorize_path(poster, prompt="consent")).status_code == 200
    assert browser.get(flow.authorize_path(poster, scope="events:write")).status_code == 200
    assert flow.count(app, Grant) == 1


def test_public_client_is_always_asked(browser, phone):
    pkce = {"code_challenge": flow.CHALLENGE, "code_challenge_method": "S256"}
    flow.obtain_code(browser, phone, **pkce)
    assert browser.get(flow.authorize_path(phone, **pkce)).status_code == 200


def test_changed_app_is_asked_about_again(app, browser, poster, clock):
    """Another name or address is another promise."""
    flow.obtain_code(browser, poster)
    clock.advance(10)
    with app.app_context():
        Client.find(poster.id).identity_changed_at = clock.now()
        db.session.commit()
    assert browser.get(flow.authorize_path(poster)).status_code == 200


def test_looking_ahead_issues_nothing(app, browser, poster):
    """A HEAD gets the page's headers, and no code even for a known app."""
    flow.obtain_code(browser, poster)
    before = flow.count(app, AuthorizationCode)
    assert browser.head(flow.authorize_path(poster)).status_code == 200
    assert flow.count(app, AuthorizationCode) == before


def test_prompt_select_account_shows_who_is_signed_in(browser, poster, olivia):
    """Nobody is sent straight on who may want to be somebody else."""
    flow.obtain_code(browser, poster)
    page = browser.get(flow.authorize_path(poster, prompt="select_account"))
    assert page.status_code == 200
    assert olivia in page.text


def test_max_age_asks_for_a_password_that_is_older(browser, poster, clock):
    """OpenID Connect Core 3.1.2.1; a program that may show no page is told."""
    clock.advance(100)
    assert browser.get(flow.authorize_path(poster, max_age="10000")).status_code == 200
    answer = browser.get(flow.authorize_path(poster, max_age="60"))
    assert answer.location.startswith("/account/confirm?next=")
    told = flow.callback(browser.get(flow.authorize_path(poster, max_age="60", prompt="none")))
    assert told["error"] == "login_required"


@pytest.mark.parametrize("text", ["soon", "-1", "9" * 11, "٣"])
def test_max_age_must_be_a_number(browser, poster, text):
    assert flow.callback(browser.get(flow.authorize_path(poster, max_age=text)))["error"] == (
        "invalid_request"
    )


def test_approval_of_last_year_is_asked_for_again(app, browser, poster, clock, olivia):
    flow.obtain_code(browser, poster)
    clock.advance(365 * 86_400)
    fresh = app.test_client()
    sign_in(fresh, olivia)
    assert fresh.get(flow.authorize_path(poster)).status_code == 200


def test_forgotten_password_leads_back_to_the_app(app, olivia, poster):
    """The link in the mail carries the request; nothing of it leaves this site."""
    visitor = app.test_client()
    path = flow.authorize_path(poster)
    asked = f"/forgot?{urlencode({'next': path})}"
    submit(visitor, asked, "Send the link", email=olivia)
    (mail,) = app.extensions["mail_outbox"]
    link = re.search(r"http\S+(/reset/\S+)", mail.body)[1]
    answer = submit(visitor, link, "Save the password", password="another long password")
    assert flow.query_of(answer.location)["next"] == [path]
    evil = submit(visitor, "/forgot?next=https://evil.example", "Send the link", email=olivia)
    assert evil.status_code == 200
    assert "evil" not in app.extensions["mail_outbox"][-1].body
