"""Second factors in a real browser: passkey, authenticator app, recovery code, and a lost phone."""

import re

import pyotp
import pytest

from app.extensions import db
from tests.support.factories import PASSWORD, make_user
from tests.support.live_server import find_free_port

pytestmark = pytest.mark.browser

ANA, ADA = "ana@example.org", "ada@example.org"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(app, start_server):
    """The address of a server with a host name, as passkeys need one; Ada is its operator."""
    with app.app_context():
        make_user(ANA, name="Ana Rossi")
        make_user(ADA, name="Ada Lind", is_operator=True)
        db.session.commit()
    port = find_free_port()
    address = f"http://localhost:{port}"
    start_server(port=port, public_url=address, workers=1, threads=4)
    return address


def open_with_authenticator(open_page):
    """A page in a fresh profile with Chromium's virtual authenticator."""
    page = open_page()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def type_password(page, site, email, path="/login"):
    page.goto(site + path)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")


def sign_out(page):
    page.locator("summary").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").first.click()


def heading(page):
    return page.get_by_role("heading", level=1).inner_text()


def codes_on(page):
    return re.findall(r"(?:[a-z2-7]{4}-){3}[a-z2-7]{4}", page.get_by_role("main").inner_text())


def test_passkey_is_added_and_signs_in_alone_and_as_second_step(site, open_page):
    page = open_with_authenticator(open_page)
    type_password(page, site, ANA)
    page.goto(site + "/account/security")
    page.get_by_label("Name").fill("Laptop")
    press(page, "Add a passkey")
    assert heading(page) == "Save your recovery codes"
    assert len(codes_on(page)) == 10
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download").click()
    assert len(saved.value.path().read_text().split()) == 10
    page.get_by_role("link", name="Back to security").click()
    assert "Laptop" in page.get_by_role("main").inner_text()

    sign_out(page)
    page.goto(site + "/login?next=/account/sessions")
    press(page, "Use a passkey")
    assert page.url == site + "/account/sessions"

    sign_out(page)
    type_password(page, site, ANA, "/login?next=/account/activity")
    assert heading(page) == "Second step"
    press(page, "Use a passkey")
    assert page.url == site + "/account/activity"
    assert "Passkey added" in page.get_by_role("table").inner_text()

    page.goto(site + "/account/confirm?next=/account/email")
    press(page, "Use a passkey")
    assert page.url == site + "/account/email"


def test_app_and_recovery_code_sign_in_without_scripts_and_an_operator_helps(site, open_page):
    page = open_page(javascript=False)
    type_password(page, site, ANA)
    page.goto(site + "/account/security")
    page.get_by_role("link", name="Set up an authenticator app").click()
    secret = page.get_by_role("main").locator("code").inner_text()
    page.get_by_label("Code").fill(pyotp.TOTP(secret).now())
    press(page, "Set up")
    code, *_others = codes_on(page)
    page.goto(site + "/account")
    sign_out(page)

    type_password(page, site, ANA)
    page.get_by_label("Code").fill(code)
    press(page, "Sign in")
    assert "Codes left: 9" in page.get_by_role("main").inner_text()
    sign_out(page)

    operator = open_page(javascript=False)
    type_password(operator, site, ADA, "/login?next=/admin/users?q=ana")
    operator.get_by_role("link", name="Ana Rossi").click()
    operator.get_by_role("link", name="End second factors").click()
    operator.get_by_label("Reason").fill("Lost her phone; I know her voice.")
    press(operator, "End second factors")
    assert "has no second factor any more" in operator.get_by_role("main").inner_text()

    type_password(page, site, ANA)
    page.goto(site + "/account/security")
    assert "Password only" in page.get_by_role("main").inner_text()
