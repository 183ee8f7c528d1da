"""Try it: every step of the flow in the portal, for the app's own developer and nobody else."""

import html
import re
from urllib.parse import urlsplit

import pytest

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.credentials.access_token import AccessToken
from app.models.credentials.refresh_token import RefreshToken
from app.models.teams.membership import Membership
from app.models.trials import sandbox, trial
from tests.support import client_pages, factories
from tests.support.forms import find_form, submit
from tests.support.people import sign_in

DEV = "dev@example.org"
TOKEN = re.compile(r"sd_at_[a-z0-9]+")


@pytest.fixture
def client_id(app):
    return client_pages.make_client_of(app, DEV, name="Poster Board")


@pytest.fixture
def browser(app, client_id):
    return browser_of(app, DEV)


def browser_of(app, email):
    client = app.test_client()
    sign_in(client, email)
    return client


def address(client_id):
    return f"/developer/apps/{client_id}/try"


def start(browser, client_id):
    """Press the first button; return the path of the consent page."""
    answer = submit(browser, address(client_id), "Open the consent page")
    assert answer.status_code == 303
    return answer.location


def consent(browser, path, button="Authorize"):
    """Decide on the consent page; return the page that the answer leads to, and its path."""
    answer = submit(browser, path, button)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.location)
    back = f"{parts.path}?{parts.query}"
    return browser.get(back), back


def press(browser, page, button):
    """Send the form of a page that no address leads to."""
    form = find_form(page.text, button)
    return browser.post(form.action, data=form.fields)


def run(browser, client_id):
    """Every step; return the pages of token and call."""
    page, _path = consent(browser, start(browser, client_id))
    token_page = press(browser, page, "Exchange the code")
    return token_page, press(browser, token_page, "Call the API")


def text_of(page):
    return html.unescape(page.text)


def test_whole_flow_runs_with_nothing_but_buttons(browser, client_id, clock):
    token_page, call_page = run(browser, client_id)
    assert '"expires_in": 3600' in text_of(token_page)
    assert "$CLIENT_SECRET" in text_of(token_page)
    assert "Open rehearsal" in text_of(call_page)
    assert "The flow works" in call_page.text


def test_tokens_of_a_trial_end_within_an_hour_whatever_the_app_may(app, browser, client_id, clock):
    with app.app_context():
        Client.find(client_id).access_token_lifetime = 365 * 86_400
        db.session.commit()
    run(browser, client_id)
    with app.app_context():
        for noun in (AccessToken, RefreshToken):
            assert db.session.scalars(db.select(noun)).one().expires_at == clock.at + 3600


def test_token_stands_in_no_address_and_no_cookie(browser, client_id):
    token_page, call_page = run(browser, client_id)
    token = TOKEN.search(token_page.text)[0]
    assert token not in token_page.request.url + call_page.request.url
    assert "access_token" not in call_page.request.url
    assert token_page.headers["Cache-Control"] == "no-store"


def test_app_with_keys_is_tried_without_a_secret(app, browser, client_id):
    with app.app_context():
        client = Client.find(client_id)
        client.token_endpoint_auth_method = "private_key_jwt"
        client.end_secrets()
        db.session.commit()
    token_page, call_page = run(browser, client_id)
    assert "CLIENT_SECRET" not in token_page.text
    assert "client_assertion" in token_page.text
    assert "The flow works" in call_page.text


def test_public_app_is_tried_without_a_secret(app):
    client_id = client_pages.make_client_of(app, DEV, runs_on="phone")
    token_page, call_page = run(browser_of(app, DEV), client_id)
    assert "CLIENT_SECRET" not in token_page.text
    assert "The flow works" in call_page.text


def test_app_that_demands_bound_tokens_is_tried_by_the_portal_without_a_key(
    app, browser, client_id
):
    with app.app_context():
        Client.find(client_id).dpop_bound_access_tokens = True
        db.session.commit()
    token_page, call_page = run(browser, client_id)
    assert '"token_type": "Bearer"' in text_of(token_page)
    assert "The flow works" in call_page.text


def test_denial_is_explained(browser, client_id):
    page, _path = consent(browser, start(browser, client_id), "Deny")
    assert "The user denied access" in page.text
    assert "Exchange the code" not in page.text


def test_expired_code_is_explained(browser, client_id, clock):
    page, _path = consent(browser, start(browser, client_id))
    clock.advance(72)
    answer = press(browser, page, "Exchange the code")
    assert "The code expired 12 seconds earlier" in answer.text


def test_code_that_is_exchanged_twice_is_explained(browser, client_id):
    page, back = consent(browser, start(browser, client_id))
    press(browser, page, "Exchange the code")
    assert "The code was already used" in press(browser, page, "Exchange the code").text
    browser.get(address(client_id))
    assert "belongs to no trial of yours" in browser.get(back).text


