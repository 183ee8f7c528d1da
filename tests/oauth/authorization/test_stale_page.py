"""A consent page that was opened before the session changed leads back to its request."""

import pytest

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.user import User
from app.models.grants.grant import Grant
from tests.support import oauth_flow as flow
from tests.support.people import sign_in

BEN = "ben@example.org"


@pytest.fixture
def path(poster):
    """A request, of which every parameter counts."""
    return flow.authorize_path(poster, state="a b&c=d%", team="harbour-hall")


@pytest.fixture
def form(browser, path):
    """The form of Olivia's page, opened before what follows."""
    return flow.find_form(browser.get(path).text, "Authorize")


def send(browser, form, button="Authorize"):
    """Press a button of the page in the other tab."""
    return browser.post(form.action, data=form.press(button))


@pytest.mark.parametrize("button", ["Authorize", "Deny"])
def test_page_of_a_user_who_signed_out_comes_back_after_signing_in(
    app, browser, olivia, form, path, button
):
    with browser.session_transaction() as cookie:
        cookie.clear()
    answer = send(browser, form, button)
    assert answer.location == path
    answer = browser.get(answer.location)
    assert flow.query_of(answer.location)["next"] == [path]
    sign_in(browser, olivia)
    assert flow.callback(flow.submit(browser, path, "Authorize"))["state"] == "a b&c=d%"
    assert flow.count(app, Grant) == 1


def test_page_of_a_session_that_was_ended_elsewhere_comes_back(app, browser, olivia, form, path):
    """The cookie, and the form's token, are as before."""
    with app.app_context():
        BrowserSession.end_all(User.find_by_email(olivia))
        db.session.commit()
    assert send(browser, form).location == path


@pytest.mark.parametrize("button", ["Authorize", "Deny"])
def test_another_user_reads_the_page_anew_and_as_whom(app, browser, form, path, button):
    flow.make_organizer(app, BEN, "bens-barn")
    sign_in(browser, BEN)
    answer = send(browser, form, button)
    assert answer.location == path
    page = browser.get(path)
    assert "You are signed in as ben@example.org now" in page.text
    assert "Bens Barn" in page.text
    assert "Harbour Hall" not in page.text
    assert flow.count(app, Grant) == 0


def test_same_user_with_another_session_reads_the_page_anew(app, browser, olivia, form, path):
    sign_in(browser, olivia)
    assert send(browser, form).location == path
    assert flow.count(app, Grant) == 0


def test_page_that_was_open_too_long_is_shown_anew(app, browser, form, path, monkeypatch):
    settings = app.config["SETTINGS"]
    monkeypatch.setitem(
        app.config, "SETTINGS", settings.model_copy(update={"consent_lifetime": -1})
    )
    assert send(browser, form).location == path
    assert flow.count(app, Grant) == 0


def test_form_has_the_requests_address_so_that_no_page_is_without_its_query(form, path):
    assert form.action == path


def test_note_to_the_owners_can_be_copied(app, poster):
    """It was typed: the page that follows shows it, and leads back."""
    browser, note = app.test_client(), "Please connect this for the spring programme."
    with app.app_context():
        flow.factories.join(flow.factories.make_team(), flow.factories.make_user("ed@example.org"))
        db.session.commit()
    sign_in(browser, "ed@example.org")
    path = flow.authorize_path(poster)
    form = flow.find_form(browser.get(path).text, "Ask")
    sign_in(browser, "ed@example.org")
    headers = {"Sec-Fetch-Site": "same-origin"}
    answer = browser.post(form.action, data=form.press("Ask", note=note), headers=headers)
    assert note in answer.text
    assert path.replace("&", "&amp;") in answer.text


def test_ticket_that_is_not_ours_leads_nowhere(browser, form):
    answer = browser.post("/oauth/authorize", data=form.press("Authorize", request="x"))
    assert answer.status_code == 400
    assert "This page was open too long" in answer.text


def test_stale_form_without_a_ticket_is_refused_in_words(browser, olivia, form):
    sign_in(browser, olivia)
    answer = browser.post("/oauth/authorize", data=form.press("Authorize", request=""))
    assert answer.status_code == 400
    assert "This page was open too long" in answer.text
