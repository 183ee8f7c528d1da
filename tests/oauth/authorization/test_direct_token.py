"""The direct token flow, as Kagibag documents it (acceptance cases 56-67)."""

import pytest

from app.extensions import db
from app.factory import create_app
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.host_proof import HostProof
from app.models.credentials import live_token
from app.models.credentials.access_token import AccessToken
from app.models.grants.membership_changes import end_membership
from app.models.teams.membership import Membership
from app.models.teams.team import Team
from app.models.values.errors import ValidationError
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.direct_token_flow import CALLBACK, approve, link, read
from tests.support.forms import submit
from tests.support.people import sign_in

pytestmark = pytest.mark.both_databases


@pytest.fixture
def kagibag(app):
    """A registered app that gets direct tokens."""
    return flow.register(app, name="My Posters", profile="kagibag", redirect_uris=(CALLBACK,))


def test_documented_flow(app, browser, kagibag):
    """Cases 56 and 57: the registered name on the page, the redirect in the documented order."""
    page = browser.get(link())
    assert "My Posters" in page.text
    assert "It calls itself “MyApp”" in page.text
    answer = approve(browser)
    assert answer.status_code == 302
    assert list(flow.callback(answer)) == ["token", "event_feed_url", "state"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    sent_back = flow.callback(answer)
    assert sent_back["state"] == "csrf_token_123"
    feed = sent_back["event_feed_url"]
    assert feed == "http://localhost/api/v1/organizer/harbour-hall/events"
    assert read(app, sent_back["token"]).status_code == 200
    missing = read(app, sent_back["token"], "/api/v1/organizer/harbour-hall/events/no-such")
    assert missing.status_code == 404


def test_token_reads_also_where_the_same_app_was_allowed_more(app, browser):
    """By a code flow: the page of the direct flow names nothing but reading."""
    both = "events:read events:write"
    poster = flow.register(app, profile="kagibag", redirect_uris=(CALLBACK,), scopes=both)
    with app.app_context():
        owner, team = User.find_by_email("olivia@example.org"), Team.find("harbour-hall")
        factories.make_grant(Client.find(poster.id), owner, team, scopes=both)
        db.session.commit()
    token = flow.callback(approve(browser))["token"]
    with app.app_context():
        assert live_token.find(token).scopes == {"events:read"}


def test_token_reads_one_team_and_writes_nothing(app, browser, kagibag):
    """Case 58: no refresh, no other team, no profile."""
    flow.make_organizer(app, "two@example.org", "night-owl")
    token = flow.callback(approve(browser))["token"]
    assert read(app, token, "/api/v1/organizer/night-owl/events").status_code == 403
    assert read(app, token, "/api/v1/me").status_code == 403
    with app.app_context():
        live = live_token.find(token)
        assert live.scopes == {"events:read"}
        assert live.expires_at - live.issued_at == 365 * 86_400


def test_token_is_for_the_resource_that_was_named(app, browser, kagibag):
    """No documented client names one."""
    token = flow.callback(approve(browser, resource="http://localhost/api/v1"))["token"]
    assert read(app, token).status_code == 200
    assert read(app, token, "/v2/organizations").json["error"] == "invalid_token"
    sent_back = flow.callback(browser.get(link(resource="https://other.example")))
    assert sent_back["error"] == "invalid_target"


def test_person_reads_how_long_it_lasts(browser, kagibag):
    """There is no refresh, so the token's own life is all there is."""
    assert "For 1 year, or until you revoke it" in browser.get(link()).text


def test_deny(app, browser, kagibag):
    """Case 59."""
    sent_back = flow.callback(submit(browser, link(), "Deny"))
    assert sent_back == {
        "error": "access_denied",
        "error_description": "The user denied the request.",
        "state": "csrf_token_123",
    }
    assert flow.count(app, AccessToken) == 0


def test_person_without_team(app, kagibag):
    """Case 60: told to the app."""
    with app.app_context():
        factories.make_user("nina@example.org")
        db.session.commit()
    browser = app.test_client()
    sign_in(browser, "nina@example.org")
    sent_back = flow.callback(browser.get(link()))
    assert sent_back["error"] == "access_denied"
    assert "organizer" in sent_back["error_description"]


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": CALLBACK + "/"},
        {"redirect_uri": None},
        {"redirect_uri": "javascript://example.com/%0aalert(1)"},
        {"redirect_uri": CALLBACK + "#f"},
        {"redirect_uri": "https://u@example.com/kagibag/callback"},
        {"state": "x" * 2001},
        {"response_type": "code"},
        {"client_name": None},
    ],
)
def test_nothing_is_redirected_that_is_not_registered(app, browser, kagibag, changes):
    """Case 61: a page, whoever looks."""
    for client in (browser, app.test_client()):
        answer = client.get(link(**changes))
        assert answer.status_code == 400
        assert "Location" not in answer.headers


