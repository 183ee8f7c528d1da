"""What an app says of itself when it registers over REST, read from form or JSON."""

import json
from typing import Any

from flask import Request

from app.models import redirect_uri, scopes
from app.models.client_metadata import ClientMetadata
from app.models.errors import ValidationError
from app.oauth.errors import Refusal
from app.oauth.requests import read_body

GANCIO_SCOPES = frozenset({"event:write"})
AUTH_METHODS = frozenset({"none", "client_secret_basic", "client_secret_post"})
GRANT_TYPES = frozenset({"authorization_code", "refresh_token"})


def read_gancio(request: Request) -> tuple[str, ClientMetadata]:
    """The redirect URIs as they were sent, and the checked metadata.

    Raises ValidationError, or Refusal for a body that cannot be read.
    """
    is_json = request.mimetype == "application/json"
    values = _json_object(request) if is_json else dict(read_body(request))
    sent = values.get("redirect_uris", "")
    uris = sent if isinstance(sent, list) else _text(values, "redirect_uris").split()
    if not all(isinstance(uri, str) for uri in uris):
        raise ValidationError("redirect_uris", "not text")
    if scopes.parse(_text(values, "scopes")) - GANCIO_SCOPES:
        raise ValidationError("scopes", "unknown")
    metadata = ClientMetadata(
        name=_text(values, "client_name"),
        redirect_uris=_with_https_twins(tuple(uris)),
        website=_text(values, "website"),
        profile="gancio",
    )
    return sent if isinstance(sent, str) else " ".join(uris), metadata.checked()


def read_rfc7591(request: Request) -> ClientMetadata:
    """The checked client metadata (RFC 7591 section 2); unknown members are ignored."""
    if request.mimetype != "application/json":
        raise Refusal("invalid_client_metadata", "Send a JSON object.")
    values = _json_object(request)
    uris = values.get("redirect_uris")
    if not isinstance(uris, list) or not all(isinstance(uri, str) for uri in uris):
        raise ValidationError("redirect_uris", "not a list of text")
    method = _text(values, "token_endpoint_auth_method") or "client_secret_basic"
    _require("token_endpoint_auth_method", {method} <= AUTH_METHODS)
    _require("grant_types", _words(values, "grant_types") <= GRANT_TYPES)
    _require("response_types", _words(values, "response_types") <= {"code"})
    return ClientMetadata(
        name=_text(values, "client_name"),
        redirect_uris=tuple(uris),
        website=_text(values, "client_uri"),
        runs_on="browser" if method == "none" else "server",
        scopes=_known_scopes(values),
    ).checked()


def _json_object(request: Request) -> dict[str, Any]:
    try:
        values = json.loads(request.get_data().decode())
    except (ValueError, RecursionError):
        raise Refusal("invalid_client_metadata", "The body is not valid JSON.") from None
    if not isinstance(values, dict):
        raise Refusal("invalid_client_metadata", "The body must be a JSON object.")
    return values


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name) or ""
    if not isinstance(value, str) or "\x00" in value:
        raise ValidationError(name, "not text")
    return value


def _words(values: dict[str, Any], name: str) -> frozenset[str]:
    given = values.get(name) or []
    if not isinstance(given, list) or not all(isinstance(word, str) for word in given):
        raise ValidationError(name, "not a list of text")
    return frozenset(given)


def _known_scopes(values: dict[str, Any]) -> frozenset[str]:
    asked = scopes.parse(_text(values, "scope"))
    _require("scope", not scopes.unknown(asked))
    return asked


def _require(name: str, holds: bool) -> None:
    if not holds:
        raise ValidationError(name, "not supported")


def _with_https_twins(uris: tuple[str, ...]) -> tuple[str, ...]:
    # One real client registers its address with http and then comes back to https (compat.md 2.3).
    twins = [f"https{uri[4:]}" for uri in uris if _is_plain_http(uri)]
    return tuple(dict.fromkeys([*uris, *twins]))


def _is_plain_http(uri: str) -> bool:
    return (
        uri.startswith("http://")
        and bool(redirect_uri.validate_or_none(uri))
        and (redirect_uri.is_plain_http(uri))
    )
