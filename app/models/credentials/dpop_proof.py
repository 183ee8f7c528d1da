"""DPoP proofs: JWTs by which a client shows that it holds a key (RFC 9449 section 4)."""

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from joserfc.util import urlsafe_b64encode

from app.models.clients.registrations.supported import ALG_SYNONYMS
from app.models.credentials import dpop_nonce
from app.models.credentials.dpop_key import ALGORITHMS, DPoPKey, UnusableKeyError, decode
from app.models.credentials.used_proof import UsedProof
from app.models.values import clock

MAX_PROOF = 8192  # characters; a proof by an RSA key of 4096 bits has about 2000
MAX_TEXT = 500  # characters of a claim
MAX_AGE = 300  # seconds since ``iat``
MAX_AHEAD = 60  # seconds that the client's clock may be fast
THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")  # SHA-256 in base64url (RFC 7638)
_DOTS = re.compile(r"\.{1,2}")
_PORTS = {"http": 80, "https": 443}


class Part(StrEnum):
    """The part of a proof that is wrong, with its description for the client's developer."""

    description: str

    HEADER = "header", "Send one DPoP header, with one signed JWT."
    TYP = "typ", "The typ of the DPoP proof must be dpop+jwt."
    ALG = "alg", f"The alg of the DPoP proof must be one of {', '.join(sorted(ALGORITHMS))}."
    JWK = "jwk", "The jwk of the DPoP proof must be a public key that fits its alg."
    SIGNATURE = "signature", "The signature of the DPoP proof does not verify."
    JTI = "jti", "The jti of the DPoP proof must be a string of 1 to 500 characters."
    HTM = "htm", "The htm of the DPoP proof is not the method of this request."
    HTU = "htu", "The htu of the DPoP proof is not the address of this request."
    IAT = "iat", "The iat of the DPoP proof is missing, too old or in the future."
    ATH = "ath", "The ath of the DPoP proof is not the hash of the access token."
    REPLAY = "replay", "The DPoP proof was used before. Make one for each request."

    def __new__(cls, value: str, description: str) -> "Part":
        """Make the member with its description."""
        member = str.__new__(cls, value)
        member._value_, member.description = value, description
        return member


class InvalidProofError(Exception):
    """The proof proves nothing for this request; ``part`` says why."""

    def __init__(self, part: Part) -> None:
        super().__init__(part)
        self.part = part


class NonceRequiredError(Exception):
    """The proof has no nonce, or one that has aged; the client repeats its request with ours."""

    def __init__(self, *, is_missing: bool) -> None:
        super().__init__(is_missing)
        self.is_missing = is_missing


