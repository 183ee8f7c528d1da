"""A new app from JSON: a pasted manifest fills in the form, and nothing more."""

import json

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from wtforms import TextAreaField

from app.models.clients import client_manifest
from app.models.values.errors import ValidationError
from app.portal.blueprint import bp
from app.portal.clients.client_form import NewClientForm
from app.portal.clients.clients import require_open_registration, show_new
from app.portal.forms.fields import PortalForm, required, show_error

SAMPLE = {
    "client_name": "Poster Board",
    "redirect_uris": ["https://app.example/callback"],
    "client_uri": "https://app.example",
    "scope": "events:read",
    "token_endpoint_auth_method": "client_secret_basic",
}


class ManifestForm(PortalForm):
    """The JSON of an app."""

    manifest = TextAreaField(
        _("Manifest"),
        [required],
        description=_(
            "token_endpoint_auth_method none means an app in a browser, on a phone or a desktop."
        ),
        render_kw={"rows": 10},
    )


@bp.get("/developer/apps/new/manifest")
def paste_manifest() -> ResponseReturnValue:
    """Ask for the JSON."""
    require_open_registration()
    return _show(ManifestForm())


@bp.post("/developer/apps/new/manifest")
def read_manifest() -> ResponseReturnValue:
    """Show the form for a new app as the JSON describes it."""
    require_open_registration()
    form = ManifestForm()
    try:
        if not form.validate():
            return _show(form), 422
        metadata = client_manifest.read(client_manifest.parse(form.manifest.data))
    except ValidationError as error:
        is_about_all = error.field == "manifest"
        message = error.message if is_about_all else f"{error.field}: {error.message}"
        show_error(form, ValidationError("manifest", message))
        return _show(form), 422
    return show_new(NewClientForm.of(metadata), filled_in=True)


def _show(form: ManifestForm) -> str:
    sample = json.dumps(SAMPLE, indent=2)
    return render_template("portal/clients/manifests/paste.html", form=form, sample=sample)
