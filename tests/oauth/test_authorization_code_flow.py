"""The authorization code flow from the link to the token, and everything that may go wrong."""

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models import live_token
from app.models.authorization_code import AuthorizationCode
from app.models.client import Client
from app.models.grant import Grant
from app.models.membership import Role
from app.models.team import Team
from app.models.user import User
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.people import sign_in

pytestmark = pytest.mark.both_databases


@pytest.fixture
def olivia(app):
    """The address of an owner of Harbour Hall."""
    return flow.make_organizer(app)


@pytest.fixture
def browser(app, olivia):
    """Olivia's browser, signed in."""
    client = app.test_client()
    sign_in(client, olivia)
    return client


@pytest.fixture
def poster(app):
    """A confidential client."""
    return flow.register(app, name="Poster Board", scopes="events:read events:write profile:read")


@pytest.fixture
def phone(app):
    """A public client."""
    return flow.register(app, name="Phone app", runs_on="phone")


def is_live(app, token):
    """Whether the API would take the token now."""
    with app.app_context():
        return live_token.find(token) is not None


def count(app, model):
    """How many rows there are."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def test_whole_flow(app, browser, poster):
    """The loop of the product: consent, code, token; the answer in its documented order."""
    page = browser.get(flow.authorize_path(poster))
    assert "Poster Board" in page.text
    assert "Harbour Hall" in page.text
    assert "app.example" in page.text
    assert "See this team" in page.text
    sent_back = flow.callback(flow.decide(browser, poster))
    assert sent_back["state"] == "s123"
    assert sent_back["iss"] == "http://localhost"
    answer = flow.exchange(app.test_client(), poster, sent_back["code"])
    assert answer.status_code == 200
    assert list(answer.json) == [
        "access_token",
        "token_type",
        "expires_in",
        "refresh_token",
        "scope",
        "created_at",
    ]
    assert answer.json["expires_in"] == 7200
    assert answer.json["scope"] == "events:read"
    assert answer.headers["Cache-Control"] == "no-store"
    assert is_live(app, answer.json["access_token"])


def test_public_client_with_pkce(app, browser, phone):
    """Case 70: S256 works for a public client, a wrong verifier does not."""
    pkce = {"code_challenge": flow.CHALLENGE, "code_challenge_method": "S256"}
    code = flow.obtain_code(browser, phone, **pkce)
    machine = app.test_client()
    assert flow.exchange(machine, phone, code).status_code == 400
    wrong = flow.exchange(machine, phone, code, code_verifier="x" * 43)
    assert wrong.json["error"] == "invalid_grant"
    assert flow.exchange(machine, phone, code, code_verifier=flow.VERIFIER).status_code == 200


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"response_type": "token"}, "unsupported_response_type", id="R23-token"),
        pytest.param({"response_type": 'fo"oé'}, "unsupported_response_type", id="F69-quote"),
        pytest.param({"response_type": None}, "invalid_request", id="F69-missing"),
        pytest.param({"scope": "admin"}, "invalid_scope", id="Z04-unknown-scope"),
        pytest.param({"scope": "tickets:read"}, "invalid_scope", id="Z04-above-the-ceiling"),
        pytest.param({"code_challenge": flow.CHALLENGE}, "invalid_request", id="C12-no-method"),
        pytest.param(
            {"code_challenge": flow.CHALLENGE, "code_challenge_method": "plain"},
            "invalid_request",
            id="C07-plain",
        ),
        pytest.param(
            {"code_challenge": "short", "code_challenge_method": "S256"},
            "invalid_request",
            id="malformed-challenge",
        ),
        pytest.param({"response_mode": "form_post"}, "invalid_request", id="S20-response-mode"),
        pytest.param({"request_uri": "https://x/y"}, "request_uri_not_supported", id="S22-uri"),
        pytest.param({"request": "e30"}, "request_not_supported", id="S22-object"),
        pytest.param({"prompt": "none"}, "consent_required", id="S21-prompt-none"),
        pytest.param({"prompt": "none login"}, "invalid_request", id="prompt-none-and-more"),
    ],
)
def test_errors_told_to_the_client(browser, poster, changes, error):
    """R23, S01: only after client and address are known, with state and issuer."""
    sent_back = flow.callback(browser.get(flow.authorize_path(poster, **changes)))
    assert sent_back["error"] == error
    assert sent_back["state"] == "s123"
    assert sent_back["iss"] == "http://localhost"
    assert "code" not in sent_back


def test_public_client_needs_pkce_from_the_start(browser, phone):
    """C06: the request is refused, not only the exchange."""
    sent_back = flow.callback(browser.get(flow.authorize_path(phone)))
    assert sent_back["error"] == "invalid_request"


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "https://evil.example/cb",
        "https://app.example/callback2",
        "https://app.example/callback/",
        "https://app.example/callback?",
        "https://app.example/callback?x=1",
        "https://APP.example/callback",
        "HTTPS://app.example/callback",
        "https://app.example:443/callback",
        "https://app.example/callbac%6b",
        "https://user@app.example/callback",
        "https://app.example/callback#f",
        "https://app.example\\@evil.example/",
        "//evil.example/cb",
        'https://app.example/"é',
        "javascript:alert(1)",
    ],
)
def test_unregistered_address_is_never_redirected_to(app, browser, poster, redirect_uri):
    """R01–R06, R19, case 68: a page, for signed-in and anonymous people alike."""
    for client in (browser, app.test_client()):
        answer = client.get(flow.authorize_path(poster, redirect_uri=redirect_uri))
        assert answer.status_code == 400
        assert "Location" not in answer.headers
        assert answer.mimetype == "text/html"


@pytest.mark.parametrize(
    "path",
    [
        "/oauth/authorize",
        "/oauth/authorize?client_id=nobody&response_type=code",
        "/oauth/authorize?client_id=%00&response_type=code",
        "/oauth/authorize?client_id=%ff",
    ],
)
def test_unknown_client_gets_a_page(browser, path):
    """Case 68."""
    answer = browser.get(path)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "scope", "state", "response_type"])
def test_repeated_parameter_gets_a_page(browser, poster, name):
    """H01: no guess which of the two was meant."""
    answer = browser.get(f"{flow.authorize_path(poster)}&{name}=again")
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_registered_query_is_kept_byte_for_byte(app, browser):
    """R03, compat.md 7.2: the registered query is not encoded anew."""
    uri = "https://wp.example/options.php?page=wp&flag&sp=a%20b"
    poster = flow.register(app, redirect_uris=(uri,))
    answer = flow.decide(browser, poster)
    assert answer.location.startswith(f"{uri}&code=")


def test_address_may_be_left_out_when_there_is_one(app, browser, poster):
    """R10, C10, case 54: the only registered address is used."""
    code = flow.obtain_code(browser, poster, redirect_uri=None)
    assert flow.exchange(app.test_client(), poster, code, redirect_uri=None).status_code == 200


def test_address_must_be_repeated_at_the_exchange(app, browser, poster):
    """R11: another one, or none, buys nothing and does not burn the code."""
    code = flow.obtain_code(browser, poster)
    machine = app.test_client()
    for wrong in ("https://app.example/other", None):
        answer = flow.exchange(machine, poster, code, redirect_uri=wrong)
        assert (answer.status_code, answer.json["error"]) == (400, "invalid_grant")
    assert flow.exchange(machine, poster, code).status_code == 200


def test_loopback_port_is_free(app, browser):
    """R09: an installed app takes whatever port it gets."""
    desktop = flow.register(app, runs_on="desktop", redirect_uris=("http://127.0.0.1/cb",))
    pkce = {"code_challenge": flow.CHALLENGE, "code_challenge_method": "S256"}
    uri = "http://127.0.0.1:51004/cb"
    answer = flow.decide(browser, desktop, redirect_uri=uri, **pkce)
    assert answer.location.startswith(f"{uri}?code=")


@pytest.mark.parametrize(
    "state", ['a+b c+d&e=é"<', "x" * 3900, "%0d%0aSet-Cookie:x=1\r\n"], ids=["odd", "long", "crlf"]
)
def test_state_comes_back_unchanged(browser, poster, state):
    """S01, S19, X07: exactly once, on success and on Deny, and never as a header."""
    for button in ("Authorize", "Deny"):
        answer = flow.decide(browser, poster, button=button, state=state, prompt="consent")
        assert flow.query_of(answer.location)["state"] == [state]
        assert "Set-Cookie: x" not in str(answer.headers)


def test_absent_state_stays_absent(browser, poster):
    """S01."""
    assert "state" not in flow.callback(flow.decide(browser, poster, state=None))


def test_deny_leaves_nothing(app, browser, poster):
    """S08, invariant 12."""
    sent_back = flow.callback(flow.decide(browser, poster, button="Deny"))
    assert sent_back["error"] == "access_denied"
    assert sent_back["state"] == "s123"
    assert count(app, Grant) == 0
    assert count(app, AuthorizationCode) == 0


def test_looking_grants_nothing(app, browser, poster):
    """PR2, case 66: GET and HEAD store nothing."""
    for method in ("get", "head"):
        assert getattr(browser, method)(flow.authorize_path(poster)).status_code == 200
    assert count(app, Grant) == 0
    assert count(app, AuthorizationCode) == 0


def test_anonymous_person_signs_in_first_and_comes_back(app, olivia, poster):
    """Case 63: the request survives the sign-in page byte for byte."""
    visitor = app.test_client()
    path = flow.authorize_path(poster)
    answer = visitor.get(path)
    assert answer.status_code == 302
    assert answer.location.startswith("/login?next=")
    assert flow.query_of(answer.location)["next"] == [path]


def test_prompt_none_of_an_anonymous_person(app, poster):
    """S21: told to the client, without a page."""
    sent_back = flow.callback(app.test_client().get(flow.authorize_path(poster, prompt="none")))
    assert sent_back["error"] == "login_required"


def test_prompt_login_asks_for_the_password_again(browser, poster, clock):
    """S21: unless it was typed this minute."""
    path = flow.authorize_path(poster, prompt="login")
    assert browser.get(path).status_code == 200
    clock.advance(61)
    answer = browser.get(path)
    assert answer.location.startswith("/account/confirm?next=")
    assert flow.query_of(answer.location)["next"] == [path]


def test_sign_in_page_lets_its_form_end_at_the_app(app, poster):
    """S05: straight on after signing in, only to a registered address."""
    visitor = app.test_client()
    page = visitor.get("/login", query_string={"next": flow.authorize_path(poster)})
    assert "form-action 'self' https://app.example" in page.headers["Content-Security-Policy"]
    evil = flow.authorize_path(poster, redirect_uri="https://evil.example/")
    page = visitor.get("/login", query_string={"next": evil})
    assert "evil.example" not in page.headers["Content-Security-Policy"]
    many = "&".join(f"p{n}=1" for n in range(200))
    assert visitor.get("/login", query_string={"next": f"/authorize?{many}"}).status_code == 200


def test_one_page_takes_one_decision(app, browser, poster):
    """S18: the second submit of the same page is told that it came too late."""
    page = browser.get(flow.authorize_path(poster))
    first = flow.submit(browser, "/oauth/authorize", button="Authorize", page=page)
    second = flow.submit(browser, "/oauth/authorize", button="Authorize", page=page)
    third = flow.submit(browser, "/oauth/authorize", button="Deny", page=page)
    assert [first.status_code, second.status_code, third.status_code] == [302, 400, 400]
    assert count(app, AuthorizationCode) == 1
    assert count(app, Grant) == 1


def test_page_of_another_session_is_worth_nothing(app, browser, olivia, poster):
    """S02: the ticket holds for the browser session it was shown in."""
    page = browser.get(flow.authorize_path(poster))
    ticket = flow.find_form(page.text, button="Authorize").fields["request"][0]
    other = app.test_client()
    sign_in(other, olivia)
    answer = flow.decide(other, poster, fields={"request": ticket})
    assert answer.status_code == 400
    assert count(app, Grant) == 0


def test_changed_ticket_is_worth_nothing(app, browser, poster):
    """S17: what was shown cannot be edited."""
    page = browser.get(flow.authorize_path(poster))
    ticket = flow.find_form(page.text, button="Authorize").fields["request"][0]
    answer = flow.decide(browser, poster, fields={"request": f"x{ticket}"})
    assert answer.status_code == 400
    assert count(app, Grant) == 0


def test_forged_approval_without_csrf_token(app, browser, poster):
    """S02."""
    answer = flow.decide(browser, poster, fields={"csrf_token": ""})
    assert answer.status_code == 400
    assert count(app, Grant) == 0


def test_scope_in_the_form_changes_nothing(app, browser, poster):
    """S17: a field that the page does not have is not looked at."""
    code = flow.obtain_code(browser, poster, fields={"scope": "events:write"})
    assert flow.exchange(app.test_client(), poster, code).json["scope"] == "events:read"


def test_scope_at_the_exchange_changes_nothing(app, browser, poster):
    """C11."""
    code = flow.obtain_code(browser, poster)
    answer = flow.exchange(app.test_client(), poster, code, scope="events:write")
    assert answer.json["scope"] == "events:read"


def test_team_has_to_be_chosen_among_several(app, poster):
    """Case 64: nothing is preselected; a hint is."""
    two = flow.make_organizer(app, "two@example.org", "acme", "beta")
    browser = app.test_client()
    sign_in(browser, two)
    assert flow.decide(browser, poster).status_code == 422
    assert count(app, Grant) == 0
    assert flow.callback(flow.decide(browser, poster, fields={"team": "beta"}))["code"]
    assert flow.callback(flow.decide(browser, poster, team="acme", prompt="consent"))["code"]
    with app.app_context():
        grants = db.session.scalars(select(Grant).order_by(Grant.id)).all()
        assert [[team.slug for team in grant.teams] for grant in grants] == [["beta"], ["acme"]]


def test_foreign_team_is_refused(app, browser, poster):
    """S17, invariant 11: a team that was not offered, or is nobody's."""
    flow.make_organizer(app, "other@example.org", "night-owl")
    for slug in ("night-owl", "no-such-team"):
        assert flow.decide(browser, poster, fields={"team": slug}).status_code == 403
    assert count(app, Grant) == 0


