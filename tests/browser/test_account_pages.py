"""What account pages do in a browser; that each is without fault, test_every_page.py says."""

import pytest

from app.extensions import db
from tests.support.factories import PASSWORD, make_client, make_user

pytestmark = pytest.mark.browser


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


def test_refused_form_leads_to_the_field(server, open_page):
    page = open_page(width=320)
    page.goto(server.url + "/register")
    page.get_by_label("Your name").fill("Ben")
    page.get_by_role("button", name="Sign up").click()
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
