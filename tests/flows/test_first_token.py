"""From sign-in to the first token: counted in fields and clicks, as "thirty seconds" promises."""

import re
from urllib.parse import urlsplit

from app.demo.page import Page
from tests.support import client_pages, factories
from tests.support.forms import find_form
from tests.support.people import sign_in

MAX_FIELDS = 2
MAX_CLICKS = 7


class Hand:
    """Follows links and presses buttons as they are shown, and counts."""

    def __init__(self, client, path):
        self.client, self.fields, self.clicks = client, 0, 0
        self.open(path)

    def open(self, path):
        """Load the page at ``path``, where redirects lead."""
        self.page = self.client.get(path, follow_redirects=True)

    def follow(self, text):
        """Click the first link with exactly this text."""
        links = re.findall(r'<a\b[^>]*?href="([^"]+)"[^>]*>(.*?)</a>', self.page.text, re.S)
        texts = {re.sub(r"<[^>]+>", "", inner).strip(): href for href, inner in reversed(links)}
        self.clicks += 1
        self.open(texts[text].replace("&amp;", "&"))

    def press(self, button, **typed):
        """Fill in what is ``typed`` and press the button."""
        form = find_form(self.page.text, button)
        self.fields, self.clicks = self.fields + len(typed), self.clicks + 1
        action = form.action or self.page.request.path
        answer = self.client.post(action, data=form.press(button, **typed))
        if answer.location:
            parts = urlsplit(answer.location)
            self.open(f"{parts.path}?{parts.query}")
        else:
            self.page = answer


def test_first_token_takes_two_fields_and_seven_clicks(app, client):
    client_pages.make(app, lambda: factories.make_user("dev@example.org"))
    sign_in(client, "dev@example.org")
    hand = Hand(client, "/developer/apps")
    hand.follow("New app")
    hand.press("Create app", name="Poster Board", redirect_uris="https://app.example/callback")
    assert client_pages.shown_secret(hand.page.text)
    hand.follow("Try it")
    hand.press("Open the consent page")
    hand.press("Authorize")
    hand.press("Exchange the code")
    assert re.search(r"sd_at_[a-z0-9]+", hand.page.text)
    assert Page(hand.page.text).heading
    assert hand.fields <= MAX_FIELDS
    assert hand.clicks <= MAX_CLICKS
