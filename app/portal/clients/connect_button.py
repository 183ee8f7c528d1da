"""The connect button of an app: its images, its link, and the HTML to copy."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import render_template

from app.language.texts import lazy_gettext as _
from app.models.clients.client import Client
from app.models.values import scopes
from app.web import connect_buttons
from app.web.connect_buttons import HEIGHT
from app.web.public_url import public_url_for

# As long as a real one, so that the link leads to the consent page.
CODE_CHALLENGE = "A_NEW_CODE_CHALLENGE_FOR_EACH_SIGN_IN______"


@dataclass(frozen=True)
class Button:
    """One image: "long" or "compact", for "light" or "dark" pages."""

    shape: str
    theme: str
    label: object

    @property
    def name(self) -> str:
        """Its name in the builder's form."""
        return f"{self.shape}-{self.theme}"

    @property
    def width(self) -> int:
        """CSS pixels."""
        return connect_buttons.width(self.shape)

    @property
    def urls(self) -> dict[str, str]:
        """The public addresses of the image, by file type."""
        return connect_buttons.image_urls(self.shape, self.theme)


BUTTONS = (
    Button("long", "light", _("Long, light")),
    Button("long", "dark", _("Long, dark")),
    Button("compact", "light", _("Compact, light")),
    Button("compact", "dark", _("Compact, dark")),
)


def usual_button(app: Client) -> dict[str, object]:
    """The first button, with the first redirect URI and the default scopes of ``app``."""
    button = BUTTONS[0]
    address = authorize_url(app, app.registered_uris()[0], scopes.parse(app.default_scopes))
    return {
        "image": button.urls["svg"],
        "width": button.width,
        "height": HEIGHT,
        "lines": lines_to_copy(button, address),
    }


def authorize_url(
    app: Client | None,
    uri: str,
    names: frozenset[str],
    *,
    state: str = "STATE",
    code_challenge: str | None = None,
    **further: str,
) -> str:
    """The link of the button; its values in capitals have to be replaced for each sign-in."""
    base = public_url_for("oauth.ask_consent")
    if app is not None and app.direct_token:
        direct = {"client_name": app.name, "redirect_uri": uri, "state": state}
        return f"{base}?{urlencode(direct)}"
    parameters = {
        "response_type": "code",
        "client_id": app.client_id if app else "CLIENT_ID",
        "redirect_uri": uri,
        "scope": scopes.dump(names),
        "state": state,
    }
    if code_challenge or app is None or needs_pkce(app):
        parameters["code_challenge"] = code_challenge or CODE_CHALLENGE
        parameters["code_challenge_method"] = "S256"
    return f"{base}?{urlencode(parameters | further)}"


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
    """Whether its requests need a code challenge (RFC 7636)."""
    return not app.direct_token and (app.pkce_required or not app.confidential)
