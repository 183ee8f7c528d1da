"""The page of a refused request: a text for each reason, details for the app's developer."""

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.oauth.authorization.refusal_page import OTHER, TEXTS
from tests.support import oauth_flow as flow


@pytest.mark.parametrize("text", [text for _title, text in (*TEXTS.values(), OTHER)], ids=str)
def test_text_has_no_other_placeholder_than_the_app(app, text):
    with app.test_request_context():
        assert "%" not in str(text) % {"app": "Poster"}


def test_reason_of_a_suspension_is_shown_to_everyone(app, browser, poster):
    with app.app_context():
        Client.find(poster.id).suspend("Sends spam")
        db.session.commit()
    page = browser.get(flow.authorize_path(poster))
    assert page.status_code == 400
    assert "This app is suspended" in page.text
    assert "Sends spam" in page.text


def test_registered_addresses_are_not_shown_to_other_users(browser, poster):
    page = browser.get(flow.authorize_path(poster, redirect_uri="https://app.example/wrong"))
    assert "https://app.example/wrong" in page.text
    assert f'<code translate="no">{poster.redirect_uri}</code>' not in page.text
