"""Texts that are stored encrypted, because the server has to read them again (AES-256-GCM).

The key is derived from SECRET_KEY (HKDF, RFC 5869). A text that was sealed under one of the
SECRET_KEY_FALLBACKS can still be read.
"""

import base64
import binascii
import hashlib
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from app.models.values.errors import StagedoorError

KEY_BYTES = 32
NONCE_BYTES = 12  # NIST SP 800-38D section 8.2.2: random nonces of 96 bits
PURPOSE = b"stagedoor sealed text 1"


class UnreadableTextError(StagedoorError):
    """The text was changed, belongs to another context, or its key is no longer set."""


def seal(text: str, *, context: str, purpose: bytes = PURPOSE) -> str:
    """Return ``text`` encrypted; only ``unseal`` with the same ``context`` reads it again.

    Each ``purpose`` has a key of its own.
    """
    key, nonce = _keys(purpose)[0], os.urandom(NONCE_BYTES)
    box = AESGCM(key).encrypt(nonce, text.encode(), context.encode())
    return f"{_key_id(key)}.{base64.urlsafe_b64encode(nonce + box).decode()}"


def unseal(sealed: str, *, context: str, purpose: bytes = PURPOSE) -> str:
    """Return the text; raises UnreadableTextError."""
    key_id, _dot, body = sealed.partition(".")
    try:
        box = base64.b64decode(body.encode("ascii"), b"-_", validate=True)
        key = next(key for key in _keys(purpose) if _key_id(key) == key_id)
        plain = AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], context.encode())
    except (StopIteration, InvalidTag, UnicodeEncodeError, binascii.Error, ValueError):
        raise UnreadableTextError from None
    return plain.decode()


def readable_prefixes(purpose: bytes = PURPOSE) -> list[str]:
    """Return how the texts begin that can be read, the present SECRET_KEY's first."""
    return [f"{_key_id(key)}." for key in _keys(purpose)]


def _keys(purpose: bytes) -> list[bytes]:
    config = current_app.config
    secrets = (config["SECRET_KEY"], *config["SECRET_KEY_FALLBACKS"])
    return [_derive(secret, purpose) for secret in secrets]


@lru_cache(maxsize=16)
def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(secret.encode())


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"id" + key).hexdigest()[:8]
