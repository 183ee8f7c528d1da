"""People who are named by address join, and a team gets another owner, without script."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.cast import email_of
from tests.browser.deeds import send
from tests.browser.stage import set_stage
from tests.support.factories import PASSWORD

pytestmark = pytest.mark.browser

HALL = "/teams/harbour-hall"


@pytest.fixture
def stage(browser, migrated_sqlite_file, tmp_path):
    """A server of its own: who joins here shall not be on other tests' pages."""
    with set_stage(browser, migrated_sqlite_file, tmp_path) as stage:
        yield stage


def invite(stage, name, role):
    """Let Olivia invite the person to Harbour Hall; she reads no name that she did not type."""
    page = stage.page_of("olivia", javascript=False)
    page.goto(f"{HALL}/members")
    page.get_by_label("E-mail").fill(email_of(name))
    page.get_by_role("region", name="Add a member").get_by_label("Role").select_option(role)
    send(page, "Add")
    expect(page.get_by_text(f"An invitation is on its way to {email_of(name)}.")).to_be_visible()


def newest_link(page, below):
    """The path of the newest mailed link ``below`` this path."""
    page.goto("/inbox")
    return re.search(rf"{below}\w+(?:\?next=\S+)?", page.get_by_role("main").inner_text()).group()


def expect_heading(page, text):
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def let_otto_join(stage):
    """An existing person: the mail's link, and the button."""
    invite(stage, "otto", "editor")
    otto = stage.page_of("otto", javascript=False)
    otto.goto(newest_link(otto, "/invitations/"))
    expect_heading(otto, "Join Harbour Hall?")
    send(otto, "Accept")
    expect(otto.get_by_text("You are a member of Harbour Hall.")).to_be_visible()


def let_greta_join(stage):
    """A new person: sign up, confirm the address, and back to the invitation."""
    invite(stage, "greta", "viewer")
    greta = stage.page_of(None, javascript=False)
    link = newest_link(greta, "/invitations/")
    greta.goto(link)
    greta.get_by_role("link", name="Sign up").click()
    greta.get_by_label("Your name").fill("Greta Holm")
    greta.get_by_label("E-mail").fill(email_of("greta"))
    greta.get_by_label("Password").fill(PASSWORD)
    send(greta, "Sign up")
    assert greta.url == stage.url + link
    greta.goto(newest_link(greta, "/account/verify/"))
    send(greta, "Confirm the address")
    expect_heading(greta, "Join Harbour Hall?")
    send(greta, "Accept")
    expect(greta.get_by_text("You are a member of Harbour Hall.")).to_be_visible()


def hand_over_to_otto(stage):
    """Let an operator make Otto the owner, and Olivia an editor."""
    ada = stage.page_of("ada", javascript=False)
    ada.goto("/admin/teams")
    ada.get_by_role("link", name="Harbour Hall", exact=True).click()
    ada.get_by_role("link", name="Hand over").click()
    ada.get_by_label("E-mail address of the new owner").fill(email_of("otto"))
    ada.get_by_label("Present owners").select_option("demote")
    ada.get_by_label("Reason").fill("Olivia asked for it by telephone.")
    send(ada, "Hand over")
    expect(ada.get_by_text("otto@example.org owns the team.")).to_be_visible()
    expect(ada.get_by_role("link", name="Otto Nunes")).to_be_visible()


def test_people_join_by_accepting_and_an_operator_hands_a_team_over(stage):
    let_otto_join(stage)
    let_greta_join(stage)
    olivia = stage.page_of("olivia", javascript=False)
    olivia.goto(f"{HALL}/members")
    for name in ("Otto Nunes", "Greta Holm"):
        expect(olivia.get_by_text(name, exact=True).first).to_be_visible()

    hand_over_to_otto(stage)
    olivia.goto("/inbox")
    expect(olivia.get_by_text("Harbour Hall has a new owner").first).to_be_visible()
    olivia.goto(f"{HALL}/members")
    expect(olivia.get_by_role("button", name="Add")).to_have_count(0)
    assert stage.misdeeds == []
