"""A team's policy holds wherever a grant begins or is widened."""

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.grants.owner_request import OwnerRequest
from app.models.teams.membership import Role
from app.models.teams.team import ConnectPolicy, Team
from tests.support import direct_token_flow, factories
from tests.support import oauth_flow as flow
from tests.support.people import sign_in

REFUSED = "Harbour Hall lets only reviewed apps connect"


def decide_that(app, policy, slug="harbour-hall"):
    with app.app_context():
        Team.find(slug).set_connect_policy(policy)
        db.session.commit()


def review(app, poster):
    with app.app_context():
        Client.find(poster.id).reviewed_at = 1
        db.session.commit()


def test_unreviewed_app_cannot_be_connected_and_the_page_says_what_to_do(app, browser, poster):
    decide_that(app, ConnectPolicy.REVIEWED)
    page = browser.get(flow.authorize_path(poster)).text
    assert REFUSED in page
    assert 'href="/teams/harbour-hall/settings"' in page
    assert 'value="approve"' not in page
    review(app, poster)
    assert "code" in flow.callback(flow.decide(browser, poster))


def test_page_that_was_open_when_the_policy_changed_connects_nothing(app, browser, poster):
    page = browser.get(flow.authorize_path(poster))
    decide_that(app, ConnectPolicy.REVIEWED)
    answer = flow.submit(browser, "/oauth/authorize", button="Authorize", page=page)
    assert answer.status_code == 403
    assert "This team lets only reviewed apps connect" in answer.text
    assert flow.count(app, Grant) == 0


def test_merge_for_a_team_is_refused_whichever_team_is_sent(app, browser, olivia, poster):
    """The page of a merge offers no team: it is for those of the grant."""
    flow.decide(browser, poster, fields={"team": "harbour-hall"})
    with app.app_context():
        grant_id = db.session.scalars(db.select(Grant)).one().public_id
        owner = factories.User.find_by_email(olivia)
        factories.make_team(owner, name="Night Owl", slug="night-owl")
        db.session.commit()
    more = {"scope": "events:write", "grant_management_action": "merge", "grant_id": grant_id}
    form = flow.find_form(browser.get(flow.authorize_path(poster, **more)).text, button="Authorize")
    decide_that(app, ConnectPolicy.REVIEWED)
    sent = {**form.fields, "decision": "approve", "team": "night-owl"}
    assert browser.post("/oauth/authorize", data=sent).status_code == 403
    with app.app_context():
        assert db.session.scalars(db.select(Grant)).one().scopes == "events:read"


def test_only_the_other_team_can_be_chosen(app, browser, olivia, poster):
    with app.app_context():
        owner = factories.User.find_by_email(olivia)
        factories.make_team(owner, name="Night Owl", slug="night-owl")
        db.session.commit()
    decide_that(app, ConnectPolicy.REVIEWED)
    page = browser.get(flow.authorize_path(poster)).text
    assert "Only reviewed apps may connect to this team" in page
    answer = flow.decide(browser, poster, fields={"team": "night-owl"})
    assert "code" in flow.callback(answer)


def test_member_is_not_led_to_ask_for_what_no_owner_could_allow(app, poster):
    flow.make_organizer(app)
    with app.app_context():
        editor = factories.make_user("ed@example.org")
        factories.join(Team.find("harbour-hall"), editor, Role.EDITOR)
        db.session.commit()
    browser = app.test_client()
    sign_in(browser, "ed@example.org")
    form = flow.find_form(browser.get(flow.authorize_path(poster)).text, button="Ask an owner")
    decide_that(app, ConnectPolicy.REVIEWED)
    page = browser.get(flow.authorize_path(poster)).text
    assert REFUSED in page
    assert "ask an owner: " in page
    sent = {**form.fields, "ask_team": "harbour-hall", "decision": "ask"}
    assert browser.post("/oauth/authorize", data=sent).status_code == 422
    assert flow.count(app, OwnerRequest) == 0


def test_more_access_is_a_new_connection_and_the_same_goes_on(app, browser, poster):
    """What is connected stays; its refresh token is no approval."""
    tokens = flow.exchange(app.test_client(), poster, flow.obtain_code(browser, poster)).json
    decide_that(app, ConnectPolicy.REVIEWED)
    refreshed = flow.refresh(app.test_client(), poster, tokens["refresh_token"])
    assert refreshed.status_code == 200
    page = browser.get(flow.authorize_path(poster, scope="events:read events:write")).text
    assert REFUSED in page


@pytest.mark.parametrize("policy", [ConnectPolicy.ASK, ConnectPolicy.REVIEWED])
def test_nothing_is_authorized_again_without_a_page(app, browser, poster, policy):
    flow.obtain_code(browser, poster)
    assert browser.get(flow.authorize_path(poster)).status_code == 302
    decide_that(app, policy)
    assert browser.get(flow.authorize_path(poster)).status_code == 200
    silent = browser.get(flow.authorize_path(poster, prompt="none"))
    assert flow.callback(silent)["error"] == "consent_required"


def test_ask_says_so_beside_the_team(app, browser, olivia, poster):
    with app.app_context():
        factories.make_team(factories.User.find_by_email(olivia), slug="night-owl")
        db.session.commit()
    decide_that(app, ConnectPolicy.ASK)
    assert "Its owners are asked each time" in browser.get(flow.authorize_path(poster)).text


def test_direct_token_is_refused_on_the_page(app, browser):
    flow.register(app, profile="kagibag", redirect_uris=(direct_token_flow.CALLBACK,))
    decide_that(app, ConnectPolicy.REVIEWED)
    assert REFUSED in browser.get(direct_token_flow.link()).text
