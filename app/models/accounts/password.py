"""Passwords: which ones are accepted, and how they are hashed (argon2id)."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.cap import Cap
from app.config import settings
from app.language.texts import gettext as _
from app.models.accounts import password_strength
from app.models.values.errors import ValidationError

MIN_LENGTH = 10  # characters
MAX_BYTES = 1024  # hashing megabytes would keep a processor busy


def check(password: str, *, about: Iterable[str] = ()) -> None:
    """Raise ValidationError("password", …) when ``password`` is too short, long or easily guessed.

    Composition does not count, and spaces at the ends are kept. ``about`` are texts about its owner
    that a guesser would try first.
    """
    if len(password) < MIN_LENGTH:
        raise ValidationError("password", _("Use at least %(n)d characters.", n=MIN_LENGTH))
    if len(password.encode("utf-8", "replace")) > MAX_BYTES:
        raise ValidationError("password", _("Use at most %(n)d bytes.", n=MAX_BYTES))
    password_strength.require(password, about)


def hash_password(password: str) -> str:
    """Return the argon2id hash to store."""
    with _limit():
        return _hasher().hash(password.encode("utf-8", "surrogatepass"))


def verify(stored_hash: str | None, password: str) -> bool:
    """Whether ``stored_hash`` is that of ``password``.

    Without a hash it takes as long, so that timing does not reveal which accounts exist.
    """
    raw = password.encode("utf-8", "surrogatepass")
    if len(raw) > MAX_BYTES:
        return False
    with _limit():
        try:
            hasher = _hasher()
            return hasher.verify(stored_hash or _decoy(hasher), raw) and bool(stored_hash)
        except (VerificationError, InvalidHashError):
            return False


def _hasher() -> PasswordHasher:
    return _make_hasher(settings().argon2_time_cost, settings().argon2_memory_cost)


@lru_cache
def _make_hasher(time_cost: int, memory_cost: int) -> PasswordHasher:
    return PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=2)


@lru_cache
def _decoy(hasher: PasswordHasher) -> str:
    return hasher.hash("no account has this password")


def _limit() -> AbstractContextManager[None]:
    # Each hash takes 64 MiB and a thread for 0.2 seconds: a burst of sign-ins must exhaust neither.
    return _make_cap(max(1, settings().places("argon2_parallel_hashes"))).place()


_make_cap = lru_cache(Cap)
