"""Passwords: what is accepted, and how they are hashed (argon2id)."""

from functools import lru_cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from app.config import settings
from app.models.values.errors import ValidationError

MIN_LENGTH = 10  # characters
MAX_BYTES = 1024  # hashing megabytes would keep a processor busy
COMMON = frozenset(
    """0123456789 1234567890 12345678910 1q2w3e4r5t abcdefghij administrator baseball123 changeme123
    correcthorsebatterystaple football123 iloveyou123 letmein123 password12 password123 password1234
    passwordpassword princess123 qwerty12345 qwertyuiop qwertyuiop123 stagedoor1 stagedoor123
    sunshine123 trustno1234 welcome123 welcome1234""".split()
)


def check(password: str, *, email: str = "") -> None:
    """Raise ValidationError("password", …) when ``password`` may not be chosen.

    Length counts, composition does not; nothing is trimmed.
    """
    if len(password) < MIN_LENGTH:
        raise ValidationError("password", _("Use at least %(n)d characters.", n=MIN_LENGTH))
    if len(password.encode("utf-8", "replace")) > MAX_BYTES:
        raise ValidationError("password", _("Use at most %(n)d bytes.", n=MAX_BYTES))
    folded = password.casefold()
    if folded in COMMON or len(set(folded)) < 4 or folded == email.casefold():
        raise ValidationError("password", _("This one is among the first that are guessed."))


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    with _turnstile():
        return _hasher().hash(password.encode("utf-8", "surrogatepass"))


def verify(stored_hash: str | None, password: str) -> bool:
    """Whether ``password`` has ``stored_hash``.

    None costs as much as a wrong password, so that time does not tell which addresses exist.
    """
    raw = password.encode("utf-8", "surrogatepass")
    if len(raw) > MAX_BYTES:
        return False
    with _turnstile():
        try:
            return _hasher().verify(stored_hash or _decoy(), raw) and stored_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def _hasher() -> PasswordHasher:
    return _make_hasher(settings().argon2_time_cost, settings().argon2_memory_cost)


@lru_cache
def _make_hasher(time_cost: int, memory_cost: int) -> PasswordHasher:
    return PasswordHasher(time_cost=time_cost, memory_cost=memory_cost, parallelism=2)


@lru_cache
def _make_decoy(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody has this password")


def _decoy() -> str:
    return _make_decoy(_hasher())


def _turnstile() -> BoundedSemaphore:
    # Each hash takes 64 MiB: a burst of sign-ins must not take the machine's memory.
    return _make_turnstile(settings().argon2_parallel_hashes)


@lru_cache
def _make_turnstile(places: int) -> BoundedSemaphore:
    return BoundedSemaphore(places)
