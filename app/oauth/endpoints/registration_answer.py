"""The client information response of registration and its management (RFC 7591 section 3.2.1)."""

from typing import Any

from app.config import settings
from app.models.clients.client import Client
from app.models.clients.registrations import registration


def describe_registration(
    client: Client, *, token: str, secret: str | None = None
) -> dict[str, Any]:
    """What is registered, and how to manage it with ``token`` (RFC 7592 section 3)."""
    described = registration.describe(client) | {
        "client_id": client.client_id,
        "client_id_issued_at": client.created_at,
        "registration_access_token": token,
        "registration_client_uri": f"{settings().public_url}/oauth/register/{client.client_id}",
    }
    if secret:
        described |= {"client_secret": secret, "client_secret_expires_at": 0}  # 0: never
    return described
