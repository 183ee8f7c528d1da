"""Where confirmed addresses are demanded, nobody without one lets an app in."""

from urllib.parse import parse_qs, urlsplit

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.grants.grant import Grant
from tests.support import oauth_flow as flow
from tests.support.settings import make_settings


@pytest.fixture
def settings(database_url, tmp_path):
    """The setting is on."""
    return make_settings(
        database_url=database_url, stagedoor_home=tmp_path, require_verified_email=True
    )


def unverify(app, email):
    with app.app_context():
        User.find_by_email(email).verified_at = None
        db.session.commit()


def test_request_waits_until_the_address_is_confirmed(app, browser, olivia, poster):
    path = flow.authorize_path(poster)
    unverify(app, olivia)
    sent_away = browser.get(path).location
    assert urlsplit(sent_away).path == "/account/verify"
    assert parse_qs(urlsplit(sent_away).query)["next"] == [path]
    with app.app_context():
        User.find_by_email(olivia).verify()
        db.session.commit()
    assert browser.get(sent_away).location == path
    assert "Authorize" in browser.get(path).text


def test_open_page_approves_nothing(app, browser, olivia, poster):
    path = flow.authorize_path(poster)
    page = browser.get(path)
    unverify(app, olivia)
    answer = flow.submit(browser, path, "Authorize", page=page, team="harbour-hall")
    assert answer.location.startswith("/account/verify?next=")
    assert flow.query_of(answer.location)["next"] == [path]
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Grant.id))) == 0


def test_app_that_may_show_no_page_is_told(app, browser, olivia, poster):
    unverify(app, olivia)
    answer = browser.get(flow.authorize_path(poster, prompt="none"))
    assert "error=interaction_required" in answer.location
