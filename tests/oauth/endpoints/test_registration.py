"""Apps that register themselves: Gancio's way (cases 1-6) and RFC 7591 (case 75)."""

import json

import pytest

from app.factory import create_app
from app.models.clients.client import Client
from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases

DOCUMENTED = {
    "client_name": "Wordpress Event Manager",
    "redirect_uris": "https://noblogs.org/",
    "website": "https://myapp.example",
}


def test_documented_registration(machine):
    """Case 1: 200, exactly six members, the address as it was sent."""
    answer = machine.post("/api/client", data=DOCUMENTED)
    assert answer.status_code == 200
    assert list(answer.json) == [
        "name",
        "scopes",
        "website",
        "client_secret",
        "redirect_uris",
        "client_id",
    ]
    assert answer.json["scopes"] == "event:write"
    assert answer.json["redirect_uris"] == "https://noblogs.org/"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("uris", ["https://noblogs.org/", ["https://noblogs.org/"]])
def test_registration_as_json(machine, uris):
    """Case 3."""
    answer = machine.post(
        "/api/client",
        data=json.dumps({**DOCUMENTED, "redirect_uris": uris}),
        content_type="application/json; charset=utf-8",
    )
    assert answer.status_code == 200
    assert answer.json["redirect_uris"] == "https://noblogs.org/"


def test_foreign_scope(app, machine):
    """Case 4."""
    answer = machine.post("/api/client", data={**DOCUMENTED, "scopes": "admin"})
    assert (answer.status_code, answer.json["error"]) == (422, "Invalid scopes")
    assert flow.count(app, Client) == 0


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"redirect_uris": "javascript:alert(1)"}, "invalid_redirect_uri"),
        ({"redirect_uris": "https://a.example/cb#f"}, "invalid_redirect_uri"),
        ({"redirect_uris": "https://u@a.example/cb"}, "invalid_redirect_uri"),
        ({"redirect_uris": ""}, "invalid_redirect_uri"),
        ({"redirect_uris": 'https://a.example/"x y'}, "invalid_redirect_uri"),
        ({"redirect_uris": "http://plain.example/cb"}, "invalid_redirect_uri"),
        ({"client_name": ""}, "invalid_client_metadata"),
        ({"client_name": "x" * 101}, "invalid_client_metadata"),
        ({"client_name": "bidi\u202e"}, "invalid_client_metadata"),
        ({"website": "javascript:alert(1)"}, "invalid_client_metadata"),
    ],
)
def test_bad_registration_stores_nothing(app, machine, changes, error):
    """Case 5: the answer repeats nothing of what was sent."""
    answer = machine.post("/api/client", data={**DOCUMENTED, **changes})
    assert (answer.status_code, answer.json["error"]) == (400, error)
    assert all(len(v) < 8 or v not in answer.text for v in changes.values())
    assert flow.count(app, Client) == 0


