"""Direct tokens for unregistered apps, where the operator allows them."""

import pytest

from app.extensions import db
from app.factory import create_app
from app.models.clients.client import Client
from app.models.clients.host_proof import HostProof
from tests.support import oauth_flow as flow
from tests.support.direct_token_flow import CALLBACK, approve, link, read
from tests.support.forms import submit
from tests.support.people import sign_in

pytestmark = pytest.mark.both_databases


@pytest.fixture
def open_app(settings):
    """The application where unregistered apps may ask."""
    return create_app(settings.model_copy(update={"direct_token": "open"}))


@pytest.fixture
def organizer(open_app, olivia):
    """Olivia's browser where unregistered apps may ask."""
    client = open_app.test_client()
    sign_in(client, olivia)
    return client


def test_unregistered_app_is_known_by_its_host(open_app, organizer):
    """Unverified in plain words, quoted, never as somebody else's app."""
    page = organizer.get(link())
    assert "example.com wants to connect" in page.text
    assert "unverified" in page.text
    assert "It calls itself “MyApp”" in page.text
    token = flow.callback(approve(organizer))["token"]
    assert read(open_app, token).status_code == 200
    assert organizer.get(link()).status_code == 200
    approve(organizer)
    assert flow.count(open_app, Client) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "http://plain.example/cb"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": "com.example.app:/cb#x"},
        {"client_name": "Stagedoor Official"},
        {"client_name": "bidi\u202eevil"},
        {"client_name": "x" * 101},
    ],
)
def test_unregistered_app_must_look_decent(open_app, organizer, changes):
    answer = organizer.get(link(**changes))
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_unregistered_app_learns_nothing_before_a_click(open_app, organizer):
    """Errors found before are shown, a Deny is sent."""
    assert organizer.get(link(state=None)).status_code == 400
    sent_back = flow.callback(submit(organizer, link(), "Deny"))
    assert sent_back["error"] == "access_denied"
    assert flow.count(open_app, Client) == 0


def test_app_that_registers_itself_does_not_close_an_address_of_others(open_app, organizer):
    """It gets no direct tokens there, and is no proof of who does."""
    body = {"client_name": "Squatter", "redirect_uris": [CALLBACK]}
    made = open_app.test_client().post("/oauth/register", json=body)
    assert made.status_code == 201
    page = organizer.get(link())
    assert "example.com wants to connect" in page.text
    assert "Squatter" not in page.text
    assert flow.callback(approve(organizer))["token"]


def test_app_that_proves_its_host_decides_about_direct_tokens(open_app, organizer):
    made = flow.register(open_app, redirect_uris=(CALLBACK,))
    with open_app.app_context():
        HostProof.record(Client.find(made.id), "example.com", None)
        db.session.commit()
    assert flow.callback(organizer.get(link()))["error"] == "access_denied"
