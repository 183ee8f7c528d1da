"""The keys of a client: by value, or fetched, kept as their server says, and looked up again."""

import json

import pytest

from app.cap import BusyError
from app.extensions import db
from app.models.credentials import client_keys
from app.models.credentials.client_keys import KeysUnavailableError
from tests.support.assertions import public_keys
from tests.support.factories import make_client
from tests.support.listener import Listener, answer
from tests.support.outbound import towards

ADDRESS = "http://keys.example/jwks"


@pytest.fixture
def listener():
    with Listener() as listening:
        yield listening


@pytest.fixture
def client(app, context, listener):
    client_keys.cache.clear()
    app.extensions["outbound"] = towards(listener)
    made, _secret = make_client()
    made.jwks_uri = ADDRESS
    db.session.commit()
    return made


def publish(listener, *algs, **headers):
    """Let the address answer with the keys for ``algs``."""
    listener.says(answer(json.dumps(public_keys(*algs)).encode(), **headers))


def test_registered_keys_are_not_fetched(client, listener):
    client.jwks = json.dumps(public_keys())
    assert [key.kid for key in client_keys.find(client, "ec", "EC")] == ["ec"]
    assert [key.kid for key in client_keys.find(client, None, "RSA")] == ["rsa"]
    assert client_keys.find(client, "ec", "RSA") == []
    assert listener.connections == 0


def test_fetched_keys_are_kept(client, listener, clock):
    publish(listener, "ES256")
    for _each in range(3):
        assert len(client_keys.find(client, "ec", "EC")) == 1
    clock.advance(599)
    client_keys.find(client, "ec", "EC")
    assert listener.connections == 1
    clock.advance(1)
    client_keys.find(client, "ec", "EC")
    assert listener.connections == 2


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("max-age=3600", 3600), ("max-age=1", 60), ("no-store", 60), ("max-age=9999999", 86_400)],
)
def test_the_header_says_for_how_long(client, listener, clock, header, seconds):
    publish(listener, "ES256", **{"Cache-Control": header})
    client_keys.find(client, "ec", "EC")
    clock.advance(seconds - 1)
    client_keys.find(client, "ec", "EC")
    assert listener.connections == 1
    clock.advance(1)
    client_keys.find(client, "ec", "EC")
    assert listener.connections == 2


def test_an_unknown_key_is_looked_up_again_but_rarely(client, listener, clock):
    publish(listener, "RS256")
    assert client_keys.find(client, "ec", "EC") == []
    publish(listener, "ES256")
    for _each in range(5):
        assert client_keys.find(client, "ec", "EC") == []
    assert listener.connections == 1
    clock.advance(60)
    assert len(client_keys.find(client, "ec", "EC")) == 1
    assert listener.connections == 2


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"keys": [1]}', b'{"keys": []}', b"\xff"])
def test_what_is_no_set_of_keys_is_refused(client, listener, body):
    listener.says(answer(body))
    with pytest.raises(KeysUnavailableError):
        client_keys.find(client, "ec", "EC")


def test_a_server_that_fails_is_asked_again_after_a_pause(client, listener, clock):
    listener.says(answer(b"", status="500 Oh"))
    for _each in range(3):
        with pytest.raises(KeysUnavailableError):
            client_keys.find(client, "ec", "EC")
    assert listener.connections == 1
    publish(listener, "ES256")
    clock.advance(60)
    assert len(client_keys.find(client, "ec", "EC")) == 1


def test_keys_that_worked_survive_a_server_that_fails(client, listener, clock):
    publish(listener, "ES256")
    client_keys.find(client, "ec", "EC")
    listener.says(answer(b"", status="500 Oh"))
    clock.advance(700)
    assert len(client_keys.find(client, "ec", "EC")) == 1


def test_one_request_fetches_and_others_do_not_wait(client):
    assert client_keys.cache.begin(ADDRESS, must_be_new=False) is None
    with pytest.raises(BusyError):
        client_keys.find(client, "ec", "EC")


def test_internal_addresses_are_never_fetched(app, client, listener):
    app.extensions["outbound"] = towards(listener, admitted=frozenset())
    with pytest.raises(KeysUnavailableError):
        client_keys.find(client, "ec", "EC")
    assert listener.connections == 0
