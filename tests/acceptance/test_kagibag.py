"""Cases 56-67: Kagibag's link, whose answer carries the token itself."""

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.credentials.access_token import AccessToken
from app.models.grants.membership_changes import end_membership
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from tests.support import oauth_flow as flow
from tests.support.direct_token_flow import CALLBACK, approve, link, read
from tests.support.forms import submit

pytestmark = pytest.mark.both_databases

FEED = "/api/v1/organizer/acme/events"


@pytest.fixture(autouse=True)
def kagibag(app):
    """A registered app that gets direct tokens."""
    return flow.register(app, name="My Posters", profile="kagibag", redirect_uris=(CALLBACK,))


@pytest.fixture
def token(org):
    """A token for acme."""
    return flow.callback(approve(org))["token"]


def test_documented_link_returns_token_feed_url_and_state_in_order(org):
    """Case 56."""
    assert "My Posters" in org.get(link()).text
    answer = approve(org)
    assert list(flow.callback(answer)) == ["token", "event_feed_url", "state"]
    assert flow.callback(answer)["state"] == "csrf_token_123"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_feed_and_detail_are_readable_and_an_unknown_event_is_404(app, org):
    """Case 57."""
    sent_back = flow.callback(approve(org))
    feed = sent_back["event_feed_url"].removeprefix("http://localhost")
    assert feed == FEED
    [event] = read(app, sent_back["token"], feed).json["data"]
    assert event["title"] == "Acme night"
    assert read(app, sent_back["token"], f"{feed}/{event['slug']}").status_code == 200
    assert read(app, sent_back["token"], f"{feed}/unknown").status_code == 404


def test_other_team_and_writing_are_refused(app, machine, token):
    """Case 58."""
    assert read(app, token, "/api/v1/organizer/beta/events").status_code == 403
    answer = machine.post("/api/event", json={}, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json["error"]) == (403, "insufficient_scope")


def test_deny_sends_an_error_and_no_token(org):
    """Case 59."""
    sent_back = flow.callback(submit(org, link(), "Deny"))
    assert sent_back["error"] == "access_denied"
    assert sent_back["error_description"]
    assert sent_back["state"] == "csrf_token_123"
    assert "token" not in sent_back


def test_user_without_a_team_is_not_an_organizer(visitor):
    """Case 60."""
    sent_back = flow.callback(visitor.get(link()))
    assert sent_back["error"] == "access_denied"
    assert "organizer" in sent_back["error_description"]


def test_unregistered_callback_gets_a_page_and_no_redirect(org):
    """Case 61."""
    answer = org.get(link(redirect_uri="https://evil.example/callback"))
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_missing_state_is_an_invalid_request(org):
    """Case 62."""
    assert flow.callback(org.get(link(state=None)))["error"] == "invalid_request"


def test_signed_out_user_goes_to_sign_in_with_the_query_unchanged(machine):
    """Case 63."""
    answer = machine.get(link())
    assert answer.status_code == 302
    assert answer.location.startswith("/login?next=")
    assert flow.query_of(answer.location)["next"] == [link()]
    refused = machine.get(link(state=None))
    assert refused.location.startswith("/login?next=")


def test_user_with_several_teams_has_to_choose_one(two):
    """Case 64."""
    assert approve(two).status_code == 422
    sent_back = flow.callback(approve(two, team="beta"))
    assert sent_back["event_feed_url"].endswith("/organizer/beta/events")


def test_second_token_ends_the_first_when_it_is_first_used(app, org, token):
    """Case 65."""
    second = flow.callback(approve(org))["token"]
    assert read(app, token, FEED).status_code == 200
    assert read(app, second, FEED).status_code == 200
    assert read(app, token, FEED).status_code == 401


def test_looking_at_the_page_issues_no_token(app, org):
    """Case 66."""
    for _ in range(2):
        assert org.get(link()).status_code == 200
    assert flow.count(app, AccessToken) == 0


def test_leaving_the_team_ends_the_token(app, token):
    """Case 67."""
    assert read(app, token, FEED).status_code == 200
    with app.app_context():
        team = Team.find("acme")
        end_membership(Membership.find(team, User.find_by_email("org@example.org")))
        db.session.commit()
    assert read(app, token, FEED).status_code == 401
