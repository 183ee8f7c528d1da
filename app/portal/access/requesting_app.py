"""Which app sent somebody here to sign in: named as it is registered, not as a link says."""

from urllib.parse import parse_qs, urlsplit

from app.models.clients import client_search, redirect_uri
from app.models.clients.client import Client
from app.web import headers

AUTHORIZE_PATHS = ("/oauth/authorize", "/authorize")


def introduce_app(came_for: str | None) -> str | None:
    """The name of the app whose authorize page the person came for; None without one.

    The present page's forms may then end at the app's registered address: who is signed in
    and known to the app may be sent straight on, and Chromium holds the form to that redirect.
    """
    asked = _parameters(came_for)
    uri = asked.get("redirect_uri")
    if "client_id" in asked:
        client = Client.find(asked["client_id"])
    else:  # a request for a direct token: the address tells which app it is
        client = client_search.find_by_direct_uri(uri) if uri else None
    if client is None or not client.is_usable:
        return None
    if target := client.match_redirect_uri(uri):
        headers.admit_form_target(redirect_uri.origin(target))
    return client.name


def _parameters(came_for: str | None) -> dict[str, str]:
    parts = urlsplit(came_for or "")
    if parts.path not in AUTHORIZE_PATHS:
        return {}
    try:
        given = parse_qs(parts.query, max_num_fields=100)
    except ValueError:  # more than any app sends
        return {}
    return {name: values[0] for name, values in given.items() if len(values) == 1}
