"""At the authorization endpoint a pushed request is what was pushed, for its client, once."""

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.credentials.authorization_code import AuthorizationCode
from tests.support import oauth_flow as flow
from tests.support.people import sign_in
from tests.support.pushing import push, pushed_path

pytestmark = pytest.mark.both_databases


@pytest.fixture
def path(machine, poster):
    """Where the browser is sent after a push."""
    return pushed_path(poster, push(machine, poster).json["request_uri"])


def test_parameters_beside_the_reference_are_ignored(browser, machine, poster, path):
    more = "&scope=events:write&state=other&redirect_uri=https://evil.example&prompt=none&team=x"
    sent_back = flow.callback(flow.submit(browser, path + more, "Authorize"))
    assert sent_back["state"] == "s123"
    assert flow.exchange(machine, poster, sent_back["code"]).json["scope"] == "events:read"


def test_the_page_may_be_reloaded_and_the_request_is_answered_once(app, browser, path):
    first, second = browser.get(path), browser.get(path)
    assert "code" in flow.callback(
        flow.submit(browser, "/oauth/authorize", button="Authorize", page=second)
    )
    late = flow.submit(browser, "/oauth/authorize", button="Authorize", page=first)
    denied = flow.submit(browser, "/oauth/authorize", button="Deny", page=first)
    assert [late.status_code, denied.status_code, browser.get(path).status_code] == [400] * 3
    assert flow.count(app, AuthorizationCode) == 1


def test_denying_answers_it(browser, path):
    assert flow.callback(flow.submit(browser, path, "Deny"))["error"] == "access_denied"
    page = browser.get(path)
    assert page.status_code == 400
    assert "You have already answered" in page.text


def test_an_approval_of_before_answers_it(app, browser, machine, poster, path):
    """Skipping the page spends the request as a click does."""
    flow.submit(browser, path, "Authorize")
    with app.app_context():
        Client.find(poster.id).reviewed_at = 1
        db.session.commit()
    again = pushed_path(poster, push(machine, poster).json["request_uri"])
    assert browser.head(again).status_code == 200
    assert "code" in flow.callback(browser.get(again))
    assert browser.get(again).status_code == 400


def test_it_survives_signing_in(app, olivia, path):
    newcomer = app.test_client()
    answer = newcomer.get(path)
    assert answer.status_code == 302
    assert "request_uri" in answer.location
    sign_in(newcomer, olivia)
    assert "code" in flow.callback(flow.submit(newcomer, path, "Authorize"))


def test_it_expires_unseen(app, browser, path, clock):
    clock.advance(600)
    page = browser.get(path)
    assert page.status_code == 400
    assert "This connect link has expired" in page.text


def test_once_opened_it_lasts_as_long_as_a_consent_page(app, browser, olivia, path, clock):
    """Signing up, with a link by mail, takes longer than a request waits unseen."""
    newcomer = app.test_client()
    clock.advance(599)
    newcomer.get(path)
    clock.advance(3599)
    sign_in(newcomer, olivia)
    page = newcomer.get(path)
    clock.advance(2)
    assert browser.get(path).status_code == 400
    done = flow.submit(newcomer, "/oauth/authorize", button="Authorize", page=page)
    assert "code" in flow.callback(done)


def test_a_look_by_head_opens_nothing(browser, path, clock):
    browser.head(path)
    clock.advance(600)
    assert browser.get(path).status_code == 400


@pytest.mark.parametrize(
    "reference", ["", "sd_par_x", "sd_par_" + "a" * 47, "é\x00", "x" * 9000], ids=repr
)
def test_an_unknown_reference_is_shown_to_the_person(browser, poster, reference):
    uri = f"urn:ietf:params:oauth:request_uri:{reference}"
    answer = browser.get(pushed_path(poster, uri))
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_a_request_is_bound_to_its_client(app, browser, machine, poster):
    other = flow.register(app, name="Other app")
    uri = push(machine, poster).json["request_uri"]
    assert browser.get(pushed_path(other, uri)).status_code == 400
    assert browser.get(pushed_path(flow.App("", None), uri)).status_code == 400
    assert browser.get(pushed_path(poster, uri)).status_code == 200


def test_what_has_changed_since_the_push_is_checked_again(app, browser, poster, path):
    with app.app_context():
        Client.find(poster.id).suspend("spam")
        db.session.commit()
    assert browser.get(path).status_code == 400


def test_an_address_removed_since_the_push_gets_no_answer(app, browser, poster, path):
    page = browser.get(path)
    with app.app_context():
        Client.find(poster.id).change(redirect_uris=("https://new.example/callback",))
        db.session.commit()
    answer = flow.submit(browser, "/oauth/authorize", button="Authorize", page=page)
    assert answer.status_code == 400
    assert flow.count(app, AuthorizationCode) == 0


def test_choosing_a_team_keeps_the_request(app, machine, poster):
    """The page is shown again with its error, and its search leads back to the same request."""
    address = flow.make_organizer(app, "two@example.org", "alpha", "beta")
    browser = app.test_client()
    sign_in(browser, address)
    path = pushed_path(poster, push(machine, poster).json["request_uri"])
    assert flow.submit(browser, path, "Authorize").status_code == 422
    searched = flow.submit(browser, path, "Authorize", decision="search")
    assert searched.location.startswith(path)
    done = flow.submit(browser, searched.location, "Authorize", team="beta")
    assert flow.callback(done)["state"] == "s123"
