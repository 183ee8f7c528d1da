"""Connect buttons: what they look like, the lines to copy, and the authorize URL behind them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from wtforms import SelectChoice, SelectField, SelectMultipleField
from wtforms.form import Form
from wtforms.widgets import CheckboxInput, ListWidget

from app.config import settings
from app.models.clients.client import Client
from app.models.values import scopes
from app.portal.blueprint import bp
from app.portal.docs import page
from app.portal.docs import reader as docs_reader
from app.portal.docs.reader import Reader

FOLDER = "img/connect/"
MONTH = 30 * 86_400  # seconds
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


class BuilderForm(Form):
    """What the address and the lines to copy are made for; sent by GET, changes nothing."""

    app = SelectField(_("App"))
    redirect_uri = SelectField(_("Redirect URI"))
    scope = SelectMultipleField(
        _("Scopes"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    button = SelectField(
        _("Button"),
        choices=lambda: [SelectChoice(button.name, button.words) for button in BUTTONS],
    )


@bp.get("/docs/connect-buttons")
def show_connect_buttons() -> ResponseReturnValue:
    """The buttons, and for a developer the finished address of one of their apps."""
    return show(docs_reader.find())


def show(reader: Reader) -> str:
    """The page for ``reader``."""
    apps, app = reader.apps, reader.app
    uri, names = _chosen_uri(app), _chosen_scopes(app)
    button = next((b for b in BUTTONS if b.name == request.args.get("button")), BUTTONS[0])
    address = authorize_url(app, uri, names)
    return page.render(
        "connect-buttons",
        reader,
        app=app,
        form=_builder(apps, app, uri, names, button) if app else None,
        buttons=[(one, image_urls(one)) for one in BUTTONS],
        address=address,
        snippet=lines_to_copy(button, address),
        needs_pkce=app is not None and _needs_pkce(app),
        height=HEIGHT,
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
    if app is None or _needs_pkce(app):
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
    name = FOLDER + button.name
    return {kind: base + url_for("static", filename=f"{name}.{kind}") for kind in ("svg", "png")}


@bp.after_app_request
def keep_buttons_long(response: Response) -> Response:
    """Let browsers keep the drawings for a month, and any site show them."""
    file = (request.view_args or {}).get("filename", "")
    if request.endpoint == "static" and file.startswith(FOLDER) and response.status_code < 400:
        response.headers["Cache-Control"] = f"public, max-age={MONTH}"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _chosen_uri(app: Client | None) -> str:
    if app is None:
        return "https://app.example/callback"
    uris = app.registered_uris()
    wanted = request.args.get("redirect_uri", "")
    return wanted if wanted in uris else uris[0]


def _chosen_scopes(app: Client | None) -> frozenset[str]:
    if app is None:
        return frozenset({"events:read"})
    wanted = frozenset(request.args.getlist("scope")) & scopes.parse(app.scopes)
    return wanted or scopes.parse(app.default_scopes)


def _needs_pkce(app: Client) -> bool:
    return not app.direct_token and (app.pkce_required or not app.confidential)


def _builder(
    apps: list[Client], app: Client, uri: str, names: frozenset[str], button: Button
) -> BuilderForm:
    chosen = {"app": app.client_id, "redirect_uri": uri, "scope": sorted(names)}
    form = BuilderForm(data={**chosen, "button": button.name})
    form.app.choices = [SelectChoice(one.client_id, one.name) for one in apps]
    form.redirect_uri.choices = [SelectChoice(one, one) for one in app.registered_uris()]
    form.scope.choices = [
        SelectChoice(scope.name, f"{scope.sentence} ({scope.name})")
        for scope in scopes.in_words(scopes.parse(app.scopes))
    ]
    if app.direct_token:
        del form.scope
    return form