def test_registrations_are_limited(settings):
    """Case 6: eight in a row succeed, the flood does not."""
    app = create_app(settings.model_copy(update={"rate_limits": True}))
    machine = app.test_client()
    statuses = [machine.post("/api/client", data=DOCUMENTED).status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
    assert int(machine.post("/api/client", data=DOCUMENTED).headers["Retry-After"]) > 0


def test_registration_can_be_closed(settings):
    """REGISTRATION=closed holds for programs too."""
    app = create_app(settings.model_copy(update={"registration": "closed"}))
    answer = app.test_client().post("/api/client", data=DOCUMENTED)
    assert (answer.status_code, answer.json["error"]) == (403, "access_denied")


def test_https_twin_of_a_plain_address(settings):
    """Registered with http, authorized with https."""
    app = create_app(settings.model_copy(update={"allow_http_redirects": True}))
    uri = "http://wp.example/wp-admin/options-general.php?page=wpgancio"
    made = app.test_client().post("/api/client", data={**DOCUMENTED, "redirect_uris": uri}).json
    with app.app_context():
        assert Client.find(made["client_id"]).registered_uris() == [uri, f"https{uri[4:]}"]


def register(machine, **members):
    """The answer to an RFC 7591 registration."""
    body = {"client_name": "Poster Board", "redirect_uris": ["https://app.example/cb"], **members}
    return machine.post("/oauth/register", json=body)


def test_dynamic_registration(app, machine):
    """Case 75: 201, an array of addresses, a secret; the client works at once."""
    answer = register(machine, client_uri="https://app.example", scope="events:read")
    assert answer.status_code == 201
    assert answer.json["redirect_uris"] == ["https://app.example/cb"]
    assert answer.json["client_secret_expires_at"] == 0
    client = flow.App(answer.json["client_id"], answer.json["client_secret"])
    assert flow.revoke(machine, client, "x").status_code == 200
    with app.app_context():
        stored = Client.find(client.id)
        assert (stored.source, stored.profile, stored.owner) == ("dcr", "standard", None)


def test_public_client_gets_no_secret(machine):
    """Case 75."""
    answer = register(machine, token_endpoint_auth_method="none")
    assert answer.status_code == 201
    assert "client_secret" not in answer.json
    assert answer.json["token_endpoint_auth_method"] == "none"


@pytest.mark.parametrize(
    "members",
    [
        {"redirect_uris": ["https://app.example/cb#f"]},
        {"redirect_uris": "https://app.example/cb"},
        {"redirect_uris": [1]},
        {"redirect_uris": {}},
        {"redirect_uris": []},
        {"redirect_uris": [""]},
        {"redirect_uris": ["https://*.example/cb"]},
        {"redirect_uris": [f"https://app.example/{n}" for n in range(11)]},
    ],
)
def test_bad_addresses(app, machine, members):
    answer = register(machine, **members)
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_redirect_uri")
    assert flow.count(app, Client) == 0


def test_answer_tells_what_was_registered_of_what_was_asked_for(machine):
    """RFC 7591 section 3.2.1: the server leaves out what it does not support."""
    answer = register(
        machine,
        client_name=None,
        grant_types=["authorization_code", "refresh_token", "implicit", "urn:example:grant"],
        response_types=["code", "token", "code id_token"],
        scope="events:read calendar.readonly profile:read",
        token_endpoint_auth_method="client_secret_post",
        **{"client_name#de": "Plakatwand", "software_id": "4NRB1", "unknown": [1]},
    )
    assert answer.status_code == 201
    expected = {
        "client_name": "Unnamed app",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "scope": "events:read profile:read",
        "token_endpoint_auth_method": "client_secret_post",
    }
    assert expected.items() <= answer.json.items()
    assert answer.json["client_secret"]


def test_everything_the_metadata_advertises_can_be_registered(machine):
    advertised = machine.get("/.well-known/oauth-authorization-server").json
    for grant_type in advertised["grant_types_supported"]:
        wanted = {grant_type, "authorization_code"}
        assert set(register(machine, grant_types=list(wanted)).json["grant_types"]) == wanted
    for method in advertised["token_endpoint_auth_methods_supported"]:
        answer = register(
            machine, token_endpoint_auth_method=method, jwks_uri="https://app.example/jwks"
        )
        assert answer.json["token_endpoint_auth_method"] == method
    for scope in advertised["scopes_supported"]:
        assert register(machine, scope=scope).json["scope"] == scope


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("client_name", {"a": 1}),
        ("client_name", "a\u0000b"),
        ("client_name", "x" * 101),
        ("scope", 5),
        ("grant_types", ["password"]),
        ("grant_types", "authorization_code"),
        ("response_types", ["token"]),
        ("response_types", [7]),
        ("token_endpoint_auth_method", "tls_client_auth"),
        ("client_uri", "javascript:alert(1)"),
        ("jwks_uri", "http://app.example/jwks"),
        ("default_max_age", "soon"),
        ("application_type", "service"),
    ],
)
def test_bad_metadata(app, machine, member, value):
    """The answer names the member that was sent, and repeats nothing of its value."""
    answer = register(machine, **{member: value})
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_client_metadata")
    assert member in answer.json["error_description"]
    assert flow.count(app, Client) == 0


