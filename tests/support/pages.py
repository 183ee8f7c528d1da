"""Fixtures for pages in a real browser; they watch for what no page of ours may do."""

import os
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.axe import find_violations
from tests.support.chromium import NoChromiumError, launch_chromium

OWN_HOSTS = ("127.0.0.1", "localhost", "")
PATIENCE = 10_000  # milliseconds for one step of a page


@pytest.fixture(scope="session")
def browser() -> Browser:
    """A started Chromium; without one the test is skipped, and with CI=true it fails."""
    with sync_playwright() as playwright:
        try:
            browser = launch_chromium(playwright)
        except NoChromiumError as error:
            refuse = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
            refuse(str(error))
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser):
    """A function that opens a page in a fresh profile.

    It takes ``theme`` (light, dark), ``width`` in CSS pixels, ``javascript`` (whether it runs), and
    anything else ``Browser.new_context`` takes. At the end of the test it fails where a page raised
    an error, broke its Content-Security-Policy, or fetched a file from another host.
    """
    contexts: list[BrowserContext] = []
    misdeeds: list[str] = []

    def open_page(theme="light", width=1280, height=900, javascript=True, **options) -> Page:
        context = browser.new_context(
            color_scheme=theme,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            **options,
        )
        context.set_default_timeout(PATIENCE)
        watch(context, misdeeds)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert misdeeds == []


@pytest.fixture
def page(open_page) -> Page:
    """A page in a fresh profile: light, 1280 pixels wide, with JavaScript."""
    return open_page()


@pytest.fixture(scope="session")
def axe():
    """A function from a page to axe-core's violations on it, one line each."""
    return find_violations


def watch(context: BrowserContext, misdeeds: list[str]) -> None:
    """Note errors of scripts, breaches of the policy, and files from elsewhere."""

    def note_request(request):
        # An authorization server sends people to clients' pages; it loads no file from there.
        if request.resource_type != "document" and is_foreign(request.url):
            misdeeds.append(f"fetched {request.url}")

    def note_message(message):
        if "Content Security Policy" in message.text:
            misdeeds.append(message.text)

    context.on("request", note_request)
    context.on("console", note_message)
    context.on("weberror", lambda error: misdeeds.append(str(error.error)))


def is_foreign(url: str) -> bool:
    """Whether the address leads to another machine."""
    target = urlsplit(url)
    return target.scheme in ("http", "https") and target.hostname not in OWN_HOSTS
