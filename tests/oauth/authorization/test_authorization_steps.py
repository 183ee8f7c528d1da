"""Errors go to an app before any decision only where its address is trusted (RFC 9700, 4.11.2)."""

import html
import re

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.credentials.authorization_code import AuthorizationCode
from app.models.grants.grant import Grant
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.forms import submit
from tests.support.people import sign_in

pytestmark = pytest.mark.both_databases

URI = "https://stranger.example/cb"
ERRORS = {
    "no response type": {"response_type": None},
    "response type": {"response_type": "token"},
    "scope": {"scope": "events:read everything"},
    "challenge without a method": {"code_challenge": flow.CHALLENGE},
    "response mode": {"response_mode": "form_post"},
    "request object": {"request": "x.y.z"},
    "max_age": {"max_age": "-1"},
}
SILENT = {
    "consent": {"prompt": "none"},
    "another prompt": {"prompt": "none login"},
    "old sign-in": {"prompt": "none", "max_age": "0"},
    "error": {"prompt": "none", "scope": "everything"},
}


@pytest.fixture
def stranger(machine):
    """A client that registered itself (RFC 7591)."""
    made = machine.post("/oauth/register", json={"client_name": "Tide", "redirect_uris": [URI]})
    return flow.App(made.json["client_id"], made.json["client_secret"], URI)


def is_page(answer) -> bool:
    """Whether the browser stays here."""
    return answer.status_code == 400 and "Location" not in answer.headers


def links_of(answer) -> list[str]:
    """The links of the page that lead to the app."""
    links = re.findall(r'href="([^"]+)"', answer.text)
    return [html.unescape(link) for link in links if link.startswith(URI)]


@pytest.mark.parametrize("changes", ERRORS.values(), ids=ERRORS.keys())
def test_error_of_an_unknown_app_is_shown_with_a_way_on(browser, stranger, changes):
    answer = browser.get(flow.authorize_path(stranger, **changes))
    assert is_page(answer)
    assert "stranger.example" in answer.text
    [link] = links_of(answer)
    sent = flow.query_of(link)
    assert sent["state"] == ["s123"]
    assert sent["error"]
    assert sent["error_description"]


@pytest.mark.parametrize("changes", SILENT.values(), ids=SILENT.keys())
def test_unknown_app_gets_no_answer_behind_the_users_back(app, browser, stranger, changes, clock):
    """Nor a link to press by mistake; signed in or not."""
    clock.advance(3600)
    for visitor in (browser, app.test_client()):
        answer = visitor.get(flow.authorize_path(stranger, **changes))
        assert is_page(answer) or answer.location.startswith("/login?")
        assert links_of(answer) == []


def test_signed_out_user_is_not_sent_on(app, stranger):
    answer = app.test_client().get(flow.authorize_path(stranger, prompt="none"))
    assert is_page(answer)
    assert "Tide" in answer.text


def test_own_approval_makes_the_app_known_to_this_user_alone(app, browser, machine, stranger):
    """A silent request is then answered as RFC 6749 section 4.1.2.1 says, until it is revoked."""
    silent = flow.authorize_path(stranger, prompt="none")
    flow.obtain_code(browser, stranger)
    assert flow.callback(browser.get(silent))["error"] == "consent_required"
    other = app.test_client()
    sign_in(other, flow.make_organizer(app, "otto@example.org", "night-owl"))
    assert is_page(other.get(silent))
    assert is_page(machine.get(silent))
    submit(browser, "/account/apps", "Revoke Tide")
    assert is_page(browser.get(silent))


def test_review_makes_the_app_known_to_everyone(app, machine, browser, stranger):
    with app.app_context():
        Client.find(stranger.id).review()
        db.session.commit()
    silent = flow.authorize_path(stranger, prompt="none")
    assert flow.callback(machine.get(silent))["error"] == "login_required"
    assert flow.callback(browser.get(silent))["error"] == "consent_required"
    wrong = flow.authorize_path(stranger, scope="everything")
    assert flow.callback(browser.get(wrong))["error"] == "invalid_scope"


def test_changed_app_is_unknown_again(app, machine, stranger):
    """The review was of another address."""
    with app.app_context():
        client = Client.find(stranger.id)
        client.review()
        client.change(redirect_uris=(URI, "https://other.example/cb"))
        db.session.commit()
    assert is_page(machine.get(flow.authorize_path(stranger, prompt="none")))


def test_app_of_a_developer_is_told_of_errors(machine, browser, poster):
    """Reviewed or not: an account is behind it."""
    silent = flow.authorize_path(poster, prompt="none")
    assert flow.callback(machine.get(silent))["error"] == "login_required"
    wrong = flow.authorize_path(poster, scope="everything")
    assert flow.callback(browser.get(wrong))["error"] == "invalid_scope"


def test_deny_is_the_users_decision_and_is_sent(app, browser, stranger):
    """Invariant 12."""
    sent_back = flow.callback(flow.decide(browser, stranger, "Deny"))
    assert (sent_back["error"], sent_back["state"]) == ("access_denied", "s123")
    assert flow.count(app, Grant) == flow.count(app, AuthorizationCode) == 0


def test_app_of_gancio_is_shown_with_a_way_on(browser, machine):
    """Its profile never redirects errors; the page at least leads back."""
    body = {"client_name": "WPGancio", "redirect_uris": URI}
    client_id = machine.post("/api/client", data=body).json["client_id"]
    answer = browser.get(flow.authorize_path(flow.App(client_id, None, URI), scope="everything"))
    assert is_page(answer)
    assert flow.query_of(links_of(answer)[0])["error"] == ["invalid_scope"]


def test_pending_app_of_another_developer_leads_nowhere(app, browser):
    with app.app_context():
        client, _secret = factories.make_client(redirect_uris=(URI,))
        client.status = "pending"
        db.session.commit()
        client_id = client.client_id
    answer = browser.get(flow.authorize_path(flow.App(client_id, None, URI), scope="everything"))
    assert is_page(answer)
    assert links_of(answer) == []
