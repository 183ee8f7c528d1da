"""Credentials: random, checksummed, recognisable by prefix, stored as a digest only.

Every credential matches ``^[a-z0-9_]+$``, because one supported client lower-cases its credentials
and strips all other characters.
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
    """The kinds of credentials; the value is the prefix."""

    CLIENT_ID = "sd_app_"
    CLIENT_SECRET = "sd_sec_"
    REGISTRATION_TOKEN = "sd_reg_"
    AUTHORIZATION_CODE = "sd_code_"
    DEVICE_CODE = "sd_dev_"
    ACCESS_TOKEN = "sd_at_"
    PERSONAL_TOKEN = "sd_pat_"
    REFRESH_TOKEN = "sd_rt_"
    SESSION_KEY = "sd_ses_"
    SIGN_IN_KEY = "sd_sin_"
    BROWSER_KEY = "sd_brw_"
    RESET_TOKEN = "sd_rst_"
    CONSENT = "sd_ask_"
    PUSHED_REQUEST = "sd_par_"
    INVITATION = "sd_inv_"
    DEVELOPER_INVITATION = "sd_dvi_"
    OPERATOR_INVITATION = "sd_opr_"
    HANDOVER = "sd_own_"
    TRANSFER = "sd_trf_"
    EMAIL_LINK = "sd_eml_"
    TICKET_CODE = "sd_tkt_"
    TICKET_INVITATION = "sd_tki_"
    FEED_KEY = "sd_feed_"


_BY_PREFIX = {kind.value: kind for kind in Kind}


def generate(kind: Kind) -> str:
    """Return a new credential of ``kind`` with 200 random bits."""
    return _compose(kind, secrets.token_bytes(ENTROPY_BYTES))


def derive(kind: Kind, parent: str, nonce: str) -> str:
    """Return the credential of ``kind`` that is determined by ``parent`` and ``nonce``.

    A caller who presents the parent again (a retried refresh) gets the same one. It cannot be
    computed from what is stored, the nonce and the parent's digest.
    """
    message = f"{kind}{nonce}".encode()
    return _compose(kind, hmac.digest(parent.encode(), message, "sha256")[:ENTROPY_BYTES])


def is_well_formed(kind: Kind, credential: str) -> bool:
    """Whether prefix, length and checksum fit; what does not fit needs no look-up."""
    body_and_prefix = credential[:-CHECKSUM_LENGTH]
    return (
        len(credential) == len(kind) + BODY_LENGTH + CHECKSUM_LENGTH
        and credential.startswith(kind)
        and credential.isascii()
        and credential[-CHECKSUM_LENGTH:] == _checksum(body_and_prefix)
    )


def kind_of(credential: str) -> Kind | None:
    """Return the kind of a well-formed credential, or None."""
    kind = _BY_PREFIX.get(credential[: -BODY_LENGTH - CHECKSUM_LENGTH])
    return kind if kind is not None and is_well_formed(kind, credential) else None


def is_access_token(credential: str) -> bool:
    """Whether it has the form of an access token, of an app or of a person."""
    return is_well_formed(Kind.ACCESS_TOKEN, credential) or is_well_formed(
        Kind.PERSONAL_TOKEN, credential
    )


def digest(credential: str) -> str:
    """Return the SHA-256 that is stored and looked up, as 64 hexadecimal digits.

    A plain hash is enough: 200 random bits cannot be guessed, unlike a password.
    """
    return hashlib.sha256(credential.encode("utf-8", "replace")).hexdigest()


def matches(credential: str, stored_digest: str) -> bool:
    """Whether ``credential`` has the stored digest, compared in constant time."""
    return hmac.compare_digest(digest(credential), stored_digest)


def public_id(prefix: str) -> str:
    """Return a random identifier that is not secret, such as ``evt_k3v9…`` (80 random bits)."""
    return prefix + _base32(secrets.token_bytes(10))


def public_id_from(prefix: str, key: str) -> str:
    """Return the public id that belongs to a secret ``key``, without revealing the key."""
    return prefix + _base32(hashlib.sha256(f"{prefix}{key}".encode()).digest()[:10])


def is_public_id(prefix: str, name: str) -> bool:
    """Whether ``name`` has the form of a public id; databases refuse some other texts."""
    return re.fullmatch(f"{prefix}[a-z2-7]{{16}}", name) is not None


def _compose(kind: Kind, random_bytes: bytes) -> str:
    credential = kind + _base32(random_bytes)
    return credential + _checksum(credential)


def _checksum(text: str) -> str:
    return _base32(zlib.crc32(text.encode()).to_bytes(4, "big"))


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
