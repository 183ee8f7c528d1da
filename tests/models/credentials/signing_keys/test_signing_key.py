"""Signing keys: one of each algorithm, unreadable in a dump, replaced without a failure."""

import json
from threading import Barrier, Thread

import pytest
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import text

from app.extensions import db
from app.models.credentials.signing_keys import signed_token, signing_key
from app.models.credentials.signing_keys.signing_key import (
    ALGORITHMS,
    KEY_SET_MAX_AGE,
    PUBLISHED_AFTER,
    PUBLISHED_BEFORE,
    SigningKey,
    UnreadableKeyError,
)
from app.models.values.errors import ValidationError

pytestmark = pytest.mark.both_databases

PRIVATE_MEMBERS = {"d", "p", "q", "dp", "dq", "qi"}


@pytest.mark.race
def test_of_many_processes_that_make_the_first_keys_one_succeeds(app):
    start, seen = Barrier(6), []

    def run():
        with app.app_context():
            start.wait(10)
            keys = [SigningKey.current(alg).kid for alg in ALGORITHMS]
            db.session.commit()
            seen.append(tuple(keys))

    threads = [Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seen) == 6
    assert len(set(seen)) == 1
    with app.app_context():
        assert [key.alg for key in SigningKey.list_published()] == ["EdDSA", "RS256"]


@pytest.mark.usefixtures("context")
def test_dump_of_the_database_opens_no_key(app):
    private = SigningKey.current("RS256").private.as_dict(private=True)
    dump = json.dumps([tuple(row) for row in db.session.execute(text("SELECT * FROM signing_key"))])
    assert not any(private[name] in dump for name in PRIVATE_MEMBERS)
    for name in ("SECRET_KEY", "SECRET_KEY_FALLBACKS"):
        app.config[name] = "another key of an attacker" if name == "SECRET_KEY" else []
    with pytest.raises(UnreadableKeyError):
        signed_token.sign({}, typ="JWT")


@pytest.mark.usefixtures("context")
def test_key_set_has_no_private_member():
    signing_key.make_missing()
    for key in SigningKey.list_published():
        assert not PRIVATE_MEMBERS & key.public.keys()


class CachingClient:
    """A client that keeps the key set as long as it may, and asks for no unknown key sooner."""

    def __init__(self, clock, fetch):
        self.clock, self.fetch, self.until = clock, fetch, 0

    def accepts(self, token) -> bool:
        if self.clock.now() >= self.until:
            self.keys = KeySet.import_key_set({"keys": self.fetch()})
            self.until = self.clock.now() + KEY_SET_MAX_AGE
        try:
            return jwt.decode(token, self.keys, algorithms=["RS256", "Ed25519"]) is not None
        except (JoseError, ValueError):
            return False


def published():
    return [key.public for key in SigningKey.list_published()]


@pytest.mark.usefixtures("context")
def test_rotation_fails_no_verification_of_clients_that_cache(clock):
    """Also not of one that learns of the keys through a cache that is as old as it may be."""
    signing_key.make_missing()
    cache = {"keys": published(), "until": clock.now() + KEY_SET_MAX_AGE}

    def through_cache():
        if clock.now() >= cache["until"]:
            cache.update(keys=published(), until=clock.now() + KEY_SET_MAX_AGE)
        return cache["keys"]

    clients = [CachingClient(clock, published), CachingClient(clock, through_cache)]
    first = SigningKey.current("RS256").kid
    alive = []
    for step in range(60):
        if step == 0:
            signing_key.rotate()  # while the cache has just been filled
        alive = [(token, end) for token, end in alive if end > clock.now()]
        alive.append((signed_token.sign({"n": step}, typ="JWT"), clock.now() + 3600))
        # The one behind the cache asks it for the first time when that is about to expire.
        for client in clients if step >= 3 else clients[:1]:
            assert client.accepts(alive[0][0]), step
            assert client.accepts(alive[-1][0]), step
        clock.advance(97)
    assert SigningKey.current("RS256").kid != first


@pytest.mark.usefixtures("context")
def test_new_key_is_published_then_signs_then_the_old_one_retires(clock):
    old = SigningKey.current("EdDSA")
    [_rsa, new] = signing_key.rotate()
    assert {old, new} < set(SigningKey.list_published())
    assert SigningKey.current("EdDSA") is old
    clock.advance(PUBLISHED_BEFORE)
    assert SigningKey.current("EdDSA") is new
    clock.advance(PUBLISHED_AFTER)
    assert old not in SigningKey.list_published()
    assert signing_key.forget_retired() == 2
    db.session.refresh(old)
    assert old.sealed_private_jwk == ""


@pytest.mark.usefixtures("context")
def test_rotation_waits_for_the_one_before(clock):
    signing_key.make_missing()
    signing_key.rotate()
    with pytest.raises(ValidationError):
        signing_key.rotate()
    clock.advance(PUBLISHED_BEFORE)
    signing_key.rotate()


@pytest.mark.usefixtures("context")
def test_compromised_keys_are_trusted_no_longer_from_that_moment():
    forged_by_thief = signed_token.sign({"sub": "usr_x"}, typ="JWT")
    signing_key.replace_compromised()
    assert signed_token.read(forged_by_thief, typ="JWT") is None
    assert len(published()) == 2
    assert signed_token.read(signed_token.sign({}, typ="JWT"), typ="JWT") == {}


@pytest.mark.usefixtures("context")
def test_key_of_a_lost_secret_key_is_replaced_at_once(app):
    before = SigningKey.current("RS256")
    app.config["SECRET_KEY"] = "a new key, and the old one is lost"
    signing_key.rotate()
    after = SigningKey.current("RS256")
    assert after is not before
    assert signed_token.read(signed_token.sign({}, typ="JWT"), typ="JWT") == {}
    assert before.public in published()


@pytest.mark.usefixtures("context")
def test_key_moves_to_the_present_secret_key(app):
    signing_key.make_missing()
    app.config["SECRET_KEY_FALLBACKS"] = [app.config["SECRET_KEY"]]
    app.config["SECRET_KEY"] = "another key"
    assert signing_key.seal_all_again() == 2
    assert signing_key.seal_all_again() == 0
    app.config["SECRET_KEY_FALLBACKS"] = []
    assert signed_token.read(signed_token.sign({}, typ="JWT"), typ="JWT") == {}
