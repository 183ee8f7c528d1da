"""How recent a sign-in has to be, to the second, and without going in circles."""

import json

import pytest

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.clients.client import Client
from tests.support import oauth_flow as flow
from tests.support import openid
from tests.support.factories import PASSWORD
from tests.support.forms import submit


@pytest.fixture
def poster(app):
    """A client of OpenID Connect."""
    return openid.register(app)


def prove_again(browser, asked):
    """Type the password where the browser was sent, and return where that leads."""
    assert asked.location.startswith("/account/confirm?next=")
    [target] = flow.query_of(asked.location)["next"]
    answer = submit(browser, asked.location, "Go on", password=PASSWORD)
    assert answer.location == target
    return browser.get(target)


@pytest.mark.parametrize(("max_age", "is_asked"), [("99", True), ("100", False), ("101", False)])
def test_max_age_counts_to_the_second(browser, poster, clock, max_age, is_asked):
    clock.advance(100)
    answer = browser.get(flow.authorize_path(poster, max_age=max_age))
    assert answer.status_code == (302 if is_asked else 200)


@pytest.mark.parametrize("demand", [{"max_age": "1"}, {"max_age": "0"}, {"prompt": "login"}])
def test_proof_since_the_question_is_enough_however_slow_the_user(
    app, browser, poster, clock, demand
):
    clock.advance(2)
    asked = browser.get(flow.authorize_path(poster, scope="openid", **demand))
    clock.advance(300)
    page = prove_again(browser, asked)
    assert page.status_code == 200


def test_id_token_has_the_time_of_the_new_proof(app, browser, poster, clock):
    clock.advance(50)
    asked = browser.get(flow.authorize_path(poster, scope="openid", prompt="login"))
    [target] = flow.query_of(asked.location)["next"]
    submit(browser, asked.location, "Go on", password=PASSWORD)
    proved_at = clock.now()
    clock.advance(5)
    code = flow.callback(submit(browser, target, "Authorize"))["code"]
    token = flow.exchange(app.test_client(), poster, code).json["id_token"]
    assert openid.read(app, token)["auth_time"] == proved_at


@pytest.mark.parametrize(
    ("demand", "amr", "is_of_sign_in"),
    [({}, "pop mfa", True), ({"prompt": "login"}, "pwd", False), ({"max_age": "10"}, "pwd", False)],
    ids=["any age", "login", "max_age"],
)
def test_password_typed_later_makes_no_sign_in_by_passkey_a_new_one(
    app, browser, poster, clock, demand, amr, is_of_sign_in
):
    """The time and the methods that an ID token tells are those of one proof."""
    signed_in_at = clock.now()
    with app.app_context():
        db.session.query(BrowserSession).update({"amr": "pop mfa", "created_at": signed_in_at})
        db.session.commit()
    clock.advance(50)
    submit(browser, "/account/confirm", "Go on", password=PASSWORD)
    request = flow.authorize_path(poster, scope="openid", **demand)
    answer = browser.get(request)
    if answer.status_code == 302:
        [request] = flow.query_of(answer.location)["next"]
        submit(browser, answer.location, "Go on", password=PASSWORD)
    code = flow.callback(submit(browser, request, "Authorize"))["code"]
    claims = openid.read(app, flow.exchange(app.test_client(), poster, code).json["id_token"])
    proved_at = signed_in_at if is_of_sign_in else clock.now()
    assert (claims["amr"], claims["auth_time"]) == (amr.split(), proved_at)


def test_fresh_proof_that_is_weaker_than_an_essential_acr_is_not_enough(
    app, browser, poster, clock
):
    with app.app_context():
        db.session.query(BrowserSession).update({"amr": "pop mfa"})
        db.session.commit()
    clock.advance(50)
    claims = json.dumps({"id_token": {"acr": {"essential": True, "value": "phr"}}})
    asked = browser.get(flow.authorize_path(poster, scope="openid", prompt="login", claims=claims))
    refused = flow.callback(prove_again(browser, asked))
    assert refused["error"] == "unmet_authentication_requirements"


def test_visitor_who_signs_in_for_it_is_not_asked_twice(app, poster, olivia, clock):
    visitor = app.test_client()
    asked = visitor.get(flow.authorize_path(poster, scope="openid", max_age="0"))
    [target] = flow.query_of(asked.location)["next"]
    clock.advance(20)
    submit(visitor, "/login", "Sign in", email=olivia, password=PASSWORD)
    clock.advance(2)
    assert visitor.get(target).status_code == 200


@pytest.mark.parametrize("change", ["forged", "of another request", "old"])
def test_mark_counts_for_its_request_and_an_hour(browser, poster, clock, change):
    clock.advance(2)
    asked = browser.get(flow.authorize_path(poster, max_age="0"))
    [target] = flow.query_of(asked.location)["next"]
    submit(browser, asked.location, "Go on", password=PASSWORD)
    clock.advance(2)
    target, later = {
        "forged": (target[:-2] + "xx", 0),
        "of another request": (target.replace("s123", "s124"), 0),
        "old": (target, 3600),
    }[change]
    clock.advance(later)
    assert browser.get(target).status_code == 302


def test_default_of_the_client_counts_unless_the_request_says_otherwise(
    app, browser, poster, clock
):
    with app.app_context():
        Client.find(poster.id).default_max_age = 60
        db.session.commit()
    clock.advance(61)
    assert browser.get(flow.authorize_path(poster)).status_code == 302
    assert browser.get(flow.authorize_path(poster, max_age="100")).status_code == 200


def test_silent_request_is_told_that_the_sign_in_is_too_old(browser, poster, clock):
    clock.advance(2)
    for demand in ({"max_age": "1"}, {"max_age": "0"}):
        path = flow.authorize_path(poster, prompt="none", **demand)
        assert flow.callback(browser.get(path))["error"] == "login_required"
