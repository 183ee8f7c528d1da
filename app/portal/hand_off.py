"""Which app sent somebody here to sign in: named as it is registered, not as a link says."""

from urllib.parse import parse_qs, urlsplit

from app.models.client import Client

AUTHORIZE_PATHS = ("/oauth/authorize", "/authorize")


def find_app_name(came_for: str | None) -> str | None:
    """The name of the live app whose authorize page the person came for; None without one."""
    parts = urlsplit(came_for or "")
    if parts.path not in AUTHORIZE_PATHS:
        return None
    given = parse_qs(parts.query, max_num_fields=100).get("client_id", [])
    client = Client.find(given[0]) if len(given) == 1 else None
    return client.name if client is not None and client.is_live else None
