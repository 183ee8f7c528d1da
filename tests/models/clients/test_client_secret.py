"""Client secrets: how long each authenticates its client."""

import pytest

from app.models.clients.client_secret import ClientSecret
from app.models.values import secret
from app.models.values.errors import LastSecretError
from tests.support.factories import make_client


def test_only_the_digest_and_the_last_four_characters_are_stored(context):
    row, plain = ClientSecret.generate(None)
    assert (row.digest, row.last_four) == (secret.digest(plain), plain[-4:])
    assert plain not in vars(row).values()


def test_later_end_never_prolongs_an_earlier_one(context, clock):
    row, _plain = ClientSecret.generate(None)
    assert row.is_live
    row.expire_in(60)
    row.expire_in(3600)
    assert row.not_after == clock.at + 60
    clock.advance(60)
    assert not row.is_live


def test_rotation_keeps_one_old_secret_for_the_overlap(context, clock):
    client, _secret = make_client()
    client.rotate_secret(None, overlap=100)
    client.rotate_secret(None, overlap=100)
    assert len(client.live_secrets) == 2
    clock.advance(100)
    assert len(client.live_secrets) == 1


def test_last_secret_cannot_be_revoked(context):
    client, _secret = make_client()
    with pytest.raises(LastSecretError):
        client.revoke_secret(client.live_secrets[0])
