"""What the endpoints for authenticated clients share: failures are limited, refusals are kept."""

import base64

import pytest

from app.factory import create_app
from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases


def basic(client_id, secret):
    """The header of HTTP Basic."""
    raw = f"{client_id}:{secret}".encode()
    return {"Authorization": "Basic " + base64.b64encode(raw).decode()}


@pytest.fixture
def limited_app(settings):
    """The application with limits, three failures a minute."""
    limits = {"rate_limits": True, "rate_limit_token": "3 per minute"}
    return create_app(settings.model_copy(update=limits))


def test_guessing_is_slowed_down(limited_app):
    """Failures count, successes do not, and another address is not held up."""
    poster, machine = flow.register(limited_app), limited_app.test_client()
    wrong = flow.App(poster.id, "wrong")
    statuses = [flow.revoke(machine, wrong, "x").status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]
    refused = flow.revoke(machine, poster, "x")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    elsewhere = machine.post(
        "/oauth/revoke",
        data={"token": "x", **poster.credentials()},
        environ_base={"REMOTE_ADDR": "127.0.0.9"},
    )
    assert elsewhere.status_code == 200


def test_spelling_an_id_differently_is_no_new_allowance(limited_app):
    """Percent-encodings of one id, and ids that are none, share their count."""
    poster, machine = flow.register(limited_app), limited_app.test_client()
    spellings = [f"%{ord(poster.id[0]):02x}{poster.id[1:]}", poster.id, f"s%64{poster.id[2:]}"]
    for spelling in spellings:
        header = basic(spelling, "wrong")
        assert machine.post("/oauth/revoke", data={"token": "x"}, headers=header).status_code == 401
    header = basic(f"sd%5f{poster.id[3:]}", "wrong")
    assert machine.post("/oauth/revoke", data={"token": "x"}, headers=header).status_code == 429


def test_each_endpoint_has_its_own_allowance(limited_app):
    poster, machine = flow.register(limited_app), limited_app.test_client()
    wrong = {"token": "x", "client_id": poster.id, "client_secret": "wrong"}
    statuses = {
        path: [machine.post(f"/oauth/{path}", data=wrong).status_code for _ in range(4)]
        for path in ("revoke", "introspect")
    }
    assert statuses == dict.fromkeys(statuses, [401, 401, 401, 429])
