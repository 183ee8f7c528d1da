"""Short values that clients keep as opaque text, such as cursors.

They are signed, not encrypted: they cannot be forged, but anyone can read them.
"""

import hashlib
import re
from functools import lru_cache
from typing import Any

import orjson
from flask import current_app
from itsdangerous import BadData, Signer
from itsdangerous.encoding import base64_decode, base64_encode

MAX_LENGTH = 2000  # characters
_ALPHABET = re.compile(r"[A-Za-z0-9_.-]+")


class NotOursError(Exception):
    """The text was not signed here, or for another purpose."""


def seal(value: Any, *, purpose: str) -> str:
    """``value``, which JSON can hold, as text for one ``purpose`` alone, such as a team's list."""
    return _signer(purpose).sign(base64_encode(orjson.dumps(value))).decode()


def unseal(text: str, *, purpose: str) -> Any:
    """The value that ``seal`` put into ``text`` for this ``purpose``; raises NotOursError."""
    try:
        # The decoder skips characters outside its alphabet, so two texts could name one value.
        if len(text) > MAX_LENGTH or not _ALPHABET.fullmatch(text):
            raise BadData("not as it was sealed")
        return orjson.loads(base64_decode(_signer(purpose).unsign(text.encode())))
    except (BadData, ValueError):
        raise NotOursError from None


def _signer(purpose: str) -> Signer:
    config = current_app.config
    return _signer_of((*config["SECRET_KEY_FALLBACKS"], config["SECRET_KEY"]), purpose)


@lru_cache(maxsize=1024)
def _signer_of(keys: tuple[str, ...], purpose: str) -> Signer:
    # The newest key, which signs, comes last.
    return Signer(list(keys), salt=purpose, key_derivation="hmac", digest_method=hashlib.sha256)
