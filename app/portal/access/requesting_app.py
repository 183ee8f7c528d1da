"""The app that sent the user here to sign in, by its registered name."""

from urllib.parse import parse_qs, urlsplit

from flask import render_template

from app.models.clients import client_search, redirect_uri
from app.models.clients.client import Client
from app.web import headers, local_path

AUTHORIZE_PATHS = ("/oauth/authorize", "/authorize")


def render_stop(template: str, **values: object) -> str:
    """Render a page on the way to ``next``, naming the app if that is an authorize page."""
    came_for = local_path.wanted()
    return render_template(template, app_name=introduce_app(came_for), came_for=came_for, **values)


def introduce_app(came_for: str | None) -> str | None:
    """The name of the app whose authorize page the user came for; None without one.

    Allows the forms of this page to redirect to the app's registered URI: after sign-in the
    app may be authorized already, and Chromium applies form-action to that redirect too.
    """
    params = _parameters(came_for)
    uri = params.get("redirect_uri")
    if "client_id" in params:
        client = Client.find(params["client_id"])
    else:  # a request for a direct token: the redirect URI identifies the app
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
        params = parse_qs(parts.query, max_num_fields=100)
    except ValueError:  # more than any app sends
        return {}
    return {name: values[0] for name, values in params.items() if len(values) == 1}
