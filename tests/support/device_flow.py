"""The device flow as a device and a person go through it, over the test client."""

from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_protocol import DEVICE_CODE
from tests.support import oauth_flow as flow
from tests.support.forms import submit

NEAR, FAR = "127.0.0.1", "203.0.113.7"


def register(app, **metadata) -> flow.App:
    """A client that may use the device flow."""
    registered = flow.register(app, **{"name": "Door scanner", "runs_on": "phone", **metadata})
    with app.app_context():
        client = Client.find(registered.id)
        client.grant_types = f"{client.grant_types} {DEVICE_CODE}"
        client.review()
        db.session.commit()
    return registered


def ask(machine, client, network=NEAR, **parameters):
    """The answer of the device authorization endpoint."""
    body = {"scope": "events:read", **client.credentials(), **parameters}
    return machine.post(
        "/oauth/device_authorization", data=body, environ_base={"REMOTE_ADDR": network}
    )


def poll(machine, client, device_code, **parameters):
    """The answer of the token endpoint to a device."""
    body = {"grant_type": DEVICE_CODE, "device_code": device_code, **client.credentials()}
    return machine.post("/oauth/token", data=body | parameters)


def page_of(codes) -> str:
    """Path and query of the page with the device's code."""
    return codes["verification_uri_complete"].removeprefix("http://localhost")


def decide(browser, codes, button="Authorize", **fields):
    """Open the page with the code, and press a button."""
    return submit(browser, page_of(codes), button, **fields)
