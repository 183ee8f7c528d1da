"""Language and time zone of a page."""

import pytest
from flask import g

from app.models.accounts.user import User
from app.web.language.locale import pick_locale, pick_timezone
from tests.support.settings import make_settings


@pytest.fixture
def settings(database_url, tmp_path):
    return make_settings(
        database_url=database_url, stagedoor_home=tmp_path, default_timezone="Europe/Oslo"
    )


def test_installation_decides_outside_requests_and_for_visitors(app, context):
    assert (pick_locale(), pick_timezone()) == ("en", "Europe/Oslo")
    with app.test_request_context("/"):
        assert (pick_locale(), pick_timezone()) == ("en", "Europe/Oslo")


@pytest.mark.parametrize(
    ("timezone", "expected"), [("Asia/Tokyo", "Asia/Tokyo"), ("", "Europe/Oslo")]
)
def test_signed_in_user_has_their_own_zone(app, timezone, expected):
    with app.test_request_context("/"):
        g._login_user = User(timezone=timezone, locale="xx")
        assert (pick_locale(), pick_timezone()) == ("en", expected)
