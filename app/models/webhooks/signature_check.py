"""Says which part of a received request is not as it was sent: clock, id, time, body or secret."""

import base64
import binascii
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from app.models.values import clock

TOLERANCE = 300  # seconds that receivers accept between their clock and the timestamp
NAMES = ("webhook-id", "webhook-timestamp", "webhook-signature")
PREFIX = "whsec_"


class Finding(StrEnum):
    """What a check can say."""

    GENUINE = "genuine"
    MISSING_HEADER = "missing_header"
    CLOCK = "clock"
    ID = "id"
    TIMESTAMP = "timestamp"
    BODY = "body"
    REWRITTEN_BODY = "rewritten_body"
    SECRET = "secret"
    RECEIVER_SECRET = "receiver_secret"


@dataclass(frozen=True)
class Received:
    """A request as its receiver shows it. ``secret`` is the one that the receiver uses."""

    headers: Mapping[str, str]  # names in lower case
    body: bytes
    secret: str | None = None

    @property
    def missing(self) -> list[str]:
        """The names of the headers that it lacks."""
        return [name for name in NAMES if not self.headers.get(name)]

    @property
    def seconds_ago(self) -> int | None:
        """How long ago it says it was signed; None when that is no number."""
        text = self.headers.get("webhook-timestamp", "")
        is_number = text.isascii() and text.isdecimal() and len(text) <= 12
        return clock.now() - int(text) if is_number else None


@dataclass(frozen=True)
class Sent:
    """A delivery as it was sent: its id, its body and the timestamps of its tries."""

    id: str
    body: bytes
    timestamps: tuple[int, ...] = ()


def check(received: Received, secrets: Iterable[str], sent: Iterable[Sent]) -> list[Finding]:
    """Every part that is wrong, the signature first; GENUINE when it is signed as it should be.

    ``secrets`` are those of the endpoint that sign now, ``sent`` its deliveries.
    """
    if received.missing:
        return [Finding.MISSING_HEADER]
    keys = [_key(secret) for secret in secrets]
    findings = _check_signature(received, keys, {delivery.id: delivery for delivery in sent})
    age = received.seconds_ago
    if Finding.TIMESTAMP not in findings and (age is None or abs(age) > TOLERANCE):
        findings.append(Finding.CLOCK)
    if received.secret and _try_key(received.secret) not in keys:
        findings.append(Finding.RECEIVER_SECRET)
    return findings


def _check_signature(
    received: Received, keys: list[bytes], sent: Mapping[str, Sent]
) -> list[Finding]:
    id, at, _signatures = (received.headers[name] for name in NAMES)
    bodies = _readings(received.body)
    if _is_signed(received, keys, [id], [at], bodies):
        return [Finding.GENUINE]
    delivery = sent.get(id)
    if delivery is None:
        others = [*bodies, *(other.body for other in sent.values())]
        is_other = _is_signed(received, keys, sent, [at], others)
        return [Finding.ID] if is_other else [Finding.ID, Finding.SECRET]
    if _is_signed(received, keys, [id], [at], [delivery.body]):
        is_rewritten = _same_json(delivery.body, received.body)
        return [Finding.REWRITTEN_BODY if is_rewritten else Finding.BODY]
    times = [str(time) for time in delivery.timestamps]
    if _is_signed(received, keys, [id], times, [*bodies, delivery.body]):
        return [Finding.TIMESTAMP]
    return [Finding.SECRET]


def _is_signed(
    received: Received,
    keys: list[bytes],
    ids: Iterable[str],
    times: Iterable[str],
    bodies: Iterable[bytes],
) -> bool:
    """Whether one of its signatures is over any of these, under any of the keys."""
    signatures = received.headers["webhook-signature"].encode().split()
    return any(
        hmac.compare_digest(_sign(*parts), signature)
        for parts in product(keys, ids, times, bodies)
        for signature in signatures
    )


def _readings(body: bytes) -> list[bytes]:
    """The body, and without what pasting it into a form has added: line ends."""
    plain = body.replace(b"\r\n", b"\n")
    return list(dict.fromkeys((body, plain, plain.strip())))


def _same_json(body: bytes, other: bytes) -> bool:
    try:
        return bool(json.loads(body) == json.loads(other))
    except (ValueError, RecursionError):
        return False


def _sign(key: bytes, id: str, at: str, body: bytes) -> bytes:
    signed = f"{id}.{at}.".encode() + body
    return b"v1," + base64.b64encode(hmac.digest(key, signed, "sha256"))


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(PREFIX))


def _try_key(secret: str) -> bytes | None:
    try:
        return base64.b64decode(secret.strip().removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return None
