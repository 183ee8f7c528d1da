"""An operator's day: look, ask, approve, stop and restore, without script."""

import pytest
from playwright.sync_api import expect

from tests.browser.deeds import send
from tests.browser.stage import set_stage

pytestmark = pytest.mark.browser


@pytest.fixture
def stage(browser, migrated_sqlite_file, tmp_path):
    """A server of its own: what is decided here shall not change other tests' pages."""
    with set_stage(browser, migrated_sqlite_file, tmp_path) as stage:
        yield stage


def test_operator_reviews_stops_and_restores(stage):
    """No script has a part in it; the pages are shown with script elsewhere."""
    page = stage.page_of("ada", javascript=False)
    page.goto("/admin/review")
    page.get_by_role("link", name="Ticket Box").click()
    page.get_by_role("link", name="Ask").click()
    page.get_by_role("link", name="Why these scopes").click()
    expect(page.get_by_label("Question")).to_have_value(
        "What does the app do with each of the scopes it may ask for?"
    )
    send(page, "Show the mail")
    expect(page.get_by_text("Hello Devi Raman")).to_be_visible()
    send(page, "Send question")

    page.get_by_role("link", name="Ticket Box").click()
    send(page, "Approve")
    # Nothing waits any more, so the queue goes on with what is live.
    expect(page.get_by_role("link", name="Street Map")).to_be_visible()
    page.get_by_role("link", name="Waiting (0)").click()
    expect(page.get_by_role("heading", name="All caught up")).to_be_visible()

    page.get_by_role("navigation", name="Operators").get_by_role("link", name="Apps").click()
    page.get_by_role("link", name="Poster Board").click()
    page.get_by_role("link", name="Suspend").click()
    page.get_by_label("Reason").fill("It asked organizers for their passwords.")
    send(page, "Suspend app")
    expect(page.get_by_text("It asked organizers for their passwords.")).to_be_visible()
    send(page, "Restore")

    page.get_by_role("navigation", name="Operators").get_by_role("link", name="Audit").click()
    page.get_by_label("What happened").select_option(label="App suspended")
    page.get_by_role("button", name="Filter").click()
    # Another app was suspended before; the newest line is first.
    expect(page.get_by_role("cell", name="App suspended").first).to_be_visible()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Ada Lind")
    assert stage.misdeeds == []
