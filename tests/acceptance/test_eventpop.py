"""Cases 20-27 and 35: Eventpop's documented link, exchange and calls."""

import pytest

from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases

CALLBACK = "https://your.callback.url"
ME = "/api/public/me"


@pytest.fixture
def pop(app):
    """An app of Eventpop's kind; its address has no path."""
    return flow.register(app, profile="eventpop", redirect_uris=(CALLBACK,))


@pytest.fixture
def token(nobody, machine, pop):
    """An access token that somebody gave it."""
    return connect(nobody, machine, pop).json["access_token"]


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


def test_case_20_documented_link(nobody, pop):
    answer = approve(nobody, pop)
    assert answer.status_code == 302
    assert answer.location.startswith(f"{CALLBACK}?code=")
    assert list(flow.callback(answer)) == ["code"]


def test_case_21_documented_exchange(nobody, machine, pop):
    answer = connect(nobody, machine, pop)
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


def test_case_22_token_in_the_header(machine, token):
    answer = machine.get(ME, headers=bearer(token))
    assert (answer.status_code, answer.json["email"]) == (200, "none@example.org")


def test_case_23_token_in_the_query(machine, token):
    answer = machine.get(f"{ME}?access_token={token}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


def test_case_24_token_in_the_body(machine, token):
    for body in ({"data": {"access_token": token}}, {"json": {"access_token": token}}):
        answer = machine.post(ME, **body)
        assert (answer.status_code, answer.json["email"]) == (200, "none@example.org")


def test_case_25_token_in_two_places(machine, token):
    assert machine.get(f"{ME}?access_token={token}", headers=bearer(token)).status_code == 200
    answer = machine.get(f"{ME}?access_token=another", headers=bearer(token))
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_case_26_query_token_of_a_client_that_may_not(app, machine, teams):
    plain = flow.register(app, scopes="profile:read")
    token = flow.connect(app, plain, "org@example.org", scope="profile:read")["access_token"]
    assert machine.get(ME, headers=bearer(token)).status_code == 200
    answer = machine.get(f"{ME}?access_token={token}")
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request")


def test_case_27_challenges(machine):
    without = machine.get(ME)
    assert without.status_code == 401
    assert without.headers["WWW-Authenticate"].startswith('Bearer realm="')
    assert "error" not in without.headers["WWW-Authenticate"]
    bad = machine.get(ME, headers=bearer("wrong"))
    assert bad.status_code == 401
    assert 'error="invalid_token"' in bad.headers["WWW-Authenticate"]


def test_case_35_second_time(nobody, machine, pop, token):
    again = nobody.get(link(pop))
    assert again.status_code == 302
    assert list(flow.callback(again)) == ["code"]
    asked = nobody.get(link(pop, prompt="consent"))
    assert asked.status_code == 200
