"""A pushed request: stored by digest, for its client, answered once."""

import pytest

from app.extensions import db
from app.models.credentials.pushed_request import URN, PushedRequest
from tests.support.factories import make_client

pytestmark = pytest.mark.both_databases


@pytest.fixture
def client(context):
    made, _secret = make_client()
    db.session.flush()
    return made


def test_it_is_found_by_its_client_alone(client):
    uri = PushedRequest.push(client, {"state": "x"})
    other, _secret = make_client(name="Other app")
    assert uri.startswith(URN)
    assert PushedRequest.find(uri, client).parameters == {"state": "x"}
    assert PushedRequest.find(uri, other) is None
    assert PushedRequest.find(f"{uri}x", client) is None


def test_it_is_answered_once(client):
    pushed = PushedRequest.find(PushedRequest.push(client, {}), client)
    assert [pushed.answer(), pushed.answer()] == [True, False]


def test_opening_keeps_it_once(client, clock):
    pushed = PushedRequest.find(PushedRequest.push(client, {}), client)
    pushed.open()
    db.session.refresh(pushed)
    kept_until = pushed.expires_at
    assert kept_until == clock.now() + 3600
    clock.advance(60)
    pushed.open()
    db.session.refresh(pushed)
    assert pushed.expires_at == kept_until


def test_it_expires(client, clock):
    pushed = PushedRequest.find(PushedRequest.push(client, {}), client)
    clock.advance(599)
    assert not pushed.is_expired
    clock.advance(1)
    assert pushed.is_expired
