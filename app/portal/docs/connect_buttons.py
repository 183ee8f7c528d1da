"""The page of the connect buttons, with the address for one of the reader's apps."""

from flask import request
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice, SelectField, SelectMultipleField
from wtforms.form import Form
from wtforms.widgets import CheckboxInput, ListWidget

from app.language.texts import lazy_gettext as _
from app.models.clients.client import Client
from app.models.values import scopes
from app.portal.blueprint import bp, public
from app.portal.clients.connect_button import (
    BUTTONS,
    Button,
    authorize_url,
    lines_to_copy,
    needs_pkce,
)
from app.portal.docs import page
from app.portal.docs import reader as docs_reader
from app.portal.docs.reader import Reader
from app.web.connect_buttons import HEIGHT


class BuilderForm(Form):
    """The choices for the address and the code to copy; sent by GET."""

    app = SelectField(_("App"))
    redirect_uri = SelectField(_("Redirect URI"))
    scope = SelectMultipleField(
        _("Scopes"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    button = SelectField(
        _("Button"), choices=lambda: [SelectChoice(button.name, button.label) for button in BUTTONS]
    )


@bp.get("/docs/connect-buttons")
@public
def show_connect_buttons() -> ResponseReturnValue:
    """The buttons, and for a developer the address of one of their apps."""
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
        buttons=BUTTONS,
        address=address,
        snippet=lines_to_copy(button, address),
        needs_pkce=app is not None and needs_pkce(app),
        height=HEIGHT,
    )


def _chosen_uri(app: Client | None) -> str:
    if app is None:
        return "https://app.example/callback"
    uris = app.registered_uris()
    uri = request.args.get("redirect_uri", "")
    return uri if uri in uris else uris[0]


def _chosen_scopes(app: Client | None) -> frozenset[str]:
    if app is None:
        return frozenset({"events:read"})
    names = frozenset(request.args.getlist("scope")) & scopes.parse(app.scopes)
    return names or scopes.parse(app.default_scopes)


def _builder(
    apps: list[Client], app: Client, uri: str, names: frozenset[str], button: Button
) -> BuilderForm:
    chosen = {"app": app.client_id, "redirect_uri": uri, "scope": sorted(names)}
    form = BuilderForm(data={**chosen, "button": button.name})
    form.app.choices = [SelectChoice(choice.client_id, choice.name) for choice in apps]
    form.redirect_uri.choices = [SelectChoice(uri, uri) for uri in app.registered_uris()]
    form.scope.choices = [
        SelectChoice(scope.name, f"{scope.sentence} ({scope.name})")
        for scope in scopes.describe(scopes.parse(app.scopes))
    ]
    if app.direct_token:
        del form.scope
    return form
