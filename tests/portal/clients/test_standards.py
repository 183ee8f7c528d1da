"""The standards of an app: all off, turned on one by one, refused beside the field."""

import json

import pytest
from joserfc.jwk import ECKey, OctKey

from app.models.clients.client import Client
from tests.support import audit, factories
from tests.support.client_pages import make, make_client_of
from tests.support.forms import find_form
from tests.support.people import sign_in

DEV = "dev@example.org"
PUBLIC_KEY = ECKey.generate_key("P-256").as_dict(private=False)
KEYS = {"token_endpoint_auth_method": "private_key_jwt", "jwks": json.dumps({"keys": [PUBLIC_KEY]})}


@pytest.fixture
def dev(app, client):
    """The client, signed in as a developer."""
    make(app, lambda: factories.make_user(DEV, name="Dev Ito"))
    sign_in(client, DEV)
    return client


def path_of(client_id):
    return f"/developer/apps/{client_id}/standards"


def save(browser, client_id, **fields):
    """Send the form with ``fields``; None leaves a box unticked."""
    form = find_form(browser.get(path_of(client_id)).text, "Save")
    sent = {name: value for name, value in {**form.fields, **fields}.items() if value is not None}
    return browser.post(path_of(client_id), data=sent)


def value_of(app, client_id, name):
    """The value as it is stored."""
    with app.app_context():
        return getattr(Client.find(client_id), name)


def columns(app, client_id):
    """Everything that is stored about the client."""
    with app.app_context():
        client = Client.find(client_id)
        return {column.name: getattr(client, column.name) for column in Client.__table__.columns}


@pytest.mark.parametrize("runs_on", ["server", "phone"])
def test_saving_untouched_changes_nothing(app, dev, runs_on):
    client_id = make_client_of(app, DEV, runs_on=runs_on)
    before = columns(app, client_id)
    assert save(dev, client_id).status_code == 302
    assert columns(app, client_id) == before
    with app.app_context():
        assert "client.standards_changed" not in [line.action for line in audit.lines()]


@pytest.mark.parametrize(
    "page", ["guides/sign-in-with#sign-out", "guides/devices", "standards/client-keys"]
)
def test_each_group_leads_to_its_documentation(app, dev, page):
    client_id = make_client_of(app, DEV)
    assert f'href="/docs/{page}"' in dev.get(path_of(client_id)).text


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("id_token_signed_response_alg", "EdDSA", "EdDSA"),
        ("userinfo_signed_response_alg", "RS256", "RS256"),
        ("default_max_age", "3600", 3600),
        ("require_auth_time", "y", True),
        (
            "post_logout_redirect_uris",
            "https://a.example/bye\r\nhttps://b.example/bye",
            "https://a.example/bye https://b.example/bye",
        ),
        ("backchannel_logout_uri", "https://a.example/logout", "https://a.example/logout"),
        ("backchannel_logout_uri", "http://127.0.0.1:3000/out", "http://127.0.0.1:3000/out"),
        ("backchannel_logout_session_required", "y", True),
        ("require_pushed_authorization_requests", "y", True),
        ("dpop_bound_access_tokens", "y", True),
        ("jwks_uri", " https://a.example/keys ", "https://a.example/keys"),
        ("token_endpoint_auth_signing_alg", "ES256", "ES256"),
        ("policy_uri", "https://a.example/privacy", "https://a.example/privacy"),
        ("tos_uri", "https://a.example/terms", "https://a.example/terms"),
    ],
)
def test_each_is_turned_on_by_itself_and_off_again(app, dev, name, typed, stored):
    client_id = make_client_of(app, DEV)
    before = columns(app, client_id)
    assert save(dev, client_id, **{name: typed}).status_code == 302
    assert columns(app, client_id) == {**before, name: stored}
    with app.app_context():
        assert audit.lines()[-1].action == "client.standards_changed"
    off = before[name] if isinstance(before[name], str) else None if stored is True else ""
    save(dev, client_id, **{name: off})
    assert columns(app, client_id) == before


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"default_max_age": "soon"}, "default_max_age"),
        ({"default_max_age": "-1"}, "default_max_age"),
        ({"default_max_age": "9" * 30}, "default_max_age"),
        ({"id_token_signed_response_alg": "HS256"}, "id_token_signed_response_alg"),
        ({"post_logout_redirect_uris": "javascript:alert(1)"}, "post_logout_redirect_uris"),
        ({"post_logout_redirect_uris": "https://a.example/#x"}, "post_logout_redirect_uris"),
        ({"backchannel_logout_uri": "http://a.example/x"}, "backchannel_logout_uri"),
        ({"backchannel_logout_uri": "https://a.example:8443/x"}, "backchannel_logout_uri"),
        ({"backchannel_logout_uri": "https://localhost/x"}, "backchannel_logout_uri"),
        ({"policy_uri": "ftp://a.example"}, "policy_uri"),
        ({"jwks_uri": "http://a.example/keys"}, "jwks_uri"),
        ({"jwks": "{"}, "jwks"),
        ({"jwks": "[]"}, "jwks"),
        ({"jwks": "1" * 5000}, "jwks"),
        ({"jwks": '{"keys": []}'}, "jwks"),
        ({"jwks": '{"keys": [1]}'}, "jwks"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "jwks"),
        ({"token_endpoint_auth_method": "none"}, "token_endpoint_auth_method"),
        ({"grant_types": ["implicit"]}, "grant_types"),
        ({**KEYS, "jwks_uri": "https://a.example/keys"}, "jwks"),
        ({"tos_uri": "https://a.example/" + "x" * 500}, "tos_uri"),
    ],
)
def test_a_wrong_value_is_refused_beside_its_field(app, dev, fields, message):
    client_id = make_client_of(app, DEV)
    before = columns(app, client_id)
    answer = save(dev, client_id, **fields)
    assert answer.status_code == 422
    assert f'id="{message}-error"' in answer.text
    assert columns(app, client_id) == before


