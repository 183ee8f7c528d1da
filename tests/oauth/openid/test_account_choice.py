"""Which account the app means: select_account, id_token_hint and login_hint."""

import pytest

from tests.support import oauth_flow as flow
from tests.support import openid
from tests.support.factories import PASSWORD
from tests.support.forms import find_form, submit
from tests.support.people import sign_in

pytestmark = pytest.mark.both_databases


@pytest.fixture
def reader(app):
    return openid.register(app, name="Reader")


@pytest.fixture
def hint(app, browser, reader):
    """Olivia's ID token."""
    return openid.sign_in(app, reader, "olivia@example.org")["id_token"]


@pytest.fixture
def otto(app):
    browser = app.test_client()
    sign_in(browser, flow.make_organizer(app, "otto@example.org", "night-owl"))
    return browser


def ask(browser, reader, **changes):
    return browser.get(flow.authorize_path(reader, scope="openid", **changes))


def test_signed_in_user_chooses_and_goes_on(browser, reader):
    page = ask(browser, reader, prompt="select_account")
    assert "Choose an account" in page.text
    go_on = page.text.split("btn-primary")[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Authorize" in browser.get(go_on).text


def test_another_account_signs_in_and_the_request_is_kept(browser, otto, reader):
    page = ask(browser, reader, prompt="select_account")
    form = find_form(page.text, "Use another account")
    left = browser.post(form.action, data=form.press("Use another account"))
    signed_in = submit(
        browser, left.location, "Sign in", email="otto@example.org", password=PASSWORD
    )
    consent = browser.get(signed_in.location).text
    assert "otto@example.org" in consent
    assert "Choose an account" not in consent


def test_user_who_signs_in_for_the_request_has_chosen(app, olivia, reader):
    browser = app.test_client()
    to_sign_in = ask(browser, reader, prompt="select_account")
    signed_in = submit(browser, to_sign_in.location, "Sign in", email=olivia, password=PASSWORD)
    assert "Choose an account" not in browser.get(signed_in.location).text


def test_hinted_user_goes_on_and_another_is_asked_to_switch(browser, otto, reader, hint):
    assert (
        "Use another account" not in ask(browser, reader, id_token_hint=hint, prompt="consent").text
    )
    asked = ask(otto, reader, id_token_hint=hint, prompt="consent")
    assert "expects a different account" in asked.text
    assert "error=login_required" in asked.text


def test_silent_request_for_another_user_is_login_required(app, otto, reader, hint):
    openid.sign_in(app, reader, "otto@example.org")
    sent_back = flow.callback(ask(otto, reader, id_token_hint=hint, prompt="none"))
    assert sent_back["error"] == "login_required"


@pytest.mark.parametrize("wrong", ["no.id.token", "é", "x" * 3000])
def test_hint_that_is_none_is_refused(app, browser, reader, hint, wrong):
    assert flow.callback(ask(browser, reader, id_token_hint=wrong))["error"] == "invalid_request"


def test_hint_of_another_app_is_refused(app, browser, hint):
    rival = openid.register(app, name="Rival")
    openid.sign_in(app, rival, "olivia@example.org")
    assert flow.callback(ask(browser, rival, id_token_hint=hint))["error"] == "invalid_request"


def test_expired_hint_is_accepted(browser, reader, hint, clock):
    clock.advance(7200)
    assert "Authorize" in ask(browser, reader, id_token_hint=hint, prompt="consent").text


def test_login_hint_fills_in_the_field_whether_it_has_an_account_or_not(app, olivia, reader):
    for address in (olivia, "stranger@example.org"):
        page = app.test_client().get(ask(app.test_client(), reader, login_hint=address).location)
        assert f'value="{address}"' in page.text


@pytest.mark.parametrize("hint_text", ['"><script>', "x" * 300 + "@e.org", "no address", "a@\x00b"])
def test_login_hint_that_is_no_address_is_left_out(app, reader, hint_text):
    browser = app.test_client()
    answer = ask(browser, reader, login_hint=hint_text)
    assert answer.status_code in {302, 400}
    if answer.status_code == 302:
        assert "<script>" not in browser.get(answer.location).text.split("<main")[1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("display", "popup"),
        ("ui_locales", "se fr"),
        ("claims_locales", "se"),
        ("acr_values", "1 2"),
        ("prompt", "consent"),
    ],
)
def test_parameters_that_change_nothing_are_no_error(browser, reader, name, value):
    assert "Authorize" in ask(browser, reader, **{name: value}).text
