"""The public and account pages as people see them: no violation, nothing wider than the screen."""

import pytest

from app.extensions import db
from tests.support.factories import PASSWORD, make_client, make_user

pytestmark = pytest.mark.browser

PUBLIC = (
    "/",
    "/login",
    "/register",
    "/forgot",
    "/docs",
    "/docs/scopes",
    "/docs/errors",
    "/inbox",
    "/nowhere",
    "/reset/sd_rst_dead",
)
SIGNED_IN = ("/", "/account", "/account/sessions", "/docs")
# Colours do not depend on the width, nor the arrangement on the theme.
VIEWS = [("light", 1280), ("dark", 390)]


@pytest.fixture
def server(app, start_server):
    """A server that knows Ana, a developer."""
    with app.app_context():
        make_client(make_user("ana@example.org"), name="Poster Board")
        db.session.commit()
    return start_server(mail_inbox=True, workers=1, threads=4)


def sign_in(page, server, path="/login"):
    page.goto(server.url + path)
    page.get_by_label("E-mail").fill("ana@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def find_faults(page, axe):
    faults = axe(page)
    if page.locator("h1").count() != 1:
        faults.append("not exactly one h1")
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append("wider than the screen")
    return faults


def find_faults_of_all(page, axe, server, paths):
    """What is wrong with each page in either theme, wide and narrow."""
    faults = {}
    for theme, width in VIEWS:
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        for path in paths:
            page.goto(server.url + path)
            faults[path, theme, width] = find_faults(page, axe)
    return {view: found for view, found in faults.items() if found}


def test_public_pages_have_no_fault(server, page, axe):
    assert find_faults_of_all(page, axe, server, PUBLIC) == {}


def test_account_pages_have_no_fault(server, page, axe):
    sign_in(page, server)
    assert find_faults_of_all(page, axe, server, SIGNED_IN) == {}


def test_refused_form_has_no_fault_and_leads_to_the_field(server, open_page, axe):
    page = open_page(width=320)
    page.goto(server.url + "/register")
    page.get_by_label("Your name").fill("Ben")
    page.get_by_role("button", name="Sign up").click()
    assert find_faults(page, axe) == []
    page.get_by_role("link", name="Password: Fill this in.").click()
    assert page.evaluate("document.activeElement.id") == "password"


def test_signing_in_and_out_works_without_scripts(server, open_page):
    page = open_page(javascript=False)
    sign_in(page, server, "/login?next=/account/sessions")
    assert page.url == server.url + "/account/sessions"
    page.locator("summary").click()
    page.get_by_role("button", name="Sign out").first.click()
    page.goto(server.url + "/account")
    assert page.url == server.url + "/login?next=/account"
