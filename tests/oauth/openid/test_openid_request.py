"""The parameters of OpenID Connect at the authorization endpoint."""

import json

import pytest

from app.extensions import db
from app.models.accounts.browser_session import BrowserSession
from app.models.accounts.user import User
from tests.support import oauth_flow as flow
from tests.support import openid


@pytest.fixture
def poster(app):
    """A client of OpenID Connect."""
    return openid.register(app)


def ask(browser, poster, **changes):
    """Where the request leads."""
    return browser.get(flow.authorize_path(poster, **{"scope": "openid", **changes}))


@pytest.mark.parametrize(
    ("changes", "parameter"),
    [
        ({"nonce": "n" * 1001}, "nonce"),
        ({"claims": "{"}, "claims"),
        ({"claims": '{"id_token": 1}'}, "claims"),
        ({"max_age": "x"}, "max_age"),
    ],
)
def test_malformed_parameter_is_named_to_the_app(browser, poster, changes, parameter):
    told = flow.callback(ask(browser, poster, **changes))
    assert told["error"] == "invalid_request"
    assert parameter in told["error_description"]


def test_consent_page_says_what_the_app_learns(browser, poster):
    page = ask(browser, poster, scope="openid profile email offline_access").text
    for sentence in (
        "Sign you in with this account",
        "See your name",
        "See your e-mail address",
        "Stay connected while you are away",
    ):
        assert page.count(sentence) == 1
    assert "Choose a team" not in page


def test_claim_that_is_wanted_alone_is_asked_for_by_its_scope(browser, poster):
    claims = json.dumps({"userinfo": {"email": {"essential": True}}})
    assert "See your e-mail address" in ask(browser, poster, claims=claims).text


def test_claim_beyond_the_scopes_of_the_app_is_left_out(app, browser):
    shy = openid.register(app, scopes="openid")
    claims = json.dumps({"userinfo": {"email": {"essential": True}}})
    page = ask(browser, shy, claims=claims)
    assert page.status_code == 200
    assert "See your e-mail address" not in page.text


def test_claims_without_openid_mean_nothing(browser, poster):
    claims = json.dumps({"userinfo": {"email": None}})
    assert "e-mail address" not in ask(browser, poster, claims=claims, scope="events:read").text


def test_user_who_is_not_the_requested_one_is_not_taken_for_them(app, browser, poster, olivia):
    """OpenID Connect Core section 3.1.2.2: no positive response for another subject."""
    with app.app_context():
        subject = User.find_by_email(olivia).public_id
    right, wrong = ({"id_token": {"sub": {"value": sub}}} for sub in (subject, "usr_other"))
    assert ask(browser, poster, claims=json.dumps(right)).status_code == 200
    told = flow.callback(ask(browser, poster, claims=json.dumps(wrong)))
    assert told["error"] == "login_required"


@pytest.mark.parametrize(
    ("acr", "amr", "error"),
    [
        ({"essential": True, "values": ["phr"]}, "pwd", "unmet_authentication_requirements"),
        ({"essential": True, "values": ["phr"]}, "pop user mfa", None),
        ({"essential": True, "value": "urn:unknown"}, "pwd", "unmet_authentication_requirements"),
        ({"values": ["phr"]}, "pwd", None),
    ],
)
def test_essential_acr_is_met_or_the_app_is_told(app, browser, poster, acr, amr, error):
    """Section 5.5.1.1."""
    with app.app_context():
        db.session.query(BrowserSession).update({"amr": amr})
        db.session.commit()
    answer = ask(browser, poster, claims=json.dumps({"id_token": {"acr": acr}}))
    assert (flow.callback(answer)["error"] if error else answer.status_code) == (error or 200)


def test_acr_values_and_other_hints_are_voluntary(browser, poster):
    hints = {"acr_values": "phr", "display": "popup", "ui_locales": "de", "claims_locales": "de"}
    assert ask(browser, poster, **hints).status_code == 200