def test_missing_state(browser, kagibag):
    """Case 62: said to the registered address, after sign-in."""
    sent_back = flow.callback(browser.get(link(state=None)))
    assert sent_back == {"error": "invalid_request", "error_description": "state is required"}


def test_anonymous_person_signs_in_first(app, kagibag):
    """Case 63: the query stays as it was, and the app hears nothing before."""
    answer = app.test_client().get(link(state="a b+c%"))
    assert answer.location.startswith("/login?next=")
    assert flow.query_of(answer.location)["next"] == [link(state="a b+c%")]


def test_several_teams(app, kagibag):
    """Case 64."""
    two = flow.make_organizer(app, "two@example.org", "acme", "beta")
    browser = app.test_client()
    sign_in(browser, two)
    assert approve(browser).status_code == 422
    assert flow.count(app, AccessToken) == 0
    sent_back = flow.callback(approve(browser, team="beta"))
    assert sent_back["event_feed_url"].endswith("/organizer/beta/events")


def test_second_approval_ends_the_first_when_it_is_used(app, browser, kagibag):
    """Case 65: a lost redirect does not cut the old connection."""
    first = flow.callback(approve(browser))["token"]
    second = flow.callback(approve(browser))["token"]
    assert read(app, first).status_code == 200
    assert read(app, second).status_code == 200
    assert read(app, first).status_code == 401
    assert read(app, second).status_code == 200


def test_looking_makes_no_token(app, browser, kagibag):
    """Case 66."""
    for method in ("get", "head"):
        assert getattr(browser, method)(link()).status_code == 200
    assert flow.count(app, AccessToken) == 0


def test_leaving_the_team_ends_it(app, browser, kagibag):
    """Case 67."""
    token = flow.callback(approve(browser))["token"]
    with app.app_context():
        team = Team.find("harbour-hall")
        factories.join(team, factories.make_user(), "owner")
        end_membership(Membership.find(team, User.find_by_email("olivia@example.org")))
        db.session.commit()
    assert read(app, token).status_code == 401


def test_app_that_did_not_ask_for_it(app, browser):
    """An app of another profile is told that the flow is off for it."""
    flow.register(app, redirect_uris=(CALLBACK,))
    assert flow.callback(browser.get(link()))["error"] == "access_denied"


def test_client_id_makes_it_an_ordinary_request(browser, kagibag):
    """``client_name`` is then ignored."""
    page = browser.get(link(client_id=kagibag.id, response_type="code", scope="events:read"))
    assert page.status_code == 200
    assert "It calls itself" not in page.text


def test_flow_can_be_switched_off(settings, olivia):
    """DIRECT_TOKEN=off."""
    app = create_app(settings.model_copy(update={"direct_token": "off"}))
    flow.register(app, profile="kagibag", redirect_uris=(CALLBACK,))
    assert app.test_client().get(link()).status_code == 400


def test_address_belongs_to_the_app_that_proves_its_host(app, browser, kagibag):
    """A claim alone neither keeps the true app away nor lets it be shown as the other."""
    true = flow.register(app, name="True Posters", profile="kagibag", redirect_uris=(CALLBACK,))
    page = browser.get(link()).text
    assert "My Posters" in page
    assert "More than one app claims this address" in page
    with app.app_context():
        HostProof.record(Client.find(true.id), "example.com", None)
        db.session.commit()
    page = browser.get(link()).text
    assert "True Posters" in page
    assert "My Posters" not in page
    assert "It has proved that it belongs to example.com." in page
    assert "More than one app" not in page
    token = flow.callback(approve(browser))["token"]
    with app.app_context():
        assert live_token.find(token).client_id == true.id


def test_address_belongs_to_the_app_that_an_operator_reviewed(app, browser, kagibag):
    true = flow.register(app, name="True Posters", profile="kagibag", redirect_uris=(CALLBACK,))
    with app.app_context():
        Client.find(true.id).review()
        db.session.commit()
    assert "True Posters" in browser.get(link()).text
    with app.app_context(), pytest.raises(ValidationError) as refused:
        factories.make_client(profile="kagibag", redirect_uris=(CALLBACK,))
    assert refused.value.field == "redirect_uris"


def test_suspended_claim_does_not_close_the_address(app, browser, kagibag):
    """Otherwise anyone could have an address of others suspended along with their own app."""
    flow.register(app, name="True Posters", profile="kagibag", redirect_uris=(CALLBACK,))
    with app.app_context():
        Client.find(kagibag.id).suspend("Spam")
        db.session.commit()
    assert "True Posters" in browser.get(link()).text
