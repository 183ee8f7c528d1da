"""A new client secret between the POST that made it and the page that shows it."""

import pytest

from app.extensions import db
from app.models.credentials.secret_handover import LIFETIME, SecretHandover
from tests.support import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("context")]


@pytest.fixture
def left(context):
    """A client, its secret, and the key under which the secret was left."""
    client, plain = factories.make_client()
    key = SecretHandover.leave(client.client_id, plain)
    db.session.commit()
    return client, plain, key


def test_secret_is_read_exactly_once(left):
    client, plain, key = left
    assert SecretHandover.collect(client.client_id, key) == plain
    assert SecretHandover.collect(client.client_id, key) is None


def test_neither_half_tells_the_secret(left):
    """Invariant 8: the database holds it masked, the cookie the mask."""
    _client, plain, key = left
    row = db.session.scalars(db.select(SecretHandover)).one()
    stored = bytes.fromhex(row.masked)
    for readable in (stored, bytes.fromhex(key), row.digest.encode()):
        assert plain.encode() not in readable
    assert key not in (row.masked, row.digest)


def test_key_of_one_client_opens_nothing_of_another(left):
    client, plain, key = left
    other, _secret = factories.make_client()
    assert SecretHandover.collect(other.client_id, key) is None
    assert SecretHandover.collect(client.client_id, key) == plain


@pytest.mark.parametrize("key", ["", "00", "nonsense", "\x00", "é", "f" * 5000])
def test_wrong_key_opens_nothing(left, key):
    assert SecretHandover.collect(left[0].client_id, key) is None


def test_secret_that_nobody_came_for_is_gone_and_swept_out(left, clock):
    client, _plain, key = left
    clock.advance(LIFETIME)
    assert SecretHandover.collect(client.client_id, key) is None
    SecretHandover.leave(client.client_id, "sd_sec_another")
    assert len(db.session.scalars(db.select(SecretHandover)).all()) == 1


def test_key_still_tells_whose_it_was_after_the_secret_was_read(left, clock):
    client, _plain, key = left
    SecretHandover.collect(client.client_id, key)
    assert SecretHandover.find_owner(key) == client.client_id
    clock.advance(LIFETIME)
    assert SecretHandover.find_owner(key) is None
