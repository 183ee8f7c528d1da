"""The connect button of an app: its drawings, the address behind it, and the lines to copy."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import render_template, url_for
from flask_babel import lazy_gettext as _

from app.config import settings
from app.models.clients.client import Client
from app.models.values import scopes
from app.web.assets import CONNECT_BUTTONS

HEIGHT = 44  # CSS pixels
# As long as a real one, so that whoever tries the address sees the consent page.
CODE_CHALLENGE = "A_NEW_CODE_CHALLENGE_FOR_EACH_SIGN_IN______"


@dataclass(frozen=True)
class Button:
    """One drawing; ``name`` is its file's, without the ending. Width in CSS pixels."""

    name: str
    words: object
    theme: str
    width: int


BUTTONS = (
    Button("long-light", _("Long, light"), "light", 236),
    Button("long-dark", _("Long, dark"), "dark", 236),
    Button("compact-light", _("Compact, light"), "light", 124),
    Button("compact-dark", _("Compact, dark"), "dark", 124),
)


def usual_button(app: Client) -> dict[str, object]:
    """The first button, for the first address and default scopes of ``app``."""
    button = BUTTONS[0]
    address = authorize_url(app, app.registered_uris()[0], scopes.parse(app.default_scopes))
    return {
        "image": image_urls(button)["svg"],
        "width": button.width,
        "height": HEIGHT,
        "lines": lines_to_copy(button, address),
    }


def authorize_url(app: Client | None, uri: str, names: frozenset[str]) -> str:
    """The address behind the button; words in capitals are replaced for each sign-in."""
    base = settings().public_url + url_for("oauth.ask_consent")
    if app is not None and app.direct_token:
        asked = {"client_name": app.name, "redirect_uri": uri, "state": "STATE"}
        return f"{base}?{urlencode(asked)}"
    asked = {
        "response_type": "code",
        "client_id": app.client_id if app else "CLIENT_ID",
        "redirect_uri": uri,
        "scope": scopes.dump(names),
        "state": "STATE",
    }
    if app is None or needs_pkce(app):
        asked |= {"code_challenge": CODE_CHALLENGE, "code_challenge_method": "S256"}
    return f"{base}?{urlencode(asked)}"


def lines_to_copy(button: Button, address: str) -> str:
    """The HTML of the button."""
    return render_template(
        "portal/docs/samples/connect_button.txt",
        address=address,
        image=image_urls(button)["svg"],
        button=button,
        height=HEIGHT,
    )


def image_urls(button: Button) -> dict[str, str]:
    """Where other sites find the drawing, by kind of file."""
    base = settings().public_url
    name = CONNECT_BUTTONS + button.name
    return {kind: base + url_for("static", filename=f"{name}.{kind}") for kind in ("svg", "png")}


def needs_pkce(app: Client) -> bool:
    """Whether the address has to carry a code challenge (RFC 7636)."""
    return not app.direct_token and (app.pkce_required or not app.confidential)
