"""The way from an app on another site to its callback: redirects, popups, tabs, mails."""

import re
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import Page, expect

from app.extensions import db
from app.models.accounts.user import User
from tests.browser.deeds import PKCE, send
from tests.browser.stage import sign_in
from tests.support.factories import PASSWORD, make_client, make_team, make_user

pytestmark = pytest.mark.browser

BEN = "ben@example.org"
LANDED = re.compile(r"/landed\?code=\w+&state=a")


@pytest.fixture
def server(start_server):
    return start_server(workers=1, threads=4, mail_inbox=True, require_verified_email=True)


@pytest.fixture
def connect(app, server, foreign_app):
    """A function that registers an app with a redirect URI, and returns its request's address."""
    with app.app_context():
        make_team(make_user("ana@example.org", name="Ana Rossi"), name="Harbour Hall")
        db.session.commit()

    def register(redirect_uri: str, scope: str = "events:read", **metadata) -> str:
        with app.app_context():
            made, _secret = make_client(name="Reader", redirect_uris=(redirect_uri,), **metadata)
            made.review()
            db.session.commit()
            query = {"response_type": "code", "client_id": made.client_id, "scope": scope}
        return f"{server.url}/oauth/authorize?{urlencode(query | PKCE | {'state': 'a b'})}"

    return register


@pytest.fixture
def visitor(server, open_page) -> Page:
    """A visitor's page."""
    return open_page(base_url=server.url)


def fill_sign_in(page: Page, email: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)


def fill_sign_up(page: Page) -> None:
    page.get_by_label("Your name").fill("Ben Alder")
    fill_sign_in(page, BEN)


def mailed_link(page: Page, beginning: str) -> str:
    """The link in the newest mail, read in a tab of its own."""
    inbox = page.context.new_page()
    inbox.goto("/inbox")
    link = re.search(rf"http://\S+{beginning}\w+", inbox.content())[0]
    inbox.close()
    return link


def test_callback_may_redirect_to_another_site(visitor, connect, foreign_app):
    """After the consent page, and straight after signing in; ``visitor`` sees every breach."""
    address = connect(foreign_app.callback(f"{foreign_app.other_url}/landed"))
    visitor.goto(address)
    fill_sign_in(visitor, "ana@example.org")
    send(visitor, "Sign in")
    send(visitor, "Authorize")
    expect(visitor).to_have_url(LANDED)
    visitor.context.clear_cookies()
    visitor.goto(address)
    fill_sign_in(visitor, "ana@example.org")
    send(visitor, "Sign in")
    expect(visitor).to_have_url(LANDED)


@pytest.mark.parametrize("then", ["com.example.app:/landed", None], ids=["redirected", "direct"])
def test_callback_may_be_a_scheme_of_the_app(visitor, connect, foreign_app, then):
    """No page can show where it ends; the browser says when the policy blocks the way there."""
    uri = foreign_app.callback(then) if then else "com.example.app:/callback"
    address = connect(uri, runs_on="phone")
    sign_in(visitor, "ana")
    visitor.goto(address)
    with visitor.expect_event("requestfailed") as failed:
        visitor.get_by_role("button", name="Authorize").click()
    assert failed.value.url.startswith("com.example.app:/")
    assert "csp" not in str(failed.value.failure).lower()


def test_popup_is_heard_after_signing_up_confirming_and_making_a_team(
    visitor, connect, foreign_app
):
    address = connect(foreign_app.callback(f"{foreign_app.other_url}/landed"))
    popup = open_popup(visitor, foreign_app, address)
    popup.get_by_role("link", name="Sign up").click()
    fill_sign_up(popup)
    send(popup, "Sign up")
    tab = visitor.context.new_page()
    tab.goto(mailed_link(visitor, "/account/verify/"))
    send(tab, "Confirm the address")
    expect(tab.get_by_role("heading", name="Reader wants to connect")).to_be_visible()
    popup.get_by_role("link", name="Go on").click()
    popup.get_by_role("link", name="Make a team").click()
    popup.get_by_label("Name").fill("Quay")
    send(popup, "Make the team")
    popup.get_by_role("button", name="Authorize").click()
    expect(visitor).to_have_title(re.compile(r"^heard \?code=\w+&state=a"))


def test_popup_is_heard_after_an_error_and_a_refusal(visitor, connect, foreign_app):
    popup = open_popup(visitor, foreign_app, connect(foreign_app.callback()))
    popup.get_by_label("E-mail").fill("ana@example.org")
    popup.get_by_label("Password").fill("not this one")
    send(popup, "Sign in")
    popup.evaluate("document.querySelector('[name=csrf_token]').value = 'forged'")
    fill_sign_in(popup, "ana@example.org")
    send(popup, "Sign in")
    popup.get_by_role("link", name="Open the form again").click()
    popup.get_by_role("link", name="Forgot your password?").click()
    popup.get_by_role("link", name="Back to sign in").click()
    fill_sign_in(popup, "ana@example.org")
    send(popup, "Sign in")
    popup.get_by_role("button", name="Deny").click()
    expect(visitor).to_have_title(re.compile(r"^heard \?error=access_denied"))


def open_popup(page: Page, foreign_app, address: str) -> Page:
    page.goto(f"{foreign_app.url}/opener?target={quote(address, '')}")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Connect").click()
    return opened.value


def test_two_tabs_lead_on_whatever_happens_in_the_other(app, visitor, connect, foreign_app):
    with app.app_context():
        make_team(make_user(BEN, name="Ben Alder"), name="Bens Barn")
        db.session.commit()
    address = connect(foreign_app.callback())
    stale, tab = visitor, visitor.context.new_page()
    stale.goto(address)
    sign_in(tab, "ana")
    fill_sign_in(stale, "ana@example.org")
    send(stale, "Sign in")
    expect(stale.get_by_role("button", name="Authorize")).to_be_visible()
    tab.goto(address)
    send(tab, "Not you?")  # signed out
    send(stale, "Authorize")
    fill_sign_in(stale, "ana@example.org")
    send(stale, "Sign in")
    expect(stale).to_have_url(address)
    stale.goto(address)
    tab.goto(address)
    send(tab, "Not you?")
    fill_sign_in(tab, BEN)
    send(tab, "Sign in")
    send(stale, "Authorize")
    expect(stale.get_by_text("You are signed in as ben@example.org now")).to_be_visible()
    expect(stale.get_by_text("Bens Barn")).to_be_visible()
    send(stale, "Authorize")
    expect(stale).to_have_url(re.compile(r"/callback\?code=\w+&state=a"))


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_mailed_link_leads_to_the_request_in_another_browser(
    app, visitor, server, connect, open_page, foreign_app, javascript
):
    visitor.goto(connect(foreign_app.callback(), scope="profile:read"))
    visitor.get_by_role("link", name="Sign up").click()
    fill_sign_up(visitor)
    send(visitor, "Sign up")
    other = open_page(base_url=server.url, javascript=javascript)
    other.goto(mailed_link(visitor, "/account/verify/"))
    fill_sign_in(other, BEN)
    send(other, "Sign in")
    send(other, "Confirm the address")
    send(other, "Authorize")
    expect(other).to_have_url(re.compile(r"/callback\?code=\w+&state=a"))
    with app.app_context():
        assert User.find_by_email(BEN).verified_at is not None