def test_viewer_cannot_approve(app, poster):
    """Z16: the page says who can, and a forced submit is refused."""
    flow.make_organizer(app)
    with app.app_context():
        viewer = factories.make_user("vera@example.org")
        factories.join(Team.find("harbour-hall"), viewer, Role.VIEWER)
        db.session.commit()
    browser = app.test_client()
    sign_in(browser, "vera@example.org")
    page = browser.get(flow.authorize_path(poster))
    assert "Ask an owner" in page.text
    forced = flow.decide(browser, poster, fields={"team": "harbour-hall", "decision": "approve"})
    assert forced.status_code == 403
    assert count(app, Grant) == 0


def test_person_without_team_may_share_only_themselves(app, poster):
    """A grant of profile scopes is for the person and names no team."""
    with app.app_context():
        factories.make_user("nina@example.org")
        db.session.commit()
    token = flow.connect(app, poster, "nina@example.org", scope="profile:read")
    with app.app_context():
        assert live_token.find(token["access_token"]).teams == ()


def test_known_confidential_client_is_not_asked_about_twice(app, browser, poster):
    """Case 35: straight back with a code; prompt=consent, or more scopes, show the page."""
    flow.obtain_code(browser, poster)
    assert flow.callback(browser.get(flow.authorize_path(poster)))["code"]
    assert flow.callback(browser.get(flow.authorize_path(poster, prompt="none")))["code"]
    assert browser.get(flow.authorize_path(poster, prompt="consent")).status_code == 200
    assert browser.get(flow.authorize_path(poster, scope="events:write")).status_code == 200
    assert count(app, Grant) == 1


