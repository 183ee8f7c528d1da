"""Cases 1-10 and 17: an app written for Gancio registers itself and gets its tokens."""

import json
import re

import pytest

from app.factory import create_app
from app.models.clients.client import Client
from tests.support import oauth_flow as flow
from tests.support.forms import submit
from tests.support.wordpress import CALLBACK, authorize_path, exchange_body

pytestmark = pytest.mark.both_databases

DOCUMENTED = {
    "client_name": "Wordpress Event Manager",
    "redirect_uris": "https://noblogs.org/",
    "website": "https://myapp.example",
}
MEMBERS = {"name", "scopes", "website", "client_secret", "redirect_uris", "client_id"}
ALPHABET = re.compile(r"[a-z0-9_-]+")


@pytest.fixture
def plugin(machine):
    """The plugin of a WordPress site, registered over REST."""
    body = {"client_name": "WPGancio", "redirect_uris": CALLBACK, "scopes": "event:write"}
    made = machine.post("/api/client", data=body).json
    return flow.App(made["client_id"], made["client_secret"], CALLBACK)


def connect(browser, machine, plugin):
    """The code, and the answer of the token endpoint to it."""
    code = flow.callback(submit(browser, authorize_path(plugin), "Authorize"))["code"]
    return code, machine.post("/oauth/token", data=exchange_body(plugin, code))


def with_path(client, path, method="GET", **options):
    """Ask for exactly this path: the test client takes two slashes for a host."""
    query = {"QUERY_STRING": path.partition("?")[2]}
    environ = {"PATH_INFO": path.partition("?")[0], **query}
    return client.open(method=method, environ_overrides=environ, **options)


def test_form_registration_returns_six_members(machine):
    """Case 1."""
    answer = machine.post("/api/client", data=DOCUMENTED)
    assert (answer.status_code, set(answer.json)) == (200, MEMBERS)
    assert answer.json["scopes"] == "event:write"
    assert answer.json["redirect_uris"] == "https://noblogs.org/"


def test_credentials_consist_of_lower_case_letters_digits_and_underscores(org, machine, plugin):
    """Case 2."""
    code, answer = connect(org, machine, plugin)
    tokens = [answer.json["access_token"], answer.json["refresh_token"]]
    for credential in (plugin.id, plugin.secret, code, *tokens):
        assert ALPHABET.fullmatch(credential)


def test_json_registration_takes_one_address_or_a_list(machine):
    """Case 3."""
    for uris in ("https://noblogs.org/", ["https://noblogs.org/"]):
        answer = machine.post(
            "/api/client",
            data=json.dumps({**DOCUMENTED, "redirect_uris": uris}),
            content_type="application/json; charset=utf-8",
        )
        assert (answer.status_code, set(answer.json)) == (200, MEMBERS)


def test_foreign_scope_is_refused_with_422(machine):
    """Case 4."""
    answer = machine.post("/api/client", data={**DOCUMENTED, "scopes": "admin"})
    assert (answer.status_code, answer.json["error"]) == (422, "Invalid scopes")


def test_unusable_redirect_uri_is_refused_and_nothing_is_stored(app, machine):
    """Case 5."""
    for uri in (
        "javascript:alert(1)",
        "https://a.example/cb#f",
        "https://u@a.example/cb",
        "",
        'https://a.example/"x y',
    ):
        answer = machine.post("/api/client", data={**DOCUMENTED, "redirect_uris": uri})
        assert (answer.status_code, answer.json["error"]) == (400, "invalid_redirect_uri")
    assert flow.count(app, Client) == 0


def test_the_31st_registration_in_five_minutes_gets_429(settings):
    """Case 6."""
    limited = create_app(settings.model_copy(update={"rate_limits": True})).test_client()
    answers = [limited.post("/api/client", data=DOCUMENTED) for _ in range(31)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_documented_authorize_path_shows_the_consent_page(org, plugin):
    """Case 7."""
    path = flow.authorize_path(plugin, scope="event:write", state=None)
    page = org.get(path.removeprefix("/oauth"))
    assert page.status_code == 200
    assert "WPGancio" in page.text
    assert "Publish events for this team" in page.text


def test_unencoded_redirect_uri_keeps_its_query(org, plugin):
    """Case 8."""
    answer = submit(org, authorize_path(plugin), "Authorize")
    assert answer.status_code == 302
    assert re.fullmatch(rf"{re.escape(CALLBACK)}&code=[a-z0-9_]+", answer.location)


def test_exchange_without_redirect_uri_returns_a_token_for_a_year(org, machine, plugin):
    """Case 9."""
    _code, answer = connect(org, machine, plugin)
    assert answer.status_code == 200
    assert answer.json["access_token"]
    assert answer.json["refresh_token"]
    assert answer.json["token_type"] == "Bearer"
    assert answer.json["expires_in"] == 31_536_000


def test_repeated_exchange_is_refused_but_the_plugin_stays_connected(app, org, machine, plugin):
    """Case 10."""
    code, answer = connect(org, machine, plugin)
    again = machine.post("/oauth/token", data=exchange_body(plugin, code))
    assert (again.status_code, again.json["error"]) == (400, "invalid_grant")
    assert flow.is_live(app, answer.json["access_token"])

    other = flow.register(app, profile="eventpop", scopes="public")
    code = flow.obtain_code(org, other, scope="public")
    first = flow.exchange(machine, other, code).json
    assert flow.exchange(machine, other, code).status_code == 400
    header = {"Authorization": f"Bearer {first['access_token']}"}
    assert machine.get("/api/public/me", headers=header).status_code == 401


def test_paths_with_two_leading_slashes_work(org, machine, plugin):
    """Case 17."""
    made = with_path(machine, "//api/client", "POST", data=DOCUMENTED)
    assert (made.status_code, set(made.json)) == (200, MEMBERS)
    page = with_path(org, f"/{authorize_path(plugin)}")
    assert page.status_code == 200
    code = flow.callback(submit(org, authorize_path(plugin), "Authorize", page=page))["code"]
    body = exchange_body(plugin, code)
    token = with_path(machine, "//oauth/token", "POST", data=body).json["access_token"]
    header = {"Authorization": f"Bearer {token}"}
    refused = with_path(machine, "//api/event", "POST", json={}, headers=header)
    assert (refused.status_code, refused.mimetype) == (400, "application/problem+json")
