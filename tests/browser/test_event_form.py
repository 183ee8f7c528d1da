"""What the form of an event does in a browser; test_every_page.py says that it is sound."""

import pytest

from app.extensions import db
from tests.support.factories import PASSWORD, make_team, make_user
from tests.support.pictures import photograph

pytestmark = pytest.mark.browser
FORM = "/teams/harbour-hall/events/new"


@pytest.fixture
def server(app, start_server):
    """A server that knows Ana and her team."""
    with app.app_context():
        make_team(make_user("ana@example.org"), name="Harbour Hall", slug="harbour-hall")
        db.session.commit()
    return start_server(mail_inbox=True, workers=1, threads=4)


def open_form(server, page):
    page.goto(f"{server.url}/login?next={FORM}")
    page.get_by_label("E-mail").fill("ana@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


def test_buttons_mark_what_is_selected_and_mark_it_once(server, open_page):
    page = open_page()
    open_form(server, page)
    text = page.get_by_label("Description")
    text.fill("Doors at eight")
    text.select_text()
    page.get_by_role("button", name="Bold").click()
    assert text.input_value() == "**Doors at eight**"
    page.keyboard.press("Control+z")
    assert text.input_value() == "Doors at eight"
    text.select_text()
    page.get_by_role("button", name="List").click()
    assert text.input_value() == "- Doors at eight"


def test_without_scripts_a_rule_shows_what_it_needs_and_a_picture_is_taken(server, open_page):
    page = open_page(width=320, javascript=False)
    open_form(server, page)
    assert page.get_by_role("button", name="Bold").count() == 0
    page.get_by_label("Title").fill("Jam")
    page.get_by_label("Start date").fill("2027-03-20")
    page.get_by_label("Start time").fill("20:00")
    page.get_by_text("More days").click()
    days = page.get_by_role("group", name="Weekly on")
    assert not days.is_visible()
    page.get_by_label("Repeats").select_option("week")
    assert days.is_visible()
    page.get_by_text("Upload one, or link to it").click()
    photo = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    page.get_by_label("Picture", exact=False).first.set_input_files(photo)
    page.get_by_role("button", name="Add the event").click()
    shown = page.locator(".picture img")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
