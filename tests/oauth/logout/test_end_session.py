"""Signing out at the request of an app: at once by proof, else as the user confirms."""

import pytest

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.clients.client import Client
from tests.oauth.logout.conftest import AFTER
from tests.support import oauth_flow as flow
from tests.support.forms import find_form
from tests.support.people import sign_in

PATH = "/oauth/end_session"


def ask(browser, **parameters):
    return browser.get(PATH, query_string=parameters)


def is_signed_in(browser):
    return browser.get("/account").status_code == 200


@pytest.mark.both_databases
def test_id_token_of_this_session_ends_it_at_once(app, browser, id_token):
    answer = ask(browser, id_token_hint=id_token, post_logout_redirect_uri=AFTER, state="s1")
    assert (answer.status_code, answer.location) == (302, f"{AFTER}?state=s1")
    assert not is_signed_in(browser)
    with app.app_context():
        assert flow.count(app, BrowserSession) > 0


def test_copied_cookie_is_dead_afterwards(app, browser, id_token):
    copy = app.test_client()
    copy.set_cookie("stagedoor", browser.get_cookie("stagedoor").value)
    ask(browser, id_token_hint=id_token)
    assert not is_signed_in(copy)


def test_expired_id_token_is_accepted(browser, id_token, clock):
    clock.advance(3 * 3600)
    assert ask(browser, id_token_hint=id_token).status_code == 200
    assert not is_signed_in(browser)


def test_registered_query_is_kept_byte_for_byte(browser, id_token):
    uri = f"{AFTER}?tab=1"
    answer = ask(browser, id_token_hint=id_token, post_logout_redirect_uri=uri, state="a b")
    assert answer.location == f"{uri}&state=a+b"


def test_without_a_hint_the_user_is_asked(browser, reader):
    asked = ask(browser, client_id=reader.id, post_logout_redirect_uri=AFTER, state="s1")
    assert asked.status_code == 200
    assert "Reader asks to sign you out" in asked.text
    assert is_signed_in(browser)
    form = find_form(asked.text, "Sign out")
    answer = browser.post(form.action, data=form.press("Sign out"))
    assert answer.location == f"{AFTER}?state=s1"
    assert not is_signed_in(browser)


def test_page_of_another_session_asks_the_present_user(app, browser, reader):
    flow.make_organizer(app, "ben@example.org", "bens-barn")
    asked = ask(browser, client_id=reader.id, post_logout_redirect_uri=AFTER, state="s1")
    form = find_form(asked.text, "Sign out")
    sign_in(browser, "ben@example.org")
    again = browser.get(browser.post(form.action, data=form.press("Sign out")).location)
    assert "You are signed in as ben@example.org now" in again.text
    assert "Reader asks to sign you out" in again.text
    assert is_signed_in(browser)


def test_page_of_a_session_that_ended_in_another_tab_offers_the_way_back(browser, reader):
    asked = ask(browser, client_id=reader.id, post_logout_redirect_uri=AFTER, state="s1")
    form = find_form(asked.text, "Sign out")
    with browser.session_transaction() as cookie:
        cookie.clear()
    again = browser.get(browser.post(form.action, data=form.press("Sign out")).location)
    assert "You are signed out" in again.text
    assert f"{AFTER}?state=s1" in again.text


def test_nothing_sent_asks_and_shows_the_end(browser):
    form = find_form(ask(browser).text, "Sign out")
    answer = browser.post(form.action, data=form.press("Sign out"))
    assert answer.status_code == 200
    assert "You are signed out" in answer.text
    assert not is_signed_in(browser)


@pytest.mark.parametrize("method", ["head", "options"])
def test_looking_ends_nothing(browser, id_token, method):
    getattr(browser, method)(PATH, query_string={"id_token_hint": id_token})
    assert is_signed_in(browser)


def test_id_token_of_another_person_or_session_asks_first(app, browser, id_token):
    """An ID token ends the session that it tells of, and no other."""
    otto = app.test_client()
    sign_in(otto, flow.make_organizer(app, "otto@example.org", "night-owl"))
    asked = ask(otto, id_token_hint=id_token)
    assert "The app expects another account" in asked.text
    elsewhere = app.test_client()
    sign_in(elsewhere, "olivia@example.org")
    assert "Sign out?" in ask(elsewhere, id_token_hint=id_token).text
    assert is_signed_in(otto)
    assert is_signed_in(elsewhere)


