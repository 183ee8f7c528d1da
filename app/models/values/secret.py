"""Credentials: random, checksummed, recognisable by prefix, stored as a digest only.

Every credential matches ``^[a-z0-9_]+$``, because one of the clients we serve lower-cases
what it is given and strips everything else.
"""

import base64
import hashlib
import hmac
import re
import secrets
import zlib
from enum import StrEnum

ENTROPY_BYTES = 25  # 200 bits, which base32 writes as 40 characters without padding
BODY_LENGTH = 40
CHECKSUM_LENGTH = 7  # a CRC-32 in base32


class Kind(StrEnum):
    """What a credential opens; its value is the prefix."""

    CLIENT_ID = "sd_app_"
    CLIENT_SECRET = "sd_sec_"
    AUTHORIZATION_CODE = "sd_code_"
    ACCESS_TOKEN = "sd_at_"
    REFRESH_TOKEN = "sd_rt_"
    SESSION_KEY = "sd_ses_"
    RESET_TOKEN = "sd_rst_"
    CONSENT = "sd_ask_"
    INVITATION = "sd_inv_"
    TRANSFER = "sd_trf_"
    EMAIL_LINK = "sd_eml_"
    TICKET_CODE = "sd_tkt_"
    FEED_KEY = "sd_feed_"


def generate(kind: Kind) -> str:
    """A new credential of ``kind``, carrying 200 random bits."""
    return _compose(kind, secrets.token_bytes(ENTROPY_BYTES))


def derive(kind: Kind, parent: str, nonce: str) -> str:
    """The credential of ``kind`` that follows from ``parent`` and ``nonce``, always the same.

    It cannot be computed from the nonce and the parent's digest, which is all we store; a caller
    who presents the parent can be given it again (a refresh that is retried).
    """
    message = f"{kind}{nonce}".encode()
    return _compose(kind, hmac.digest(parent.encode(), message, "sha256")[:ENTROPY_BYTES])


def is_well_formed(kind: Kind, credential: str) -> bool:
    """Whether the checksum fits: a typing slip or a foreign token needs no look-up."""
    body_and_prefix = credential[:-CHECKSUM_LENGTH]
    return (
        len(credential) == len(kind) + BODY_LENGTH + CHECKSUM_LENGTH
        and credential.startswith(kind)
        and credential.isascii()
        and credential[-CHECKSUM_LENGTH:] == _checksum(body_and_prefix)
    )


def digest(credential: str) -> str:
    """The SHA-256 that is stored and looked up, as 64 hexadecimal digits.

    A plain hash is enough: 200 random bits cannot be guessed, unlike a password.
    """
    return hashlib.sha256(credential.encode("utf-8", "replace")).hexdigest()


def matches(credential: str, stored_digest: str) -> bool:
    """Whether ``credential`` is the one whose digest was stored, in constant time."""
    return hmac.compare_digest(digest(credential), stored_digest)


def public_id(prefix: str) -> str:
    """A short random name that is no secret, such as ``evt_k3v9…`` (80 random bits)."""
    return prefix + _base32(secrets.token_bytes(10))


def public_id_from(prefix: str, key: str) -> str:
    """The same kind of name, always the same one for a secret ``key``, which it does not tell."""
    return prefix + _base32(hashlib.sha256(f"{prefix}{key}".encode()).digest()[:10])


def is_public_id(prefix: str, name: str) -> bool:
    """Whether ``name`` could be one that ``public_id`` made; databases refuse some other texts."""
    return re.fullmatch(f"{prefix}[a-z2-7]{{16}}", name) is not None


def _compose(kind: Kind, random_bytes: bytes) -> str:
    credential = kind + _base32(random_bytes)
    return credential + _checksum(credential)


def _checksum(text: str) -> str:
    return _base32(zlib.crc32(text.encode()).to_bytes(4, "big"))


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
