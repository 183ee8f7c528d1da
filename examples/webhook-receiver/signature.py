"""Whether a webhook is genuine (Standard Webhooks): an HMAC of id, timestamp and body."""

import base64
import hmac
import time
from collections.abc import Mapping

TOLERANCE = 300  # seconds that the sender's clock and ours may differ


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether the owner of ``secret`` (whsec_…) signed exactly these bytes, a moment ago."""
    at = headers.get("webhook-timestamp", "")
    if not at.isdecimal() or abs(time.time() - int(at)) > TOLERANCE:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers.get('webhook-id')}.{at}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.digest(key, signed, "sha256"))
    # There are two signatures while the secret is being rotated.
    signatures = headers.get("webhook-signature", "").encode().split()
    return any(hmac.compare_digest(expected, signature) for signature in signatures)
