"""What one client registers about itself (RFC 7591), and the client that is made of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from app.models.clients.client import Client
from app.models.clients.client_metadata import UNNAMED, ClientMetadata
from app.models.clients.registrations import standards
from app.models.clients.registrations.standards import Columns
from app.models.values.errors import ValidationError

KEYS = "private_key_jwt"
# The member of the JSON, by the field of the form.
MEMBERS = {"name": "client_name", "website": "client_uri", "scopes": "scope"}


@dataclass(frozen=True)
class Registration:
    """A client's metadata, its grant types, and the columns of further standards."""

    metadata: ClientMetadata
    grant_types: tuple[str, ...]
    auth_method: str | None  # None: by header or in the body
    columns: Columns

    def checked(self, *, kept_name: str | None = None) -> "Registration":
        """The same registration, cleaned; raises ValidationError(member, …).

        An app without a name gets one that says so. ``kept_name`` was registered before.
        """
        metadata = self.metadata
        if not metadata.name.strip():
            kept_name, metadata = UNNAMED, replace(metadata, name=UNNAMED)
        needs_address = "authorization_code" in self.grant_types
        with _errors_by_member():
            cleaned = metadata.checked(kept_name=kept_name, needs_address=needs_address)
        return replace(self, metadata=cleaned)

    def register(self, *, status: str, source: str) -> tuple[Client, str | None]:
        """A new client of no developer, and its secret; None for one that has none.

        Raises ValidationError(member, …) for a name or an address that belongs to another.
        """
        with _errors_by_member():
            client, secret = Client.register(
                None, self.metadata, status=status, source=source, has_secret=self.has_secret
            )
        self.set_columns(client)
        return client, secret

    def replace(self, client: Client) -> str | None:
        """Replace all that ``client`` has registered, in a row that is held (RFC 7592 section 2.2).

        A new secret when it now authenticates by one and has none. Raises
        ValidationError(member, …).
        """
        with _errors_by_member():
            client.replace_metadata(self.metadata)
        self.set_columns(client)
        if not self.has_secret:
            client.revoke_secrets()
            return None
        return None if client.live_secrets else client.add_secret(None)

    @property
    def has_secret(self) -> bool:
        """Whether the client authenticates by a secret."""
        return self.metadata.confidential and self.auth_method != KEYS

    def set_columns(self, client: Client) -> None:
        """Set what the metadata of the form does not cover."""
        client.grant_types = " ".join(self.grant_types)
        client.token_endpoint_auth_method = self.auth_method
        for name, value in self.columns.items():
            setattr(client, name, value)


@contextmanager
def _errors_by_member() -> Iterator[None]:
    try:
        yield
    except ValidationError as error:
        error.field = MEMBERS.get(error.field, error.field)
        raise


def describe(client: Client) -> dict[str, Any]:
    """What is registered, as members of the answer (RFC 7591 section 3.2.1)."""
    grant_types = client.grant_types.split()
    has_code = "authorization_code" in grant_types
    usual_method = "client_secret_basic" if client.confidential else "none"
    described = {
        "client_name": client.name,
        "client_uri": client.website,
        "redirect_uris": client.registered_uris(),
        "grant_types": grant_types,
        "response_types": ["code"] if has_code else [],
        "token_endpoint_auth_method": client.token_endpoint_auth_method or usual_method,
        "scope": client.scopes,
        "application_type": "native" if client.runs_on in {"phone", "desktop"} else "web",
        **standards.describe(client),
    }
    return {name: value for name, value in described.items() if value != ""}
