"""A person's account from the first day to the last, in a real browser and without scripts."""

import re

import pytest

from tests.support.factories import PASSWORD

pytestmark = pytest.mark.browser

BEN, NEW = "ben@example.org", "ben@new.example.org"


@pytest.fixture
def server(start_server):
    """A server that demands confirmed addresses, and shows its mail."""
    return start_server(mail_inbox=True, require_verified_email=True, workers=1, threads=4)


def press(page, name):
    """Press the page's own button, and wait for the answer."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name).first.click()


def open_newest_link(page, server):
    """Follow the first link of the newest mail."""
    page.goto(server.url + "/inbox")
    words = page.get_by_role("main").inner_text()
    page.goto(server.url + re.search(r"/account/verify/\w+", words).group())


def heading(page):
    return page.get_by_role("heading", level=1).inner_text()


def test_account_from_the_first_day_to_the_last(server, open_page):
    page = open_page(javascript=False)
    page.goto(server.url + "/register?next=/developer/apps/new")
    page.get_by_label("Your name").fill("Ben Alder")
    page.get_by_label("E-mail").fill(BEN)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign up")
    waiting = page.url
    assert heading(page) == "Confirm your address"

    open_newest_link(page, server)
    press(page, "Confirm the address")
    assert "ben@example.org is confirmed" in page.get_by_role("main").inner_text()
    assert page.url == server.url + "/developer/apps/new"
    page.goto(waiting)
    assert page.url == server.url + "/developer/apps/new"

    page.goto(server.url + "/account")
    page.get_by_label("Time zone").fill("rome")
    press(page, "Save")
    assert page.get_by_role("link", name="Times in Europe/Rome").is_visible()

    page.get_by_role("link", name="Change your e-mail address").click()
    page.get_by_label("New e-mail address").fill(NEW)
    press(page, "Send the link")
    open_newest_link(page, server)
    press(page, "Confirm the address")
    assert f"You sign in as {NEW}" in page.get_by_role("main").inner_text()

    page.get_by_role("link", name="Activity").click()
    assert "E-mail address changed" in page.get_by_role("table").inner_text()

    page.goto(server.url + "/account")
    page.get_by_role("link", name="Delete your account").click()
    page.get_by_label("Type").fill(NEW)
    press(page, "Delete my account")
    assert "Your account is deleted." in page.get_by_role("main").inner_text()
    page.goto(server.url + "/account")
    assert page.url == server.url + "/login?next=/account"
