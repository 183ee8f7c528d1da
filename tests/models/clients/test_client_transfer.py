"""Transfers: an offer is accepted once, while its maker still owns the client."""

import pytest

from app.extensions import db
from app.models.clients.client_transfer import LIFETIME, ClientTransfer
from app.models.values.errors import ValidationError
from tests.support.factories import make_client, make_user


@pytest.fixture
def client(context):
    client, _secret = make_client()
    db.session.commit()
    return client


def offer(client, email="new@example.org"):
    token = ClientTransfer.offer(client, email=email, by=client.owner)
    db.session.flush()
    return token


def test_new_offer_ends_the_earlier_one(client):
    first, second = offer(client), offer(client)
    assert ClientTransfer.find_open(first) is None
    assert ClientTransfer.find_open(second) == ClientTransfer.find_of_client(client)


def test_own_address_is_refused(client):
    with pytest.raises(ValidationError, match="your own address"):
        offer(client, client.owner.email.upper())


def test_offer_ends_in_a_week(client, clock):
    token = offer(client)
    clock.advance(LIFETIME)
    assert ClientTransfer.find_open(token) is None


def test_offer_of_a_former_owner_cannot_be_accepted(client):
    token = offer(client)
    client.owner = make_user()
    db.session.flush()
    assert ClientTransfer.find_open(token) is None


def test_accepted_client_has_a_new_identity_and_the_offer_has_ended(client, clock):
    client.review()
    transfer, receiver = ClientTransfer.find_open(offer(client)), make_user("new@example.org")
    clock.advance(60)

    assert transfer.accept(receiver)

    assert (client.owner, client.identity_changed_at) == (receiver, clock.at)
    assert not client.is_reviewed
    assert not transfer.end()
