"""The connect button of an app: its drawings, the address behind it, and the lines to copy."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import render_template
from flask_babel import lazy_gettext as _

from app.models.clients.client import Client
from app.models.values import scopes
from app.web import connect_buttons
from app.web.connect_buttons import HEIGHT
from app.web.public_url import public_url_for

# As long as a real one, so that whoever tries the address sees the consent page.
CODE_CHALLENGE = "A_NEW_CODE_CHALLENGE_FOR_EACH_SIGN_IN______"


@dataclass(frozen=True)
class Button:
    """One drawing: "long" or "compact", for "light" or "dark" pages."""

    shape: str
    theme: str
    words: object

    @property
    def name(self) -> str:
        """What the builder's form calls it."""
        return f"{self.shape}-{self.theme}"

    @property
    def width(self) -> int:
        """CSS pixels."""
        return connect_buttons.width(self.shape)

    @property
    def urls(self) -> dict[str, str]:
        """Where other sites find the drawing, by kind of file."""
        return connect_buttons.image_urls(self.shape, self.theme)


BUTTONS = (
    Button("long", "light", _("Long, light")),
    Button("long", "dark", _("Long, dark")),
    Button("compact", "light", _("Compact, light")),
    Button("compact", "dark", _("Compact, dark")),
)


def usual_button(app: Client) -> dict[str, object]:
    """The first button, for the first address and default scopes of ``app``."""
    button = BUTTONS[0]
    address = authorize_url(app, app.registered_uris()[0], scopes.parse(app.default_scopes))
    return {
        "image": button.urls["svg"],
        "width": button.width,
        "height": HEIGHT,
        "lines": lines_to_copy(button, address),
    }


def authorize_url(app: Client | None, uri: str, names: frozenset[str]) -> str:
    """The address behind the button; words in capitals are replaced for each sign-in."""
    base = public_url_for("oauth.ask_consent")
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
        image=button.urls["svg"],
        button=button,
        height=HEIGHT,
    )


def needs_pkce(app: Client) -> bool:
    """Whether the address has to carry a code challenge (RFC 7636)."""
    return not app.direct_token and (app.pkce_required or not app.confidential)
