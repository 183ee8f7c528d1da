"""A manifest: an app's metadata in JSON (RFC 7591 section 2).

Programs send it to register; developers paste it into the form for a new app.
"""

import json
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from app.models.clients.client_metadata import ClientMetadata
from app.models.values import scopes
from app.models.values.errors import ValidationError

MAX_LENGTH = 50_000  # characters
AUTH_METHODS = frozenset({"none", "client_secret_basic", "client_secret_post"})
GRANT_TYPES = frozenset({"authorization_code", "refresh_token"})


def parse(text: str) -> dict[str, Any]:
    """The members of a JSON object; raises ValidationError("manifest", …) that names the place."""
    if len(text) > MAX_LENGTH:
        raise ValidationError("manifest", _("This is too long."))
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        message = _("This is not valid JSON: line %(line)d, character %(column)d.",
                    line=error.lineno, column=error.colno)  # fmt: skip
        raise ValidationError("manifest", message) from None
    except (ValueError, RecursionError):
        raise ValidationError("manifest", _("This JSON cannot be read.")) from None
    if not isinstance(values, dict):
        raise ValidationError("manifest", _("Give a JSON object: { … }."))
    return values


def read(values: dict[str, Any]) -> ClientMetadata:
    """The metadata of ``values``, of the right types but unchecked; unknown members are ignored.

    Raises ValidationError(member, …).
    """
    method = text_of(values, "token_endpoint_auth_method") or "client_secret_basic"
    _require("token_endpoint_auth_method", {method}, AUTH_METHODS)
    _require("grant_types", _list_of(values, "grant_types"), GRANT_TYPES)
    _require("response_types", _list_of(values, "response_types"), {"code"})
    names = scopes.parse(text_of(values, "scope"))
    _require("scope", names, scopes.SCOPES.keys())
    return ClientMetadata(
        name=text_of(values, "client_name"),
        redirect_uris=_list_of(values, "redirect_uris"),
        website=text_of(values, "client_uri"),
        runs_on="browser" if method == "none" else "server",
        scopes=names,
    )


def text_of(values: dict[str, Any], name: str) -> str:
    """The member ``name``, "" when it is missing; raises ValidationError when it is not text."""
    value = values.get(name) or ""
    if not isinstance(value, str) or "\x00" in value:
        raise ValidationError(name, _("Must be text."))
    return value


def _list_of(values: dict[str, Any], name: str) -> tuple[str, ...]:
    items = values.get(name) or []
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise ValidationError(name, _("Must be a list of text."))
    return tuple(items)


def _require(name: str, values: Iterable[str], possible: Iterable[str]) -> None:
    if unknown := sorted(set(values) - set(possible)):
        shown = ", ".join(repr(value[:40]) for value in unknown[:3])
        raise ValidationError(name, _("%(values)s is not supported.", values=shown))
