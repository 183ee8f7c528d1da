"""The consent page: one decision, by the same person, about exactly what was shown."""

from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.extensions import db
from app.models.clients.client import Client
from app.models.credentials import live_token
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.grants.grant import Grant
from app.models.teams.membership import Role
from app.models.teams.team import Team
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.people import sign_in

pytestmark = pytest.mark.both_databases


def test_deny_leaves_nothing(app, browser, poster):
    """Invariant 12."""
    sent_back = flow.callback(flow.decide(browser, poster, button="Deny"))
    assert sent_back["error"] == "access_denied"
    assert sent_back["state"] == "s123"
    assert flow.count(app, Grant) == 0
    assert flow.count(app, AuthorizationCode) == 0


def test_looking_grants_nothing(app, browser, poster):
    """Case 66: GET and HEAD store nothing."""
    for method in ("get", "head"):
        assert getattr(browser, method)(flow.authorize_path(poster)).status_code == 200
    assert flow.count(app, Grant) == 0
    assert flow.count(app, AuthorizationCode) == 0


def test_one_page_takes_one_decision(app, browser, poster):
    """The second submit of the same page is told that it came too late."""
    page = browser.get(flow.authorize_path(poster))
    first = flow.submit(browser, "/oauth/authorize", button="Authorize", page=page)
    second = flow.submit(browser, "/oauth/authorize", button="Authorize", page=page)
    third = flow.submit(browser, "/oauth/authorize", button="Deny", page=page)
    assert [first.status_code, second.status_code, third.status_code] == [302, 400, 400]
    assert flow.count(app, AuthorizationCode) == 1
    assert flow.count(app, Grant) == 1


def widen_defaults(client):
    client.default_scopes = "events:read events:write"


def rename(client):
    client.name, client.identity_changed_at = "Bank of Europe", client.identity_changed_at + 1


def transfer(client):
    client.owner_id = factories.make_user("mallory@example.org", name="Mallory").id
    client.identity_changed_at += 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (widen_defaults, "Add, change and cancel this team's events"),
        (rename, "Bank of Europe"),
        (transfer, "Mallory"),
    ],
)
def test_page_approves_nothing_that_the_developer_changed_since(
    app, browser, poster, change, sentence
):
    """The request names no scope, so that those of the app's settings are meant."""
    page = browser.get(flow.authorize_path(poster, scope=None))
    with app.app_context():
        change(Client.find(poster.id))
        db.session.commit()
    late = flow.submit(browser, "/oauth/authorize", button="Authorize", page=page)
    assert (late.status_code, flow.count(app, Grant)) == (303, 0)
    shown = browser.get(late.location)
    assert sentence in unescape(shown.text)
    answer = flow.submit(browser, "/oauth/authorize", button="Authorize", page=shown)
    assert "code" in flow.callback(answer)


def test_page_of_another_session_is_worth_nothing(app, browser, olivia, poster):
    """The ticket holds for the browser session it was shown in."""
    page = browser.get(flow.authorize_path(poster))
    ticket = flow.find_form(page.text, button="Authorize").fields["request"][0]
    other = app.test_client()
    sign_in(other, olivia)
    answer = flow.decide(other, poster, fields={"request": ticket})
    assert answer.location == flow.authorize_path(poster)
    assert flow.count(app, Grant) == 0


def test_changed_ticket_is_worth_nothing(app, browser, poster):
    """What was shown cannot be edited."""
    page = browser.get(flow.authorize_path(poster))
    ticket = flow.find_form(page.text, button="Authorize").fields["request"][0]
    answer = flow.decide(browser, poster, fields={"request": f"x{ticket}"})
    assert answer.status_code == 400
    assert flow.count(app, Grant) == 0


def test_forged_approval_without_csrf_token(app, browser, poster):
    answer = flow.decide(browser, poster, fields={"csrf_token": ""})
    assert answer.status_code == 400
    assert flow.count(app, Grant) == 0


def test_scope_in_the_form_changes_nothing(app, browser, poster):
    """A field that the page does not have is not looked at."""
    code = flow.obtain_code(browser, poster, fields={"scope": "events:write"})
    assert flow.exchange(app.test_client(), poster, code).json["scope"] == "events:read"


def test_team_has_to_be_chosen_among_several(app, poster):
    """Case 64: nothing is preselected; a hint is."""
    two = flow.make_organizer(app, "two@example.org", "acme", "beta")
    browser = app.test_client()
    sign_in(browser, two)
    assert flow.decide(browser, poster).status_code == 422
    assert flow.count(app, Grant) == 0
    assert flow.callback(flow.decide(browser, poster, fields={"team": "beta"}))["code"]
    assert flow.callback(flow.decide(browser, poster, team="acme", prompt="consent"))["code"]
    with app.app_context():
        grants = db.session.scalars(select(Grant).order_by(Grant.id)).all()
        assert [[team.slug for team in grant.teams] for grant in grants] == [["beta"], ["acme"]]


