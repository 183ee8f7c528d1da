"""The main loop as people go through it: without scripts, and with the keyboard alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from app.extensions import db
from tests.browser.deeds import send
from tests.browser.stage import sign_in
from tests.support.factories import PASSWORD, make_client, make_team, make_user

pytestmark = pytest.mark.browser

NEW = "pia@example.org"


@pytest.fixture
def server(app, start_server):
    """A server that knows nobody."""
    return start_server(workers=1)


def sign_up(page: Page) -> None:
    page.goto("/register")
    page.get_by_label("Your name").fill("Pia Holm")
    page.get_by_label("E-mail").fill(NEW)
    page.get_by_label("Password").fill(PASSWORD)
    send(page, "Sign up")


def found_a_team(page: Page) -> None:
    page.goto("/teams/new")
    page.get_by_label("Name").fill("Harbour Hall")
    send(page, "Make the team")


def register_an_app(page: Page, redirect_uri: str) -> str:
    """Register an app, and return its client ID."""
    page.goto("/developer/apps/new")
    page.get_by_role("textbox", name="Name").fill("Poster Board")
    page.get_by_label("Redirect URI").fill(redirect_uri)
    send(page, "Create app")
    assert page.get_by_text("sd_sec_").first.is_visible()
    return page.url.rpartition("/")[2]


def test_whole_loop_works_without_scripts(server, open_page):
    page = open_page(javascript=False, base_url=server.url)
    sign_up(page)
    found_a_team(page)
    client_id = register_an_app(page, f"{server.url}/docs")

    challenge = f"code_challenge={'c' * 43}&code_challenge_method=S256"
    page.goto(f"/oauth/authorize?response_type=code&client_id={client_id}&state=kept&{challenge}")
    send(page, "Authorize")
    assert re.search(r"/docs\?code=\w+&state=kept", page.url)

    page.goto("/account/apps")
    assert page.get_by_role("heading", name="Poster Board").is_visible()
    page.get_by_role("link", name="Revoke Poster Board").click()
    send(page, "Revoke access")
    expect(page.get_by_role("heading", name="No apps connected")).to_be_visible()


@pytest.fixture
def waiting(app, start_server, open_page):
    """A consent page that waits for Ana's decision: two teams, none chosen."""
    server = start_server(workers=1)
    with app.app_context():
        ana = make_user("ana@example.org")
        for name in ("Back Room", "Harbour Hall"):
            make_team(ana, name=name)
        reader, _secret = make_client(name="Reader", redirect_uris=(f"{server.url}/docs",))
        reader.review()
        db.session.commit()
        client_id = reader.client_id
    page = open_page(base_url=server.url)
    sign_in(page, "ana")
    page.goto(f"/oauth/authorize?response_type=code&client_id={client_id}")
    return page


def focused(page: Page) -> str:
    """What has the focus, in the words a screen reader would say."""
    return page.evaluate(
        "(document.activeElement.labels?.[0] ?? document.activeElement).innerText.trim()"
    )


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus is on ``words``; fail when it never gets there."""
    seen = []
    for _step in range(20):
        page.keyboard.press("Tab")
        seen.append(focused(page))
        if seen[-1].endswith(words):
            return
    raise AssertionError(f"Tab did not lead to {words!r}, only to {seen}")


def test_consent_is_given_with_the_keyboard_alone(waiting):
    tab_to(waiting, "Back Room")
    waiting.keyboard.press("Space")
    waiting.keyboard.press("ArrowDown")
    assert focused(waiting).endswith("Harbour Hall")
    tab_to(waiting, "Authorize")
    with waiting.expect_navigation():
        waiting.keyboard.press("Enter")
    assert "/docs?code=" in waiting.url


def test_consent_is_refused_with_the_keyboard_alone(waiting):
    tab_to(waiting, "Deny")
    with waiting.expect_navigation():
        waiting.keyboard.press("Space")
    assert "error=access_denied" in waiting.url
