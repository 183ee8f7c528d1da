"""A manifest: an app's metadata in JSON (RFC 7591 section 2).

Programs send it to register; developers paste it into the form for a new app. What is requested
and not supported is left out of what is registered (section 3.2.1).
"""

import json
from collections.abc import Iterable
from typing import Any

from app.language.texts import gettext as _
from app.models.clients.client_metadata import ClientMetadata
from app.models.clients.registrations import standards, supported
from app.models.clients.registrations.members import Members
from app.models.clients.registrations.registration import Registration
from app.models.values import scopes
from app.models.values.errors import ValidationError

MAX_LENGTH = 50_000  # characters
CODE, REFRESH, OWN = "authorization_code", "refresh_token", "client_credentials"
USUAL_GRANT_TYPES = (CODE, REFRESH)


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


def read(values: dict[str, Any]) -> Registration:
    """What ``values`` ask to register, unchecked; unknown members are ignored.

    Raises ValidationError(member, …).
    """
    members = Members(values)
    method = members.choice("token_endpoint_auth_method", supported.AUTH_METHODS)
    grant_types = _read_grant_types(members, is_public=method == "none")
    metadata = ClientMetadata(
        name=members.text("client_name"),
        redirect_uris=members.texts("redirect_uris"),
        website=members.text("client_uri"),
        runs_on=_read_place(members, method),
        scopes=_read_scopes(members),
    )
    return Registration(
        metadata=metadata,
        grant_types=grant_types,
        auth_method=method or None,
        columns=standards.read(members, method),
    )


def _read_grant_types(members: Members, *, is_public: bool) -> tuple[str, ...]:
    """Those that are supported and fit the client; at least one that leads to a token."""
    requested = members.texts("grant_types") or USUAL_GRANT_TYPES
    # Only a client that proves itself may act for itself (RFC 6749 section 4.4).
    possible = [name for name in supported.GRANT_TYPES if not (is_public and name == OWN)]
    kept = _keep("grant_types", requested, possible)
    if kept == (REFRESH,):
        raise ValidationError("grant_types", _("None of them leads to a token."))
    if CODE in kept:
        requested = members.texts("response_types") or supported.RESPONSE_TYPES
        _keep("response_types", requested, supported.RESPONSE_TYPES)
    else:
        members.texts("response_types")
    return kept


def _keep(name: str, requested: Iterable[str], possible: Iterable[str]) -> tuple[str, ...]:
    kept = tuple(value for value in possible if value in set(requested))
    if not kept:
        shown = ", ".join(repr(value[:40]) for value in sorted(set(requested))[:3])
        raise ValidationError(name, _("%(values)s is not supported.", values=shown))
    return kept


def _read_scopes(members: Members) -> frozenset[str]:
    """The scopes that exist; the usual ones when none of the requested ones does."""
    requested = scopes.parse(members.text("scope"))
    return requested & scopes.SCOPES.keys() or supported.usual_scopes()


def _read_place(members: Members, method: str) -> str:
    """Where the app runs, which decides whether it can keep a secret."""
    kind = members.choice("application_type", supported.APPLICATION_TYPES)
    if method != "none":
        return "server"
    return "desktop" if kind == "native" else "browser"