def test_key_authentication_needs_keys(app, machine):
    answer = register(machine, token_endpoint_auth_method="private_key_jwt")
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_client_metadata")
    assert "jwks" in answer.json["error_description"]
    assert flow.count(app, Client) == 0


def test_unreadable_text_is_refused(app, machine):
    answer = register(machine, client_name="\ud800")
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_client_metadata")
    assert flow.count(app, Client) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"[1]",
        b'"x"',
        b"null",
        b"1",
        b"{bad",
        b"[" * 99_999,
        b'{"client_name": "A", "client_name": "B", "redirect_uris": ["https://a.example/cb"]}',
    ],
    ids=lambda body: repr(body[:9]),
)
def test_bodies_that_are_no_object(machine, body):
    """Case 75."""
    for path in ("/oauth/register", "/api/client"):
        answer = machine.post(path, data=body, content_type="application/json")
        assert answer.status_code == 400
        assert answer.json["error"]
    assert machine.post("/oauth/register", data={"client_name": "x"}).status_code == 400


def test_member_that_is_not_ours_may_be_repeated_and_one_of_ours_is_named(machine):
    """RFC 7591 section 2: what is not understood is ignored."""
    uris = '"redirect_uris": ["https://a.example/cb"]'
    body = f'{{"vendor": 1, "vendor": {{"x": 1, "x": 2}}, "client_name": "A", {uris}}}'
    for path, status in (("/oauth/register", 201), ("/api/client", 200)):
        answer = machine.post(path, data=body, content_type="application/json")
        assert answer.status_code == status, answer.json
        twice = body.replace('"vendor": 1', '"client_name": "B"')
        refused = machine.post(path, data=twice, content_type="application/json")
        assert refused.status_code == 400
        assert refused.json["error_description"] == "The member client_name is repeated."


def test_server_owned_members_are_ignored(app, machine):
    answer = register(machine, client_id="mine", client_secret="s", owner_id=1, reviewed_at=1)
    with app.app_context():
        stored = Client.find(answer.json["client_id"])
        assert (stored.owner_id, stored.reviewed_at) == (None, None)
    assert answer.json["client_id"] != "mine"
    assert answer.json["client_secret"] != "s"


def test_self_registered_app_is_always_asked_about(browser, machine):
    """Nobody vouches for it, so a person decides each time."""
    made = register(machine).json
    client = flow.App(made["client_id"], made["client_secret"], "https://app.example/cb")
    page = browser.get(flow.authorize_path(client))
    assert "This app has not been reviewed" in page.text
    flow.obtain_code(browser, client)
    assert browser.get(flow.authorize_path(client)).status_code == 200


def test_consent_page_links_to_the_policy_and_the_terms(browser, machine):
    links = {
        "policy_uri": "https://app.example/policy",
        "tos_uri": "https://app.example/terms",
        "logo_uri": "https://app.example/logo.png",
    }
    made = register(machine, **links).json
    client = flow.App(made["client_id"], made["client_secret"], "https://app.example/cb")
    page = browser.get(flow.authorize_path(client)).text
    assert links["policy_uri"] in page
    assert links["tos_uri"] in page
    assert links["logo_uri"] not in page  # from another server: it would see every reader


def test_host_outside_ascii_is_refused_with_the_one_to_register(machine):
    answer = register(machine, redirect_uris=["https://bücher.example/cb"])
    assert (answer.status_code, answer.json["error"]) == (400, "invalid_redirect_uri")
    assert "xn--bcher-kva.example" in answer.json["error_description"]
    assert answer.json["error_description"].isascii()


@pytest.mark.parametrize(("method", "status"), [("none", 200), ("client_secret_basic", 400)])
def test_port_of_localhost_may_vary_for_a_public_client(browser, machine, method, status):
    made = register(
        machine,
        redirect_uris=["http://localhost:3000/cb"],
        token_endpoint_auth_method=method,
    ).json
    client = flow.App(made["client_id"], None, "http://localhost:51823/cb")
    challenge = {"code_challenge": flow.CHALLENGE, "code_challenge_method": "S256"}
    assert browser.get(flow.authorize_path(client, **challenge)).status_code == status
