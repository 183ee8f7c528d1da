"""The device authorization endpoint (RFC 8628 section 3.1)."""

import pytest

from app.factory import create_app
from app.models.credentials.devices.device_authorization import DeviceAuthorization
from tests.support import device_flow as device
from tests.support import oauth_flow as flow

pytestmark = pytest.mark.both_databases


@pytest.fixture
def scanner(app):
    return device.register(app)


def test_device_gets_its_codes(machine, scanner):
    answer = device.ask(machine, scanner)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    page = "http://localhost/device"
    assert answer.json["verification_uri"] == page
    assert answer.json["verification_uri_complete"].startswith(f"{page}?user_code=")
    assert answer.json["verification_uri_complete"].endswith(answer.json["user_code"])
    assert (answer.json["expires_in"], answer.json["interval"]) == (900, 5)
    assert answer.json["device_code"].startswith("sd_dev_")


def test_json_is_read_as_well(machine, scanner):
    body = {"client_id": scanner.id, "scope": ["events:read"]}
    assert machine.post("/oauth/device_authorization", json=body).status_code == 200


def test_confidential_client_proves_itself(app, machine):
    server = device.register(app, runs_on="server")
    assert device.ask(machine, server).status_code == 200
    wrong = device.ask(machine, server, client_secret="wrong")
    assert (wrong.status_code, wrong.json["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("parameters", "status", "error"),
    [
        ({"scope": "everything"}, 400, "invalid_scope"),
        ({"scope": "events:read crm_manage"}, 400, "invalid_scope"),
        ({"client_id": "sd_app_unknown"}, 401, "invalid_client"),
        ({"client_id": ""}, 401, "invalid_client"),
        ({"client_id": "\x00"}, 400, "invalid_request"),
    ],
)
def test_bad_request_is_refused_and_stores_nothing(app, scanner, parameters, status, error):
    answer = device.ask(app.test_client(), scanner, **parameters)
    assert (answer.status_code, answer.json["error"]) == (status, error)
    assert flow.count(app, DeviceAuthorization) == 0


def test_flow_is_off_unless_the_client_has_the_grant_type(machine, phone):
    answer = device.ask(machine, phone)
    assert (answer.status_code, answer.json["error"]) == (400, "unauthorized_client")
    answer = device.poll(machine, phone, "sd_dev_x")
    assert (answer.status_code, answer.json["error"]) == (400, "unauthorized_client")


def test_codes_are_limited_by_network(settings, standing_time):
    limits = {"rate_limits": True, "rate_limit_device": "2 per minute"}
    app = create_app(settings.model_copy(update=limits))
    scanner, machine = device.register(app), app.test_client()
    assert [device.ask(machine, scanner).status_code for _ in range(3)] == [200, 200, 429]
    assert device.ask(machine, scanner, network=device.FAR).status_code == 200
