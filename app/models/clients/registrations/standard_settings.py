"""The standards beyond plain OAuth 2.0 that an app's developer turns on, one by one."""

from typing import Any

from app.language.texts import gettext as _
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.clients.registrations import standards, supported
from app.models.clients.registrations.members import Members
from app.models.values.errors import ValidationError

KEYS = "private_key_jwt"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
FOR_ITSELF = "client_credentials"


def optional_grant_types(client: Client) -> tuple[str, ...]:
    """The grant types that its developer may add; for itself only a confidential client acts."""
    optional = (DEVICE, FOR_ITSELF) if client.confidential else (DEVICE,)
    return tuple(name for name in optional if name in supported.GRANT_TYPES)


def change(client: Client, values: dict[str, Any], grant_types: tuple[str, ...]) -> None:
    """Replace the members ``values`` (RFC 7591), and the optional grant types.

    With private_key_jwt every secret ends at once. Raises ValidationError(member, …).
    """
    client.hold()
    members = Members({**standards.describe(client), **values})
    method = _method(client, members)
    columns = standards.read(members, method or "")
    columns["token_endpoint_auth_method"] = method
    columns["grant_types"] = _grant_types(client, grant_types)
    changes = {
        name: _shown(value) for name, value in columns.items() if value != getattr(client, name)
    }
    for name, value in columns.items():
        setattr(client, name, value)
    if changes:
        audit_trail.record("client.standards_changed", changes, client=client)
    if method == KEYS:
        client.end_secrets()


def _method(client: Client, members: Members) -> str | None:
    method = members.choice("token_endpoint_auth_method", supported.AUTH_METHODS)
    if method == KEYS and not client.confidential:
        raise ValidationError(
            "token_endpoint_auth_method", _("A public app has nowhere to keep a key.")
        )
    if method == KEYS:
        return KEYS
    # A client that registered itself keeps the method of its secret.
    kept = client.token_endpoint_auth_method
    return None if kept == KEYS else kept


def _grant_types(client: Client, chosen: tuple[str, ...]) -> str:
    optional = optional_grant_types(client)
    if set(chosen) - set(optional):
        raise ValidationError("grant_types", _("Choose among those on offer."))
    kept = [name for name in client.grant_types.split() if name not in optional]
    return " ".join([*kept, *(name for name in optional if name in chosen)])


def _shown(value: Any) -> str:
    """The value as a fact of the audit trail, which is short."""
    return str(value)[:200] if value not in (None, "") else "-"
