"""Nonces for DPoP proofs, which every process computes alike (RFC 9449 sections 8 and 9).

A nonce is the HMAC of a time slot, under a key derived from SECRET_KEY. So nothing is stored, and
a proof cannot have been made long before it is used
(docs/decisions/0033-dpop-nonces-and-used-proofs.md).
"""

import hmac
from functools import lru_cache

from flask import current_app
from joserfc.util import urlsafe_b64encode

from app.models.values import clock

SLOT = 60  # seconds after which answers offer a new nonce
SLOTS = 5  # the present one and those before it whose nonces are accepted
PURPOSE = b"stagedoor dpop nonce 1"
NONCE_BYTES = 16


def present() -> str:
    """Return the nonce of the present slot."""
    return _nonce(current_app.config["SECRET_KEY"], _slot())


def is_accepted(nonce: str) -> bool:
    """Whether it was issued within the last minutes, under SECRET_KEY or a fallback."""
    config, slot = current_app.config, _slot()
    # The next slot, too: another process's clock may be ahead.
    return nonce in {
        _nonce(key, slot + 1 - age)
        for key in (config["SECRET_KEY"], *config["SECRET_KEY_FALLBACKS"])
        for age in range(SLOTS + 1)
    }


def _slot() -> int:
    return clock.now() // SLOT


@lru_cache(maxsize=64)
def _nonce(secret_key: str, slot: int) -> str:
    key = hmac.digest(secret_key.encode(), PURPOSE, "sha256")
    raw = hmac.digest(key, slot.to_bytes(8, "big", signed=True), "sha256")[:NONCE_BYTES]
    return urlsafe_b64encode(raw).decode()
