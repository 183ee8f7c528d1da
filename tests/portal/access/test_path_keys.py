"""Keys of mailed links are guesses, on every page, also before someone writes the next one."""

import pytest

from app.extensions import db
from tests.support.factories import make_user
from tests.support.people import sign_in
from tests.support.settings import make_settings

pytestmark = pytest.mark.usefixtures("standing_time")


@pytest.fixture
def settings(database_url, tmp_path):
    return make_settings(
        database_url=database_url,
        stagedoor_home=tmp_path,
        rate_limits=True,
        rate_limit_login="3 per minute",
    )


def key_pages(app):
    """Every page of the portal whose path has a key."""
    return {
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("portal.") and rule.arguments & {"token", "key"}
    }


def test_pages_with_keys_share_one_allowance(app, client):
    pages = ["/reset/a", "/reset/b", "/reset/c", "/reset/d"]
    assert [client.get(page).status_code for page in pages] == [410, 410, 410, 429]
    elsewhere = {"REMOTE_ADDR": "192.0.2.9"}
    assert client.get("/reset/e", environ_base=elsewhere).status_code == 410


def test_every_such_page_is_limited(app, client):
    with app.app_context():
        make_user("ana@example.org")
        db.session.commit()
    sign_in(client, "ana@example.org")
    for number in range(3):
        client.get(f"/reset/{number}")
    statuses = {
        page: client.get(page.replace("<token>", "x").replace("<key>", "x")).status_code
        for page in key_pages(app)
    }
    assert len(statuses) >= 4
    assert set(statuses.values()) == {429}


def test_page_that_asks_to_sign_in_first_is_no_guess(client):
    assert [client.get("/account/verify/x").status_code for _time in range(5)] == [302] * 5
