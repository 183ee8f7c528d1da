"""Cases 20-27 and 35: Eventpop's documented link, exchange and calls."""

import pytest

from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases

CALLBACK = "https://your.callback.url"
ME = "/api/public/me"


@pytest.fixture
def pop(app):
    """An app with the eventpop profile; its address has no path."""
    return flow.register(app, profile="eventpop", redirect_uris=(CALLBACK,))


@pytest.fixture
def token(visitor, machine, pop):
    """An access token for it."""
    return connect(visitor, machine, pop).json["access_token"]


def link(pop, **changes):
    """The documented link: the address stands in it as it is, no scope, no state."""
    more = "".join(f"&{name}={value}" for name, value in changes.items())
    return f"/oauth/authorize?client_id={pop.id}&redirect_uri={CALLBACK}&response_type=code{more}"


def approve(browser, pop):
    """Press Authorize on the page of the documented link."""
    return flow.submit(browser, link(pop), "Authorize")


def connect(browser, machine, pop):
    """The answer to the documented exchange."""
    return flow.exchange(machine, pop, flow.callback(approve(browser, pop))["code"])


def bearer(token):
    """The header that shows the token."""
    return {"Authorization": f"Bearer {token}"}


def test_documented_link_sends_the_code_to_an_address_without_a_path(visitor, pop):
    """Case 20."""
    answer = approve(visitor, pop)
    assert answer.status_code == 302
    assert answer.location.startswith(f"{CALLBACK}?code=")
    assert list(flow.callback(answer)) == ["code"]


def test_exchange_returns_the_documented_members_in_order(visitor, machine, pop):
    """Case 21."""
    answer = connect(visitor, machine, pop)
    assert answer.status_code == 200
    assert list(answer.json) == [
        "access_token",
        "token_type",
        "expires_in",
        "refresh_token",
        "scope",
        "created_at",
    ]
    assert (answer.json["expires_in"], answer.json["scope"]) == (7200, "public")
    assert isinstance(answer.json["created_at"], int)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Pragma"] == "no-cache"


def test_token_is_accepted_in_the_header(machine, token):
    """Case 22."""
    answer = machine.get(ME, headers=bearer(token))
    assert (answer.status_code, answer.json["email"]) == (200, "none@example.org")


def test_token_is_accepted_in_the_query(machine, token):
    """Case 23."""
    answer = machine.get(f"{ME}?access_token={token}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_token_is_accepted_in_a_form_or_json_body(machine, token):
    """Case 24."""
    for body in ({"data": {"access_token": token}}, {"json": {"access_token": token}}):
        answer = machine.post(ME, **body)
        assert (answer.status_code, answer.json["email"]) == (200, "none@example.org")


def test_token_in_two_places_is_accepted_only_when_equal(machine, token):
    """Case 25."""
    assert machine.get(f"{ME}?access_token={token}", headers=bearer(token)).status_code == 200
    answer = machine.get(f"{ME}?access_token=another", headers=bearer(token))
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_query_token_is_refused_unless_the_client_may_send_one(app, machine, teams):
    """Case 26."""
    plain = flow.register(app, scopes="profile:read")
    token = flow.connect(app, plain, "org@example.org", scope="profile:read")["access_token"]
    assert machine.get(ME, headers=bearer(token)).status_code == 200
    answer = machine.get(f"{ME}?access_token={token}")
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_challenge_names_an_error_only_when_a_token_was_sent(machine):
    """Case 27."""
    without = machine.get(ME)
    assert without.status_code == 401
    assert without.headers["WWW-Authenticate"].startswith('Bearer realm="')
    assert "error" not in without.headers["WWW-Authenticate"]
    bad = machine.get(ME, headers=bearer("wrong"))
    assert bad.status_code == 401
    assert 'error="invalid_token"' in bad.headers["WWW-Authenticate"]


def test_second_authorization_skips_consent_unless_prompted(visitor, machine, pop, token):
    """Case 35."""
    again = visitor.get(link(pop))
    assert again.status_code == 302
    assert list(flow.callback(again)) == ["code"]
    asked = visitor.get(link(pop, prompt="consent"))
    assert asked.status_code == 200
