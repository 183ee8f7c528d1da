"""Cases 56-67: Kagibag's link, whose answer carries the token itself."""

import pytest

from app.extensions import db
from app.models.accounts.user import User
from app.models.credentials.access_token import AccessToken
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


def test_case_56_documented_link(org):
    assert "My Posters" in org.get(link()).text
    answer = approve(org)
    assert list(flow.callback(answer)) == ["token", "event_feed_url", "state"]
    assert flow.callback(answer)["state"] == "csrf_token_123"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def test_case_57_feed_and_detail(app, org):
    sent_back = flow.callback(approve(org))
    feed = sent_back["event_feed_url"].removeprefix("http://localhost")
    assert feed == FEED
    [event] = read(app, sent_back["token"], feed).json["data"]
    assert event["title"] == "Acme night"
    assert read(app, sent_back["token"], f"{feed}/{event['slug']}").status_code == 200
    assert read(app, sent_back["token"], f"{feed}/unknown").status_code == 404


def test_case_58_other_team_and_writing(app, machine, token):
    assert read(app, token, "/api/v1/organizer/beta/events").status_code == 403
    answer = machine.post("/api/event", json={}, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json["error"]) == (403, "insufficient_scope")


def test_case_59_deny(org):
    sent_back = flow.callback(submit(org, link(), "Deny"))
    assert sent_back["error"] == "access_denied"
    assert sent_back["error_description"]
    assert sent_back["state"] == "csrf_token_123"
    assert "token" not in sent_back


def test_case_60_no_organizer(nobody):
    sent_back = flow.callback(nobody.get(link()))
    assert sent_back["error"] == "access_denied"
    assert "organizer" in sent_back["error_description"]


def test_case_61_unregistered_callback(org):
    answer = org.get(link(redirect_uri="https://evil.example/callback"))
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_case_62_no_state(org):
    assert flow.callback(org.get(link(state=None)))["error"] == "invalid_request"


def test_case_63_not_signed_in(machine):
    answer = machine.get(link())
    assert answer.status_code == 302
    assert answer.location.startswith("/login?next=")
    assert flow.query_of(answer.location)["next"] == [link()]
    refused = machine.get(link(state=None))
    assert refused.location.startswith("/login?next=")


def test_case_64_several_teams(two):
    assert approve(two).status_code == 422
    sent_back = flow.callback(approve(two, team="beta"))
    assert sent_back["event_feed_url"].endswith("/organizer/beta/events")


def test_case_65_second_approval(app, org, token):
    second = flow.callback(approve(org))["token"]
    assert read(app, token, FEED).status_code == 200
    assert read(app, second, FEED).status_code == 200
    assert read(app, token, FEED).status_code == 401


def test_case_66_looking_makes_no_token(app, org):
    for _ in range(2):
        assert org.get(link()).status_code == 200
    assert flow.count(app, AccessToken) == 0


def test_case_67_removed_from_the_team(app, token):
    assert read(app, token, FEED).status_code == 200
    with app.app_context():
        team = Team.find("acme")
        team.membership_of(User.find_by_email("org@example.org")).end()
        db.session.commit()
    assert read(app, token, FEED).status_code == 401