@dataclass(frozen=True)
class DPoPProof:
    """A proof with a valid signature. ``check`` decides whether it is for the present request."""

    key: DPoPKey
    claims: dict[str, Any]

    @classmethod
    def read(cls, text: str) -> "DPoPProof":
        """Return the proof in ``text``; raises InvalidProofError (RFC 9449 section 4.3)."""
        parts = text.split(".") if len(text) <= MAX_PROOF and text.isascii() else []
        if len(parts) != 3:
            raise InvalidProofError(Part.HEADER)
        header, claims = _read_object(parts[0]), _read_object(parts[1])
        key = _read_key(header)
        try:
            signature = decode(parts[2])
        except ValueError:
            raise InvalidProofError(Part.SIGNATURE) from None
        if not key.verifies(f"{parts[0]}.{parts[1]}".encode(), signature):
            raise InvalidProofError(Part.SIGNATURE)
        return cls(key, claims)

    @property
    def thumbprint(self) -> str:
        """The SHA-256 thumbprint of its key, to which tokens are bound (``jkt``)."""
        return self.key.thumbprint

    @property
    def has_present_nonce(self) -> bool:
        """Whether its nonce is the one that an answer would offer now."""
        return bool(self.claims.get("nonce") == dpop_nonce.present())

    def spend(self, *, method: str, address: str, token: str | None = None) -> None:
        """Use the proof up for the request of ``method`` to ``address``, with ``token`` if any.

        Raises InvalidProofError, also for a second use, and NonceRequiredError. Commit afterwards.
        """
        if self.claims.get("htm") != method:
            raise InvalidProofError(Part.HTM)
        if _normalise(self.claims.get("htu")) != _normalise(address):
            raise InvalidProofError(Part.HTU)
        if token is not None and not self._is_of(token):
            raise InvalidProofError(Part.ATH)
        jti, now = self.claims.get("jti"), clock.now()
        if not isinstance(jti, str) or not 1 <= len(jti) <= MAX_TEXT:
            raise InvalidProofError(Part.JTI)
        self._check_nonce()
        issued_at = _read_number(self.claims.get("iat"))
        if not now - MAX_AGE <= issued_at <= now + MAX_AHEAD:
            raise InvalidProofError(Part.IAT)
        # Kept for a second longer, because ``iat`` may have a fraction.
        if not UsedProof.spend(self.thumbprint, jti, until=int(issued_at) + MAX_AGE + 2):
            raise InvalidProofError(Part.REPLAY)

    def _is_of(self, token: str) -> bool:
        digest = hashlib.sha256(token.encode()).digest()
        expected = urlsafe_b64encode(digest)
        sent = self.claims.get("ath")
        return isinstance(sent, str) and hmac.compare_digest(sent.encode(), expected)

    def _check_nonce(self) -> None:
        nonce = self.claims.get("nonce")
        if not isinstance(nonce, str) or not nonce.isascii() or not dpop_nonce.is_accepted(nonce):
            raise NonceRequiredError(is_missing=nonce is None)


def _read_key(header: dict[str, Any]) -> DPoPKey:
    if not isinstance(header.get("typ"), str) or header["typ"].lower() != "dpop+jwt":
        raise InvalidProofError(Part.TYP)
    algorithm = header.get("alg")
    algorithm = ALG_SYNONYMS.get(algorithm, algorithm) if isinstance(algorithm, str) else ""
    if algorithm not in ALGORITHMS:
        raise InvalidProofError(Part.ALG)
    if "crit" in header or "b64" in header:  # extensions that we do not implement (RFC 7515)
        raise InvalidProofError(Part.HEADER)
    try:
        return DPoPKey.read(header.get("jwk"), algorithm)
    except UnusableKeyError:
        raise InvalidProofError(Part.JWK) from None


def _read_object(segment: str) -> dict[str, Any]:
    try:
        value = json.loads(decode(segment).decode(), object_pairs_hook=_unique)
        json.dumps(value, ensure_ascii=False).encode()  # lone surrogates cannot be stored
    except (ValueError, RecursionError):
        raise InvalidProofError(Part.HEADER) from None
    if not isinstance(value, dict):
        raise InvalidProofError(Part.HEADER)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("repeated name")
    return values


def _read_number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidProofError(Part.IAT)
    return value


def _normalise(address: object) -> tuple[str, str, int | None, bytes] | None:
    """Return what two equal addresses share (RFC 3986 section 6.2), without query and fragment.

    None for a text that is no address. The path is compared decoded, because that is how a
    server finds the resource.
    """
    if not isinstance(address, str):
        return None
    try:
        parts = urlsplit(address)
        port = _PORTS.get(parts.scheme) if parts.port is None else parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    # Slashes at the beginning are one for us, too.
    path = "/" + _without_dots(parts.path).lstrip("/")
    return parts.scheme, parts.hostname, port, unquote_to_bytes(path)


def _without_dots(path: str) -> str:
    """Return ``path`` without dot segments (RFC 3986 section 5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == ".." and len(kept) > 1:
            kept.pop()
        if not _DOTS.fullmatch(segment):
            kept.append(segment)
    if _DOTS.fullmatch(segments[-1]):
        kept.append("")
    return "/".join(kept)
