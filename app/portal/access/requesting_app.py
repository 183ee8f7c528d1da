"""The app that sent the user here to sign in, by its registered name."""

from urllib.parse import parse_qs, urlsplit

from flask import render_template

from app.language.texts import gettext as _
from app.models.clients import client_search
from app.models.clients.client import Client
from app.web import local_path
from app.web.language import locale

MAX_HINT = 254  # characters, as of an e-mail address
AUTHORIZE_PATHS = ("/oauth/authorize", "/authorize")
DEVICE_PATH = "/device"


def render_stop(template: str, **values: object) -> str:
    """Render a page on the way to ``next``, naming the app if that is an authorize page.

    It is in the language that the app asks for (``ui_locales``).
    """
    came_for = local_path.wanted()
    locale.prefer(_parameters(came_for).get("ui_locales", "").split())
    app_name = introduce_app(came_for)
    purpose = describe_purpose(came_for, app_name)
    return render_template(
        template, app_name=app_name, purpose=purpose, came_for=came_for, **values
    )


def describe_purpose(came_for: str | None, app_name: str | None) -> str | None:
    """What the user signs in for; None when only for the portal."""
    if app_name:
        return _("Signing in to continue to %(app)s", app=app_name)
    if urlsplit(came_for or "").path == DEVICE_PATH:
        return _("Signing in to connect a device")
    return None


def introduce_app(came_for: str | None) -> str | None:
    """The name of the app whose authorize page the user came for; None without one."""
    params = _parameters(came_for)
    if "client_id" in params:
        client = Client.find(params["client_id"])
    else:  # a request for a direct token: the redirect URI identifies the app
        uri = params.get("redirect_uri")
        client = client_search.find_by_direct_uri(uri) if uri else None
    return client.name if client is not None and client.is_usable else None


def login_hint(came_for: str | None) -> str:
    """The address with which the app expects the user to sign in; "" without one.

    It only fills in the field: whether it has an account is not looked up.
    """
    hint = _parameters(came_for).get("login_hint", "")
    return hint if "@" in hint and hint.isprintable() and len(hint) <= MAX_HINT else ""


def _parameters(came_for: str | None) -> dict[str, str]:
    parts = urlsplit(came_for or "")
    if parts.path not in AUTHORIZE_PATHS:
        return {}
    try:
        params = parse_qs(parts.query, max_num_fields=100)
    except ValueError:  # more than any app sends
        return {}
    return {name: values[0] for name, values in params.items() if len(values) == 1}
