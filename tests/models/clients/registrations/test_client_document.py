"""What the document of a client may say, and the client that it describes."""

import pytest

from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_metadata import UNNAMED
from app.models.clients.registrations import client_document
from app.models.clients.registrations.client_document import ClientDocument
from app.models.values.errors import ValidationError
from tests.support import factories

pytestmark = pytest.mark.usefixtures("context")

URL = "https://agent.example/client.json"
LOOPBACK = "http://127.0.0.1/cb"


def read(url=URL, **members):
    values = {"client_id": url, "client_name": "Agent", "redirect_uris": [LOOPBACK], **members}
    return ClientDocument.read(url, values, fresh_for=60)


def make(**members):
    client = client_document.store(read(**members).describe_new())
    db.session.flush()
    return client


def test_client_is_described_and_stored_when_someone_needs_its_row():
    client = read().describe_new()
    assert (client.id, client.client_id, client.name) == (None, URL, "Agent")
    assert not client.confidential
    assert not client.is_reviewed
    assert not client.is_vouched_for
    stored = client_document.store(client)
    assert Client.find(URL) is stored
    assert client_document.store(stored) is stored
    assert client_document.store(read().describe_new()) is stored


def test_addresses_are_at_the_documents_origin_on_loopback_or_of_the_devices_own():
    own = [
        "https://agent.example/cb",
        "https://agent.example:443/cb",
        "http://localhost:9/cb",
        "http://[::1]/cb",
        "example.agent:/cb",
    ]
    others = ["https://agent.example:8443/cb", "https://www.agent.example/cb", "http://x.example/"]
    document = read(redirect_uris=[*others, *own, *own])
    assert list(document.registration.metadata.redirect_uris) == own


def test_key_authentication_makes_it_confidential():
    client = make(
        token_endpoint_auth_method="private_key_jwt", jwks_uri="https://agent.example/jwks"
    )
    assert client.confidential
    assert client.secrets == []


def test_absent_method_is_that_of_a_public_client():
    for method in ("", None):
        assert not read(token_endpoint_auth_method=method).describe_new().confidential


def test_name_of_a_reviewed_app_is_not_taken_over():
    reviewed, _secret = factories.make_client(name="Poster Board")
    reviewed.review()
    assert read(client_name="Poster Board").describe_new().name == UNNAMED


def test_change_of_name_or_address_is_a_new_identity(clock):
    client = make()
    client.review()
    before = client.identity_changed_at
    clock.advance(10)
    read().update(client)
    assert (client.is_reviewed, client.identity_changed_at) == (True, before)
    read(redirect_uris=["http://127.0.0.1/other"]).update(client)
    assert not client.is_reviewed
    assert client.identity_changed_at > before
    read(client_name="Other").update(client)
    assert client.name == "Other"


def test_document_is_fresh_for_its_time(clock):
    client = make()
    assert client_document.is_fresh(client)
    clock.advance(60)
    assert not client_document.is_fresh(client)
    read().update(client)
    assert client_document.is_fresh(client)


def test_suspension_keeps_new_documents_of_the_host_out():
    client = make()
    assert client_document.list_live_at("agent.example") == [client]
    siblings = [
        "https://agent.example/other.json",
        "https://Agent.EXAMPLE/other.json",
        "https://agent.example:443/other.json",
        "https://agent.example:8443/other.json",
    ]
    assert not any(map(client_document.is_host_suspended, siblings))
    client.suspend("Spam")
    assert all(map(client_document.is_host_suspended, siblings))
    for other in ("https://agent.example.org/a", "https://agent_example/a", "https://example/a"):
        assert not client_document.is_host_suspended(other)
    assert client_document.list_live_at("agent.example") == []


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"client_id": "https://agent.example/client.json/"}, "client_id"),
        ({"client_id": None}, "client_id"),
        ({"client_secret": ""}, "client_secret"),
        ({"client_secret_expires_at": 0}, "client_secret_expires_at"),
        ({"token_endpoint_auth_method": "client_secret_jwt"}, "token_endpoint_auth_method"),
        ({"token_endpoint_auth_method": ["none"]}, "token_endpoint_auth_method"),
        ({"redirect_uris": ["https://other.example/cb"]}, "redirect_uris"),
        ({"redirect_uris": None}, "redirect_uris"),
        ({"redirect_uris": [f"{LOOPBACK}{n}" for n in range(51)]}, "redirect_uris"),
    ],
)
def test_member_that_cannot_be_used_is_named(members, name):
    values = {"client_id": URL, "redirect_uris": [LOOPBACK], **members}
    with pytest.raises(ValidationError) as refused:
        ClientDocument.read(URL, values, fresh_for=60)
    assert refused.value.field == name