def test_foreign_team_is_refused(app, browser, poster):
    """Invariant 11: a team that was not offered, or is nobody's."""
    flow.make_organizer(app, "other@example.org", "night-owl")
    for slug in ("night-owl", "no-such-team"):
        assert flow.decide(browser, poster, fields={"team": slug}).status_code == 403
    assert flow.count(app, Grant) == 0


def test_viewer_cannot_approve(app, poster):
    """The page says who can, and a forced submit is refused."""
    flow.make_organizer(app)
    with app.app_context():
        viewer = factories.make_user("vera@example.org")
        factories.join(Team.find("harbour-hall"), viewer, Role.VIEWER)
        db.session.commit()
    browser = app.test_client()
    sign_in(browser, "vera@example.org")
    page = browser.get(flow.authorize_path(poster))
    assert "Ask an owner" in page.text
    forced = flow.decide(
        browser, poster, "Deny", fields={"team": "harbour-hall", "decision": "approve"}
    )
    assert forced.status_code == 403
    assert flow.count(app, Grant) == 0


@pytest.mark.parametrize(
    ("role", "help_words"), [(None, "Make a team"), (Role.VIEWER, "Ask an owner")]
)
def test_who_has_no_team_to_choose_reads_what_to_do_and_is_offered_no_approval(
    app, poster, role, help_words
):
    with app.app_context():
        person = factories.make_user("nina@example.org")
        if role:
            factories.join(factories.make_team(factories.make_user()), person, role)
        db.session.commit()
    nina = app.test_client()
    sign_in(nina, "nina@example.org")

    page = nina.get(flow.authorize_path(poster)).text

    assert help_words in page
    assert 'value="deny"' in page
    assert 'value="approve"' not in page


def test_person_without_team_may_share_only_themselves(app, poster):
    """A grant of profile scopes is for the person and names no team."""
    with app.app_context():
        factories.make_user("nina@example.org")
        db.session.commit()
    token = flow.connect(app, poster, "nina@example.org", scope="profile:read")
    with app.app_context():
        assert live_token.find(token["access_token"]).teams == ()


def test_page_admits_no_frame_and_sends_its_address_nowhere(browser, poster):
    page = browser.get(flow.authorize_path(poster))
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_page_shows_only_what_is_stored(browser, poster):
    """Parameters of the request never become words of the page."""
    path = flow.authorize_path(poster, client_name="Google", website="https://evil.example", x="y")
    page = browser.get(path)
    assert page.status_code == 200
    visible = page.text.replace("client_name=Google", "").replace("evil.example", "", 1)
    assert ">Google" not in visible
    assert 'href="https://evil' not in page.text


def test_request_by_post_is_asked_like_one_by_get(browser, poster):
    """OpenID Connect Core section 3.1.2.1; it comes from the app's own page, without a token."""
    path, _mark, query = flow.authorize_path(poster, nonce="n & o").partition("?")
    answer = browser.post(path, data=dict(parse_qsl(query)))
    assert answer.status_code == 303
    assert dict(parse_qsl(urlsplit(answer.location).query)) == dict(parse_qsl(query))
    assert browser.get(answer.location).status_code == 200


@pytest.mark.parametrize(
    "extra", [{"decision": "approve"}, {"csrf_token": "x"}, {"decision": "approve", "team": "a"}]
)
def test_request_by_post_is_no_decision(app, browser, poster, extra):
    """A foreign page can send the request, and never the answer."""
    path, _mark, query = flow.authorize_path(poster).partition("?")
    answer = browser.post(path, data=dict(parse_qsl(query)) | extra)
    assert answer.status_code == 400
    assert flow.count(app, Grant) == 0


def test_request_by_post_with_a_repeated_parameter_stays_here(browser, poster):
    body = [("client_id", poster.id), ("client_id", "other")]
    answer = browser.post("/oauth/authorize", data=MultiDict(body))
    assert answer.status_code == 400


def test_decision_needs_the_token_of_its_page(app, browser, poster):
    """Also with everything else that the page had in its form."""
    form = flow.find_form(browser.get(flow.authorize_path(poster)).text, "Authorize")
    fields = form.press("Authorize", team="harbour-hall")
    without = {name: value for name, value in fields.items() if name != "csrf_token"}
    for body in (without, without | {"csrf_token": "x"}, without | {"client_id": poster.id}):
        assert browser.post("/oauth/authorize", data=body).status_code == 400
    assert flow.count(app, Grant) == 0
    assert browser.post("/oauth/authorize", data=fields).status_code == 302
