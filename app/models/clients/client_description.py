"""Changing a part of what a developer says about a client, the rest as it stands."""

from dataclasses import replace
from typing import Any

from app.models.clients.client import Client
from app.models.clients.client_metadata import ClientMetadata
from app.models.values import scopes


def read(client: Client) -> ClientMetadata:
    """What its developer says about ``client`` now."""
    return ClientMetadata(
        name=client.name,
        redirect_uris=tuple(client.registered_uris()),
        website=client.website,
        description=client.description,
        profile=client.profile,
        runs_on=client.runs_on,
        scopes=scopes.parse(client.scopes),
    )


def change(client: Client, **said: Any) -> None:
    """Take over what is ``said``, by the names of ClientMetadata; raises ValidationError."""
    client.hold()
    client.change(replace(read(client), **said).checked())
