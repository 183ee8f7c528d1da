"""A user's private feed links in all their teams, which outlive a changed password."""

import pytest

from app.extensions import db
from app.models.accounts.password_reset import PasswordReset
from app.models.accounts.user import User
from app.models.teams.team import Team
from tests.support import factories
from tests.support.forms import submit
from tests.support.people import sign_in
from tests.support.private_links import make_link

PAGE = "/account/links"
NEW_PASSWORD = "copper lantern, 41 sheep"
pytestmark = pytest.mark.both_databases


@pytest.fixture
def links(app, hall):
    """Links of Ed in two teams, one made by an app, and one of Ana."""
    with app.app_context():
        hall, ed = Team.find("harbour-hall"), User.find_by_email("ed@example.org")
        pier = factories.make_team(ed, name="Pier")
        app_of_ed = factories.make_client(name="Desk")[0]
        made = [
            make_link(hall, ed, name="Lobby"),
            make_link(pier, ed, name="Notice board", client=app_of_ed),
        ]
        foreign = make_link(hall, name="Of Ana")
        db.session.commit()
        return made, foreign


def statuses(client, links):
    """The answers to a fetch of each."""
    return [client.get(link.path()).status_code for link in links]


def test_page_lists_the_users_links_in_every_team(client, links):
    sign_in(client, "ed@example.org")
    text = client.get(PAGE).text
    assert all(name in text for name in ("Lobby", "Notice board", "Desk", "Pier"))
    assert "Of Ana" not in text


def test_all_are_revoked_at_once_and_no_others(client, links):
    sign_in(client, "ed@example.org")
    submit(client, f"{PAGE}/revoke-all", "Revoke all links")
    own, foreign = links
    assert statuses(client, own) == [410, 410]
    assert statuses(client, [foreign]) == [200]


def test_reset_of_the_password_offers_to_revoke_them(app, client, links):
    with app.app_context():
        token = PasswordReset.issue(User.find_by_email("ed@example.org"))
        db.session.commit()
    answer = submit(client, f"/reset/{token}", "Save the password", password=NEW_PASSWORD)
    assert answer.location == "/login?next=/account/links"
    assert "2 private links of yours still work" in client.get(answer.location).text
    assert statuses(client, links[0]) == [200, 200]


def test_change_of_the_password_offers_it_too(client, links):
    sign_in(client, "ed@example.org")
    fields = {"current_password": factories.PASSWORD, "password": NEW_PASSWORD}
    submit(client, "/account", "Change the password", **fields)
    assert "2 private links of yours still work" in client.get("/account").text


def test_nothing_is_offered_without_links(client, hall):
    sign_in(client, "ed@example.org")
    fields = {"current_password": factories.PASSWORD, "password": NEW_PASSWORD}
    submit(client, "/account", "Change the password", **fields)
    assert "still work" not in client.get("/account").text