def test_forged_state_is_not_gone_on_with(browser, client_id):
    start(browser, client_id)
    page = browser.get(f"{address(client_id)}/callback?code=sd_code_x&state=forged")
    assert "belongs to no trial of yours" in page.text
    assert "Exchange the code" not in page.text


def test_pages_are_nobody_elses(app, browser, client_id):
    client_pages.make_client_of(app, "rival@example.org")
    rival = browser_of(app, "rival@example.org")
    path = address(client_id)
    for answer in (rival.get(path), rival.get(f"{path}/callback"), rival.post(f"{path}/token")):
        assert answer.status_code in {400, 404}
    assert rival.get(path).status_code == 404


def test_callback_is_no_redirect_uri_for_anybody_else(app, browser, client_id):
    path = start(browser, client_id)
    client_pages.make_client_of(app, "rival@example.org")
    with app.app_context():
        factories.make_team(User.find_by_email("rival@example.org"))
        db.session.commit()
    assert browser.get(path).status_code == 200
    strangers = (
        browser_of(app, "rival@example.org"),
        browser_of(app, DEV),  # the same person in another session
        app.test_client(),
    )
    assert [stranger.get(path).status_code for stranger in strangers] == [400, 400, 400]


def test_callback_is_no_redirect_uri_without_the_state_of_a_trial(app, browser, client_id, clock):
    path = start(browser, client_id)
    without = re.sub(r"state=[^&]*", "state=mine", path)
    other_app = client_pages.make_client_of(app, DEV, name="Other")
    swapped = path.replace(client_id, other_app)
    assert [browser.get(wrong).status_code for wrong in (without, swapped)] == [400, 400]
    assert browser.get(path).status_code == 200
    clock.advance(1)
    assert browser.get(path + "&prompt=x").status_code == 400


def test_trial_is_over_after_an_hour(app, context, monkeypatch):
    user = factories.make_user()
    client, _secret = factories.make_client(user)
    session, _key = BrowserSession.start(user)
    db.session.flush()
    begun = trial.begin(client, session)
    assert trial.is_begun(begun.state, client, session)
    monkeypatch.setattr(trial, "LIFETIME", -1)
    assert not trial.is_begun(begun.state, client, session)


def test_nobody_can_vouch_from_outside(app, client_id):
    machine = app.test_client()
    form = {"grant_type": "authorization_code", "code": "x", "client_id": client_id}
    headers = {"stagedoor.vouched_client": client_id, "Stagedoor-Vouched-Client": client_id}
    assert machine.post("/oauth/token", data=form, headers=headers).status_code == 401


def test_sandbox_is_made_once_and_is_offered_to_own_apps_only(app, browser, client_id):
    start(browser, client_id)
    start(browser, client_id)
    other = client_pages.make_client_of(app, "rival@example.org", name="Rival")
    with app.app_context():
        user = User.find_by_email(DEV)
        team = sandbox.find(user)
        assert [m.team for m in Membership.list_with_teams(user)] == [team]
        assert {event.visibility for event in events_of(team)} == {"unlisted"}
        factories.make_team(user, name="Harbour Hall")
        db.session.commit()
    page = browser.get(f"/oauth/authorize?response_type=code&client_id={other}")
    assert "Harbour Hall" in page.text
    assert "My sandbox" not in page.text


def events_of(team):
    from app.models.events.event import Event

    return db.session.scalars(db.select(Event).where(Event.team_id == team.id)).all()


@pytest.mark.both_databases
def test_sandbox_is_no_hindrance_to_leaving(app, context):
    from app.models.housekeeping import account_deletion

    user = factories.make_user()
    sandbox.open_for(user)
    db.session.commit()
    assert account_deletion.foresee(user).teams == []
    assert account_deletion.delete(user) is not None
    db.session.commit()
    assert sandbox.find(user) is None


def test_suspended_app_cannot_be_tried(app, browser, client_id):
    with app.app_context():
        Client.find(client_id).suspend("It asked for passwords.")
        db.session.commit()
    assert "try this app now" in browser.get(address(client_id)).text


def test_app_that_only_signs_people_in_asks_who_it_is(app):
    client_id = client_pages.make_client_of(app, DEV, scopes="openid email", name="Guest Book")
    with app.app_context():
        Client.find(client_id).default_scopes = "openid"
        db.session.commit()
    token_page, call_page = run(browser_of(app, DEV), client_id)
    assert '"id_token"' in text_of(token_page)
    assert "/oauth/userinfo" in text_of(call_page)
    assert "The flow works" in call_page.text
