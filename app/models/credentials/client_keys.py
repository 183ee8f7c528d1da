"""The public keys of a client: registered, or fetched from the address that it registered."""

import json
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet, OctKey

from app.cap import BusyError
from app.extensions import db
from app.models.clients.client import Client
from app.models.values import clock
from app.outbound import fetch as outbound
from app.outbound.fetch import OutboundError

MAX_BYTES = 64 * 1024
DEADLINE = 5.0  # seconds of one fetch
MAX_KEYS = 50
MAX_ADDRESSES = 1000  # whose keys a process remembers
SHORTEST, USUAL, LONGEST = 60, 600, 86_400  # seconds for which fetched keys are used
PAUSE = 60  # seconds between two fetches of one address, however many unknown keys are named


class KeysUnavailableError(Exception):
    """The keys could not be fetched or read; the message is the reason in one word."""


@dataclass
class FetchedKeys:
    """The keys of one address, and when they were fetched."""

    keys: list[Key] = field(default_factory=list)
    error: str = ""
    tried_at: int = 0
    fresh_until: int = 0
    is_on_the_way: bool = False


class Cache:
    """The keys by address, for this process; the oldest are forgotten."""

    def __init__(self) -> None:
        self._by_address: dict[str, FetchedKeys] = {}
        self._lock = Lock()

    def begin(self, address: str, *, must_be_new: bool) -> FetchedKeys | None:
        """What is cached for ``address``; None when the caller is to fetch it now.

        Raises BusyError while another request fetches it for the first time.
        """
        now = clock.now()
        with self._lock:
            cached = self._by_address.setdefault(address, FetchedKeys())
            is_due = must_be_new or cached.fresh_until <= now
            if is_due and not cached.is_on_the_way and cached.tried_at + PAUSE <= now:
                cached.is_on_the_way, cached.tried_at = True, now
                return None
            if cached.is_on_the_way and not cached.keys:
                raise BusyError
            return cached

    def finish(self, address: str, fetched: FetchedKeys) -> FetchedKeys:
        """Remember what was fetched, or why nothing was; returns what is cached now."""
        with self._lock:
            before = self._by_address.pop(address, FetchedKeys())
            # Keys that worked go on working while their server has a bad minute.
            keys = fetched.keys or before.keys
            cached = self._by_address[address] = replace(fetched, keys=keys)
            while len(self._by_address) > MAX_ADDRESSES:
                self._by_address.pop(next(iter(self._by_address)))
            return cached

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._by_address.clear()


cache = Cache()


def find(client: Client, kid: str | None, key_type: str) -> list[Key]:
    """The client's keys of this type with this id; all of the type without an id.

    Raises KeysUnavailableError, and BusyError while they are being fetched.
    """
    if client.jwks:
        return _fitting(_read(client.jwks.encode()), kid, key_type)
    address = client.jwks_uri
    if not address:
        return []
    keys = _fitting(_of_address(address), kid, key_type)
    # A new key: the client has changed its keys since we looked (RFC 7517 section 4.5).
    return keys or _fitting(_of_address(address, must_be_new=True), kid, key_type)


def _fitting(keys: list[Key], kid: str | None, key_type: str) -> list[Key]:
    return [
        key
        for key in keys
        if key.key_type == key_type
        and key.get("use", "sig") == "sig"
        and (kid is None or key.kid == kid)
    ]


def _of_address(address: str, *, must_be_new: bool = False) -> list[Key]:
    cached = cache.begin(address, must_be_new=must_be_new)
    if cached is None:
        fetched = FetchedKeys()  # if nothing comes of it: to be tried again at once
        try:
            fetched = _fetch(address)
        finally:
            cached = cache.finish(address, fetched)
    if not cached.keys and cached.error:
        raise KeysUnavailableError(cached.error)
    return cached.keys


def _fetch(address: str) -> FetchedKeys:
    # No transaction may be open while another server takes its time.
    db.session.rollback()
    try:
        answer = outbound.fetch_response(address, max_bytes=MAX_BYTES, seconds=DEADLINE)
        keys = _read(answer.body)
    except OutboundError as error:
        return FetchedKeys(error=error.reason, tried_at=clock.now())
    except KeysUnavailableError as error:
        return FetchedKeys(error=str(error), tried_at=clock.now())
    usual = USUAL if answer.max_age is None else answer.max_age
    lifetime = min(max(usual, SHORTEST), LONGEST)
    return FetchedKeys(keys, tried_at=clock.now(), fresh_until=clock.now() + lifetime)


def _read(text: bytes) -> list[Key]:
    try:
        values: Any = json.loads(text)
        keys = KeySet.import_key_set(values).keys[:MAX_KEYS]
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise KeysUnavailableError("unreadable") from None
    return [key for key in keys if not isinstance(key, OctKey)]
