"""The page of the sandbox: its buttons, and what they changed."""

import html
import re

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.trials import sandbox
from app.models.webhooks.webhook import Webhook
from tests.support import client_pages, factories, webhooks
from tests.support.forms import submit
from tests.support.people import sign_in

PAGE = "/developer/sandbox"


@pytest.fixture
def browser(app):
    client_pages.make(app, lambda: factories.make_user("dev@example.org"))
    client = app.test_client()
    sign_in(client, "dev@example.org")
    return client


def press(browser, button):
    """Press the button; return the text of the page that follows."""
    answer = submit(browser, PAGE, button)
    assert (answer.status_code, answer.location) == (303, PAGE)
    return html.unescape(browser.get(PAGE).text)


def test_sandbox_is_made_changed_and_reset_by_buttons(browser):
    press(browser, "Make a sandbox")
    expected = {
        "Move": "now takes place a day later.",
        "Cancel": "is cancelled.",
        "Add a series": "was added.",
        "Delete": "is deleted.",
        "Change something now": "”",
        "Reset": "sample events again",
    }
    for button, message in expected.items():
        assert message in press(browser, button), button


def test_change_is_watched_in_the_stream(app, browser):
    press(browser, "Make a sandbox")
    page = press(browser, "Delete")
    with app.app_context():
        team = sandbox.find(User.find_by_email("dev@example.org"))
        seq = team.change_seq
    first = re.search(r'data-live="watch".*?<tbody>\s*<tr>(.*?)</tr>', page, re.S)[1]
    assert f">{seq}<" in first
    assert "event.removed" in first


def test_unknown_act_is_the_next_in_turn(browser):
    press(browser, "Make a sandbox")
    assert submit(browser, PAGE, "Move", act="explode").status_code == 303


def test_sandbox_of_somebody_else_is_never_touched(app, browser):
    client_pages.make(app, lambda: sandbox.open_for(factories.make_user("rival@example.org")).id)
    press(browser, "Make a sandbox")
    press(browser, "Delete")
    with app.app_context():
        rivals = sandbox.find(User.find_by_email("rival@example.org"))
        counts = db.session.scalar(
            db.text("SELECT count(*) FROM event WHERE team_id = :id AND deleted_at IS NOT NULL"),
            {"id": rivals.id},
        )
    assert counts == 0


def test_deliveries_to_own_apps_are_watched_beside_the_stream(app, browser):
    press(browser, "Make a sandbox")
    own = client_pages.make_client_of(app, "dev@example.org")
    other = client_pages.make_client_of(app, "rival@example.org")

    def build():
        slug = sandbox.find(User.find_by_email("dev@example.org")).slug
        for client_id, status in ((own, 204), (other, 500)):
            client = Client.find(client_id)
            Webhook.create(client, url=webhooks.URL, types=["event.upserted"])
            webhooks.deliver(client_id, team=slug, status=status)

    client_pages.make(app, build)
    page = browser.get(PAGE).text
    assert "204" in page
    assert ">500<" not in page
