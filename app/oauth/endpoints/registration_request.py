"""Reads the metadata of an app that registers over REST, from form or JSON."""

from collections.abc import Collection
from typing import Any

from flask import Request

from app.models.clients import redirect_uri
from app.models.clients.client_metadata import ClientMetadata
from app.models.clients.registrations import client_manifest
from app.models.clients.registrations.registration import Registration
from app.models.values import scopes
from app.models.values.errors import ValidationError
from app.oauth.errors import Refusal
from app.oauth.requests import read_body
from app.oauth.schemas import CLIENT_METADATA, REGISTERED
from app.web import strict_json
from app.web.strict_json import RepeatedNameError

MEMBERS = CLIENT_METADATA.shape["properties"].keys() | REGISTERED.shape["properties"].keys()
GANCIO_SCOPES = frozenset({"event:write"})
GANCIO_MEMBERS = frozenset({"client_name", "redirect_uris", "scopes", "website"})


def read_gancio(request: Request) -> tuple[str, ClientMetadata]:
    """The redirect URIs as they were sent, and the checked metadata.

    Raises ValidationError, or Refusal for a body that cannot be read.
    """
    is_json = request.mimetype == "application/json"
    values = (
        _json_object(request, GANCIO_MEMBERS)
        if is_json
        else dict(read_body(request, GANCIO_MEMBERS))
    )
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


def read_rfc7591(request: Request) -> Registration:
    """The checked registration (RFC 7591 section 2); unknown members are ignored."""
    return client_manifest.read(read_json(request)).checked()


def read_json(request: Request) -> dict[str, Any]:
    """The members of a JSON body; raises Refusal for any other body."""
    if request.mimetype != "application/json":
        raise Refusal("invalid_client_metadata", "Send a JSON object.")
    return _json_object(request, MEMBERS)


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name) or ""
    if not isinstance(value, str) or "\x00" in value:
        raise ValidationError(name, "not text")
    return value


def _json_object(request: Request, recognised: Collection[str]) -> dict[str, Any]:
    try:
        return strict_json.read_object(request.get_data(), recognised)
    except RepeatedNameError as error:
        description = "A member of the body is repeated."
        if error.name in recognised:
            description = f"The member {error.name} is repeated."
        raise Refusal("invalid_client_metadata", description) from None
    except ValueError:
        raise Refusal("invalid_client_metadata", "The body is not a JSON object.") from None


def _with_https_twins(uris: tuple[str, ...]) -> tuple[str, ...]:
    # WPGancio registers an http address and may return to https (docs/dialects/gancio.md).
    valid = filter(redirect_uri.is_well_formed, uris)
    twins = [f"https{uri[4:]}" for uri in valid if redirect_uri.is_plain_http(uri)]
    return tuple(dict.fromkeys([*uris, *twins]))
