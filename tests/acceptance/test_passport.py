"""Cases 49-55: an app written for Laravel Passport, as Kanka documents it."""

from urllib.parse import urlsplit

import pytest

from app.extensions import db
from app.factory import create_app
from app.models.clients.redirect_uri import validate
from app.models.values.errors import ValidationError
from tests.support import factories
from tests.support import oauth_flow as flow
from tests.support.client_pages import shown_secret
from tests.support.forms import submit
from tests.support.people import sign_in

pytestmark = pytest.mark.both_databases

YEAR = 31_536_000  # seconds
PLAIN = "http://my-super-app.com/callback"


@pytest.fixture
def kanka(app):
    """An app with the passport profile."""
    return flow.register(app, profile="passport")


def ask(kanka, **changes):
    """The documented request: neither scope nor state."""
    return flow.authorize_path(kanka, **{"scope": None, "state": None, **changes})


def connect(browser, machine, kanka):
    """The token endpoint's answer to the documented form."""
    code = flow.callback(submit(browser, ask(kanka), "Authorize"))["code"]
    return flow.exchange(machine, kanka, code)


def register(app, uri):
    """The answer to the portal's form with a name and an address, and the developer's browser."""
    with app.app_context():
        factories.make_user("dev@example.org")
        db.session.commit()
    browser = app.test_client()
    sign_in(browser, "dev@example.org")
    fields = {"name": "Super App", "redirect_uris": uri, "profile": "passport"}
    return browser, submit(browser, "/developer/apps/new", "Create app", **fields)


def test_name_and_callback_register_an_app_and_show_its_secret_once(app):
    """Case 49."""
    browser, answer = register(app, "https://my-super-app.com/callback")
    page = browser.get(answer.location).text
    assert answer.location.rpartition("/")[2] in page
    secret = shown_secret(page)
    assert secret
    assert secret not in browser.get(answer.location).text


def test_request_without_scope_and_state_lists_the_default_scopes(org, kanka):
    """Case 50."""
    page = org.get(ask(kanka))
    assert page.status_code == 200
    assert "See this team" in page.text
    answer = submit(org, ask(kanka), "Authorize", page=page)
    assert list(flow.callback(answer)) == ["code"]


def test_form_exchange_returns_tokens_for_a_year(org, machine, kanka):
    """Case 51."""
    answer = connect(org, machine, kanka)
    assert answer.status_code == 200
    assert (answer.json["token_type"], answer.json["expires_in"]) == ("Bearer", YEAR)
    assert answer.json["access_token"]
    assert answer.json["refresh_token"]


def test_refresh_with_an_empty_scope_keeps_the_scopes(org, machine, kanka):
    """Case 52."""
    first = connect(org, machine, kanka).json
    again = flow.refresh(machine, kanka, first["refresh_token"], scope="")
    assert again.status_code == 200
    assert again.json["scope"] == first["scope"]
    # A refreshed token ends with its family at the latest, which began a moment ago.
    assert YEAR - 60 < again.json["expires_in"] <= YEAR


def test_deny_sends_access_denied_to_the_app(org, kanka):
    """Case 53."""
    for state in (None, "s1"):
        answer = submit(org, ask(kanka, state=state), "Deny")
        sent_back = flow.callback(answer)
        assert sent_back["error"] == "access_denied"
        assert sent_back["error_description"]
        assert sent_back.get("state") == state
        assert "&&" not in answer.location
        assert "?&" not in answer.location


def test_only_registered_address_is_used_when_none_is_sent(org, kanka):
    """Case 54."""
    answer = submit(org, ask(kanka, redirect_uri=None), "Authorize")
    assert urlsplit(answer.location).hostname == "app.example"
    assert flow.callback(answer)["code"]


def test_plain_http_callback_needs_loopback_or_the_development_switch(app, settings):
    """Case 55."""
    _browser, refused = register(app, PLAIN)
    assert refused.status_code == 422
    with pytest.raises(ValidationError):
        validate(PLAIN, allow_http=False)
    development = create_app(settings.model_copy(update={"allow_http_redirects": True}))
    browser = development.test_client()
    sign_in(browser, "dev@example.org")
    for uri in (PLAIN, "http://127.0.0.1:9/cb"):
        fields = {"name": "Super App", "redirect_uris": uri, "profile": "passport"}
        made = submit(browser, "/developer/apps/new", "Create app", **fields)
        assert made.status_code == 302