@pytest.mark.parametrize("private", [ECKey.generate_key("P-256"), OctKey.generate_key(256)])
def test_a_private_key_is_refused(app, dev, private):
    client_id = make_client_of(app, DEV)
    keys = json.dumps({"keys": [private.as_dict(private=True)]})
    assert save(dev, client_id, jwks=keys).status_code == 422
    assert value_of(app, client_id, "jwks") is None


def test_keys_end_every_secret(app, dev):
    client_id = make_client_of(app, DEV)
    assert save(dev, client_id, **KEYS).status_code == 302
    with app.app_context():
        client = Client.find(client_id)
        assert client.token_endpoint_auth_method == "private_key_jwt"
        assert client.live_secrets == []
        assert "client.secret_revoked" in [line.action for line in audit.lines()]
    secrets = f"/developer/apps/{client_id}/secrets"
    assert dev.get(secrets).status_code == 404
    assert secrets not in dev.get(f"/developer/apps/{client_id}").text
    assert save(dev, client_id, token_endpoint_auth_method="secret").status_code == 302
    assert dev.get(secrets).status_code == 200
    assert value_of(app, client_id, "token_endpoint_auth_method") is None


def test_an_app_may_act_for_itself(app, dev):
    client_id = make_client_of(app, DEV)
    save(dev, client_id, grant_types=["client_credentials"])
    granted = value_of(app, client_id, "grant_types").split()
    assert granted == ["authorization_code", "refresh_token", "client_credentials"]
    save(dev, client_id, grant_types=None)
    assert value_of(app, client_id, "grant_types").split() == granted[:2]


def test_a_public_app_has_no_keys_and_never_acts_for_itself(app, dev):
    client_id = make_client_of(app, DEV, runs_on="phone")
    page = dev.get(path_of(client_id)).text
    assert "token_endpoint_auth_method" not in page
    assert "client_credentials" not in page
    save(dev, client_id, grant_types=["client_credentials"], **KEYS)
    assert value_of(app, client_id, "jwks") is None
    assert "client_credentials" not in value_of(app, client_id, "grant_types")


def test_the_page_is_its_developer_s_alone(app, dev, client):
    make(app, lambda: factories.make_user("other@example.org"))
    client_id = make_client_of(app, "other@example.org")
    assert dev.get(path_of(client_id)).status_code == 404
    assert dev.post(path_of(client_id)).status_code in {400, 404}