def test_public_client_is_always_asked(browser, phone):
    """S06."""
    pkce = {"code_challenge": flow.CHALLENGE, "code_challenge_method": "S256"}
    flow.obtain_code(browser, phone, **pkce)
    assert browser.get(flow.authorize_path(phone, **pkce)).status_code == 200


def test_changed_app_is_asked_about_again(app, browser, poster, clock):
    """D07: another name or address is another promise."""
    flow.obtain_code(browser, poster)
    clock.advance(10)
    with app.app_context():
        Client.find(poster.id).identity_changed_at = clock.now()
        db.session.commit()
    assert browser.get(flow.authorize_path(poster)).status_code == 200


def test_suspended_client_is_told_to_the_person(app, browser, poster):
    """Z07."""
    with app.app_context():
        Client.find(poster.id).suspend("spam")
        db.session.commit()
    answer = browser.get(flow.authorize_path(poster))
    assert answer.status_code == 400
    assert "suspended" in answer.text


def test_person_disabled_between_consent_and_exchange(app, browser, poster):
    """C17."""
    code = flow.obtain_code(browser, poster)
    with app.app_context():
        db.session.scalar(select(User).where(User.email == "olivia@example.org")).disable()
        db.session.commit()
    assert flow.exchange(app.test_client(), poster, code).json["error"] == "invalid_grant"


def test_page_admits_the_redirect_and_nothing_else(browser, poster):
    """S04, S05, S12."""
    page = browser.get(flow.authorize_path(poster))
    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'self' https://app.example" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_page_shows_only_what_is_stored(browser, poster):
    """S07, S11: parameters of the request never become words of the page."""
    path = flow.authorize_path(poster, client_name="Google", website="https://evil.example", x="y")
    page = browser.get(path)
    assert page.status_code == 200
    visible = page.text.replace("client_name=Google", "").replace("evil.example", "", 1)
    assert ">Google" not in visible
    assert 'href="https://evil' not in page.text


def test_redirect_carries_its_code_nowhere_else(browser, poster):
    """K07: no cache, no Referer, no copy in a page."""
    answer = flow.decide(browser, poster)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.get_data() == b""
