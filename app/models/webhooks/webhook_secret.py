"""Secrets of webhooks, and signatures with them (Standard Webhooks 1.0).

A secret has to be read to sign, so it is stored encrypted and not as a digest.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Sequence

PREFIX = "whsec_"
BYTES = 24  # random; the specification asks for 24 to 64


def generate() -> str:
    """A new secret, as receivers configure it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature of one message, with its version: ``v1,…``."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.digest(_key(secret), signed, "sha256")
    return f"v1,{base64.b64encode(digest).decode()}"


def headers(
    secrets_in_use: Sequence[str], message_id: str, timestamp: int, body: bytes
) -> dict[str, str]:
    """The headers of one message, with a signature for each secret that receivers may have."""
    signatures = (sign(secret, message_id, timestamp, body) for secret in secrets_in_use)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def is_signed(secret: str, signatures: str, message_id: str, timestamp: int, body: bytes) -> bool:
    """Whether one of the ``signatures`` of a header is by ``secret``; False for a broken secret."""
    try:
        expected = sign(secret, message_id, timestamp, body).encode()
    except ValueError:
        return False
    return any(hmac.compare_digest(expected, each.encode()) for each in signatures.split())


def _key(secret: str) -> bytes:
    """The key in a secret; raises ValueError for a text that is none."""
    try:
        return base64.b64decode(secret.removeprefix(PREFIX).encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise ValueError("no secret of a webhook") from None
