"""A developer's first day: sign up, register an app, try it, heal it; without scripts.

The server has one worker with one thread: what a trial asks inside must not wait for another.
"""

import pytest

from tests.browser.deeds import send, try_an_app
from tests.browser.test_main_loop import register_an_app, sign_up

pytestmark = pytest.mark.browser


def test_new_developer_tries_an_app_that_runs_nowhere_yet(start_server, open_page):
    server = start_server(workers=1, threads=1)
    page = open_page(javascript=False, base_url=server.url)
    sign_up(page)
    client_id = register_an_app(page, "https://poster.example/callback")
    page.get_by_role("link", name="Try it").first.click()
    try_an_app(page)
    assert page.get_by_text("The flow works").is_visible()
    assert page.get_by_text('"title": "Open rehearsal"').is_visible()
    token = "sd_at_"
    assert token not in page.url
    assert token not in server.log

    page.goto(f"/oauth/authorize?response_type=code&client_id={client_id}&redirect_uri=https://x.y")
    page.goto(f"/developer/apps/{client_id}/doctor")
    assert page.get_by_role("heading", name="The redirect URI is not registered").is_visible()
    assert page.get_by_text("The host differs.").is_visible()

    page.goto(f"/developer/apps/{client_id}/try")
    send(page, "Open the consent page")
    send(page, "Deny")
    assert page.get_by_role("heading", name="The user denied access").is_visible()


def test_new_secret_is_not_left_by_mistake(start_server, open_page):
    """Whoever leaves the only page that shows it without copying it is asked once."""
    page = open_page(base_url=start_server(workers=1).url)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    sign_up(page)
    register_an_app(page, "https://poster.example/callback")
    there = page.url
    page.locator("h1").click()  # browsers ask for somebody who did something on the page
    page.get_by_role("link", name="Your apps").first.click(no_wait_after=True)
    page.wait_for_function("true")
    assert (page.url, asked) == (there, ["beforeunload"])
    page.get_by_role("link", name="Your apps").first.click()
    page.wait_for_url("**/developer/apps")
    assert asked == ["beforeunload"]