@pytest.mark.parametrize(
    "changes",
    [
        {"post_logout_redirect_uri": "https://evil.example/"},
        {"post_logout_redirect_uri": AFTER + "/"},
        {"post_logout_redirect_uri": AFTER + "?x=1"},
        {"post_logout_redirect_uri": AFTER.upper()},
        {"post_logout_redirect_uri": "\x00"},
        {"client_id": "sd_app_other"},
        {"id_token_hint": "no.id.token"},
        {"id_token_hint": "é"},
        {"state": "s" * 5000},
    ],
)
def test_bad_request_ends_nothing_and_redirects_nowhere(browser, id_token, changes):
    answer = ask(browser, **{"id_token_hint": id_token, **changes})
    assert answer.status_code == 400
    assert answer.location is None
    assert is_signed_in(browser)


def test_repeated_parameter_is_refused(browser, id_token):
    answer = browser.get(f"{PATH}?id_token_hint={id_token}&state=a&state=b")
    assert answer.status_code == 400
    assert is_signed_in(browser)


def test_access_token_is_no_hint(browser, machine, reader):
    code = flow.obtain_code(browser, reader, scope="openid")
    token = flow.exchange(machine, reader, code).json["access_token"]
    assert ask(browser, id_token_hint=token).status_code == 400


def test_signed_answer_of_userinfo_is_no_hint(app, browser, machine, reader):
    """It tells of the user and of no session, so it would end any of theirs."""
    with app.app_context():
        Client.find(reader.id).userinfo_signed_response_alg = "RS256"
        db.session.commit()
    code = flow.obtain_code(browser, reader, scope="openid")
    token = flow.exchange(machine, reader, code).json["access_token"]
    signed = machine.get("/oauth/userinfo", headers={"Authorization": f"Bearer {token}"}).text
    assert signed.count(".") == 2
    assert ask(browser, id_token_hint=signed).status_code == 400
    assert is_signed_in(browser)


def test_return_address_needs_to_know_the_app(browser):
    assert ask(browser, post_logout_redirect_uri=AFTER).status_code == 400


def test_signed_out_already_leads_back_by_proof_and_by_a_link_without(app, reader, id_token):
    stranger = app.test_client()
    proved = ask(stranger, id_token_hint=id_token, post_logout_redirect_uri=AFTER)
    assert proved.location == AFTER
    shown = ask(stranger, client_id=reader.id, post_logout_redirect_uri=AFTER)
    assert shown.status_code == 200
    assert f'href="{AFTER}"' in shown.text


def test_link_of_an_app_that_no_one_vouches_for_redirects_no_stranger(app, reader, id_token):
    """Anyone can register an app, and has an ID token of their own account."""
    with app.app_context():
        Client.find(reader.id).source = "dcr"
        db.session.commit()
    shown = ask(app.test_client(), id_token_hint=id_token, post_logout_redirect_uri=AFTER)
    assert (shown.status_code, shown.location) == (200, None)
    assert f'href="{AFTER}"' in shown.text


def test_suspended_app_gets_no_one_back(app, browser, reader, id_token):
    with app.app_context():
        Client.find(reader.id).suspend("phishing")
        db.session.commit()
    ended = ask(browser, id_token_hint=id_token, post_logout_redirect_uri=AFTER)
    assert (ended.status_code, ended.location) == (200, None)
    assert AFTER not in ended.text
    assert not is_signed_in(browser)


def test_request_by_post_is_repeated_by_get(browser, id_token):
    answer = browser.post(PATH, data={"id_token_hint": id_token, "other": "x"})
    assert answer.status_code == 303
    assert is_signed_in(browser)
    assert "You are signed out" in browser.get(answer.location).text


def test_form_without_its_token_ends_nothing(browser, settings):
    assert browser.post(PATH, data={"csrf_token": "x"}).status_code == 400
    assert browser.post(PATH).status_code == 400
    assert is_signed_in(browser)
