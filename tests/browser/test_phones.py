"""What a phone shows first, and what it leaves out."""

import pytest

from tests.support.factories import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def server(start_server):
    """A server on which nobody has an account yet."""
    return start_server(workers=1, threads=4)


def press(page, name):
    """Press the page's own button, and wait for the answer."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name).first.click()


def top_of(locator):
    return locator.bounding_box()["y"]


def is_wider_than_the_screen(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_visitor_finds_every_page_from_the_top(server, open_page, javascript):
    page = open_page(width=320, javascript=javascript, base_url=server.url)
    page.goto("/")
    assert not is_wider_than_the_screen(page)
    page.locator("header details[data-menu] summary").click()
    with page.expect_navigation():
        page.locator(".menu-pop").get_by_role("link", name="Docs").click()

    pages = page.locator(".docs-menu summary")
    assert top_of(pages) < top_of(page.get_by_role("heading", level=1))
    assert not page.locator(".docs-menu").get_by_role("link", name="Errors").is_visible()
    pages.click()
    assert page.locator(".docs-menu").get_by_role("link", name="Errors").is_visible()

    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/docs")
    assert page.locator(".docs-menu").get_by_role("link", name="Errors").is_visible()
    assert not pages.is_visible()


def test_long_lists_name_their_months_and_long_values_keep_their_end(server, open_page):
    page = open_page(width=390, base_url=server.url)
    page.goto("/register?next=/teams/new")
    page.get_by_label("Your name").fill("Ben Alder")
    page.get_by_label("E-mail").fill("ben@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign up")
    page.get_by_label("Name").fill("The Society of Friends of the Harbour Hall")
    press(page, "Make the team")
    team = page.url
    page.goto(f"{team}/events/new")
    page.get_by_label("Title").fill("Night")
    page.get_by_label("Start date").fill("2090-03-20")
    page.get_by_label("Start time").fill("20:00")
    press(page, "Add the event")

    page.goto(f"{team}/events")
    month = page.get_by_role("listitem").filter(has_text="March 2090").first
    assert month.bounding_box()["height"] > 10
    page.set_viewport_size({"width": 1280, "height": 900})
    assert month.bounding_box()["height"] < 2

    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{team}/feeds")
    head, tail = page.locator(".cut").first.locator("span").all()
    assert tail.inner_text() == "events.ics"
    assert tail.bounding_box()["x"] + tail.bounding_box()["width"] < 390
    assert head.evaluate("head => head.scrollWidth > head.clientWidth")
    assert page.locator(".cut").first.inner_text().endswith("-hall/events.ics")
