"""Queries and headers of a request as its app's developer may see them: without credentials."""

import json
import re
from collections.abc import Iterable
from urllib.parse import unquote_plus

from app.models.values import secret
from app.observability.redaction import redact_text

HIDDEN = "[hidden]"
MAX_QUERY = 500  # characters
MAX_HEADER = 200
MAX_DECODED = 8  # times that something may be percent-encoded; more is hidden
# What a developer needs to see of a request; every other header is left out.
HEADERS = (
    *("Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Content-Length"),
    *("Content-Type", "DPoP", "Idempotency-Key", "If-Match", "If-Modified-Since"),
    *("If-None-Match", "If-Unmodified-Since", "Origin", "Range", "User-Agent", "X-API-ORG"),
)
# The same with their keys in the WSGI environment.
SHOWN = tuple(
    (name, key if key.startswith("CONTENT_") else f"HTTP_{key}")
    for name in HEADERS
    for key in [name.upper().replace("-", "_")]
)
MASKED = frozenset({"Authorization", "DPoP", "Idempotency-Key"})

_KINDS = "|".join(kind for kind in secret.Kind if kind is not secret.Kind.CLIENT_ID)
_OURS = re.compile(_KINDS, re.IGNORECASE)
_as_json = json.JSONEncoder(ensure_ascii=False).encode
# Names of parameters that hold credentials, ours or others'.
_SENSITIVE = re.compile(
    r"token|secret|passw|pwd|passphrase|code|key|assertion|state|nonce|hint|auth|sig|session"
    r"|ticket|jwt|credential|cookie|otp|\bpin\b",
    re.IGNORECASE,
)
# Names that look so and hold none.
_HARMLESS = frozenset({"sync_token", "code_challenge_method", "token_type_hint"})
_JWT = re.compile(r"eyJ[\w-]{5,}\.[\w-]+")
_SCHEME = r"(?i:\b(?:bearer|basic|dpop)\s+\S)"
_USER_INFO = r"//[^/\s@]*:[^/\s]*@"
_CREDENTIAL = re.compile(f"(?i:{_KINDS})|{_JWT.pattern}|{_SCHEME}|{_USER_INFO}")
_INNER = re.compile(r"[?&;#\s]")
# A long run of letters and digits says nothing to a reader, and may be somebody's key.
_RANDOM = re.compile(r"(?=[^\d]*\d)(?=[^a-zA-Z]*[a-zA-Z])[\w.~+/=-]{32,}")
_POSITIONS = frozenset({"cursor", "sync_token"})  # ours, signed and long


def redact_query(query: str) -> str:
    """The query with each value that is or may be a credential hidden, cut to MAX_QUERY."""
    pairs = query[: 4 * MAX_QUERY].split("&")
    return "&".join(filter(None, map(_redact_pair, pairs)))[:MAX_QUERY]


def describe_headers(headers: Iterable[tuple[str, str]]) -> str:
    """The headers that matter as a JSON object, credentials masked."""
    present = {name.lower(): value for name, value in headers}
    shown = {
        name: _mask(present[name.lower()]) if name in MASKED else _redact_header(name, present)
        for name in HEADERS
        if name.lower() in present
    }
    return _as_json(shown)


def _redact_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    plain_name, plain_value = _decoded(name), _decoded(value)
    if plain_name is None or _is_credential(plain_name, plain_name):
        return HIDDEN
    if not value:
        return pair
    if plain_value is None or _is_sensitive(plain_name) or _is_credential(plain_name, plain_value):
        return f"{name}{equals}{HIDDEN}"
    return pair


def _is_sensitive(name: str) -> bool:
    return name.lower() not in _HARMLESS and _SENSITIVE.search(name) is not None


def _is_credential(name: str, value: str) -> bool:
    is_position = name.lower() in _POSITIONS
    if _CREDENTIAL.search(value) or (not is_position and _RANDOM.search(value)):
        return True
    # A value may hold an address or a query of its own.
    return "=" in value and any(
        _is_sensitive(part.partition("=")[0]) for part in _INNER.split(value) if "=" in part
    )


def _decoded(text: str) -> str | None:
    """The text with all percent-encodings undone; None when there are too many."""
    if "%" not in text and "+" not in text:
        return text
    for _time in range(MAX_DECODED):
        plain = unquote_plus(text)
        if plain == text:
            return plain
        text = plain
    return None


def _mask(value: str) -> str:
    """Scheme and kind of a credential, with the last four characters of one of ours."""
    scheme, _space, rest = value.strip().partition(" ")
    if not rest or scheme.lower() not in {"bearer", "basic", "dpop"}:
        return HIDDEN
    kind = secret.kind_of(rest.strip())
    if kind is None:
        return f"{scheme} {HIDDEN}"
    return f"{scheme} {kind}…{rest.strip()[-4:]}"


def _redact_header(name: str, present: dict[str, str]) -> str:
    value = present[name.lower()]
    plain = _decoded(value)
    if plain is None or _OURS.search(plain) or _JWT.search(plain):
        return HIDDEN
    return redact_text(value)[:MAX_HEADER]
