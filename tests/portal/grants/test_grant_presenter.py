"""Descriptions of a grant: the badge that matters most, its state and its teams."""

import pytest

from app.portal.grants import grant_presenter
from app.portal.grants.grant_presenter import MONTH
from tests.support.factories import make_client, make_grant, make_team, make_user


@pytest.fixture
def grant(app, context):
    """A used grant of a reviewed app."""
    (client, _secret), user = make_client(), make_user()
    client.review()
    with app.test_request_context():
        yield make_grant(client, user, make_team(user, name="Hall"), make_team(user, name="Pier"))


def test_ordinary_grant_has_no_badge(grant):
    assert grant_presenter.badge(grant) is None
    assert grant_presenter.team_names(grant) == "Hall, Pier"
    assert grant_presenter.last_use(grant) is None


def test_suspension_matters_more_than_idleness(grant, clock):
    clock.advance(3 * MONTH)
    assert grant_presenter.badge(grant) == ("Not used for 3 months", "warn")
    grant.client.suspend("Spam")
    assert grant_presenter.badge(grant) == ("Suspended by an operator", "bad")
    assert grant_presenter.trouble(grant) == "Spam"


def test_state_says_why_a_grant_ended(grant, clock):
    assert grant_presenter.state(grant) == ("Connected", "ok")
    grant.expires_at = clock.at
    assert grant_presenter.state(grant) == ("Expired", "")
    grant.revoke()
    assert grant_presenter.state(grant) == ("Revoked", "")


def test_state_never_calls_a_stopped_app_connected(grant):
    grant.client.suspend("Spam")
    assert grant_presenter.state(grant) == ("Stopped", "bad")
    grant.client.restore()
    grant.user.disable()
    assert grant_presenter.state(grant) == ("Stopped", "bad")
    assert grant_presenter.badge(grant) == ("The account of its user is disabled", "bad")
