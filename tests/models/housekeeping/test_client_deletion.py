"""Deleting a client, bringing it back in time, and forgetting it after that."""

import pytest

from app.extensions import db
from app.models.clients import client_quota
from app.models.clients.client import Client
from app.models.clients.client_lifecycle import TIME_TO_UNDO
from app.models.clients.client_secret import ClientSecret
from app.models.clients.redirect_uri import RedirectURI
from app.models.credentials import live_token
from app.models.credentials.client_authentication import authenticate
from app.models.grants.connection_total import ConnectionTotal
from app.models.housekeeping import client_deletion
from app.models.housekeeping.purge import purge
from app.models.values.errors import ValidationError
from app.models.webhooks.webhook import Webhook
from app.models.webhooks.webhook_cursor import WebhookCursor
from app.models.webhooks.webhook_delivery import WebhookDelivery
from tests.support import factories

URI = "https://kiosk.example/cb"


@pytest.fixture
def made(context):
    """The client, its secret and a token of it, deleted."""
    client, secret = factories.make_client()
    organizer = factories.make_user()
    grant = factories.make_grant(client, organizer, factories.make_team(organizer))
    token, _refresh = factories.make_tokens(grant)
    client.delete()
    db.session.commit()
    return client, secret, token


def count(noun):
    return db.session.scalar(db.select(db.func.count()).select_from(noun))


@pytest.mark.both_databases
def test_deleted_client_does_nothing_and_is_brought_back_as_it_was(made):
    client, secret, token = made
    assert authenticate(client.client_id, secret).client is None
    assert live_token.find(token) is None
    assert Client.find(client.client_id) is None

    client_deletion.undo(client, client.owner)
    db.session.commit()
    assert authenticate(client.client_id, secret).client is client
    assert live_token.find(token) is not None


def test_suspended_client_is_suspended_again(context):
    client, _secret = factories.make_client()
    client.suspend("Spam.")
    client.delete()
    client_deletion.undo(client, client.owner)
    assert (client.status, client.status_reason) == ("suspended", "Spam.")


def test_undoing_ends_after_a_week(made, clock):
    client, _secret, _token = made
    clock.advance(TIME_TO_UNDO - 1)
    assert client_deletion.find_undoable(client.owner, client.client_id) is client
    clock.advance(1)
    assert client_deletion.find_undoable(client.owner, client.client_id) is None
    assert client_deletion.list_undoable(client.owner) == []
    with pytest.raises(ValidationError):
        client_deletion.undo(client, client.owner)


def test_only_the_owner_finds_it(made):
    client, _secret, _token = made
    assert client_deletion.find_undoable(factories.make_user(), client.client_id) is None
    assert client_deletion.find_undoable(client.owner, "nonsense") is None


def test_owner_with_too_many_apps_cannot_bring_one_back(made, monkeypatch):
    client, _secret, _token = made
    monkeypatch.setattr(client_quota, "MAX_CLIENTS_PER_OWNER", 0)
    with pytest.raises(ValidationError, match="as many apps"):
        client_deletion.undo(client, client.owner)


def test_address_that_went_to_another_app_is_not_taken_back(context):
    client, _secret = factories.make_client(profile="kagibag", redirect_uris=(URI,))
    client.delete()
    factories.make_client(profile="kagibag", redirect_uris=(URI,))[0].review()
    with pytest.raises(ValidationError, match="Another app"):
        client_deletion.undo(client, client.owner)


@pytest.mark.both_databases
def test_purge_forgets_secrets_addresses_and_uses_once_undoing_is_over(made, clock):
    other, _secret = factories.make_client()
    for client in (made[0], other):
        db.session.add(ConnectionTotal(client_id=client.id, last_used_at=clock.now()))
    db.session.commit()
    clock.advance(TIME_TO_UNDO - 1)
    purge()
    assert [count(noun) for noun in (ClientSecret, RedirectURI, ConnectionTotal)] == [2, 2, 2]
    clock.advance(1)
    purge()
    assert [count(noun) for noun in (ClientSecret, RedirectURI, ConnectionTotal)] == [1, 1, 1]
    assert count(Client) == 2


@pytest.mark.both_databases
def test_purge_forgets_webhooks_once_undoing_is_over(made, clock):
    client, _secret, _token = made
    client_deletion.undo(client, client.owner)
    Webhook.create(client, url="https://a.example/", types=["event.upserted"])
    other = factories.make_client()[0]
    Webhook.create(other, url="https://b.example/", types=["event.upserted"])
    client.delete()
    db.session.commit()
    clock.advance(TIME_TO_UNDO - 1)
    purge()
    assert (count(Webhook), count(WebhookCursor), count(WebhookDelivery)) == (2, 1, 2)
    clock.advance(1)
    purge()
    assert (count(Webhook), count(WebhookCursor), count(WebhookDelivery)) == (1, 0, 1)
