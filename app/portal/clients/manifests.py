"""A new app from JSON: a pasted manifest fills in the form for a new app."""

import json

from flask import render_template
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from app.language.texts import lazy_gettext as _
from app.models.clients.client_metadata import ClientMetadata
from app.models.clients.registrations import client_manifest
from app.models.values.errors import ValidationError
from app.portal.blueprint import bp
from app.portal.clients.client_form import NewClientForm
from app.portal.clients.clients import require_open_registration, show_new
from app.portal.forms.fields import PortalForm, required

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

    def metadata(self) -> ClientMetadata:
        """The metadata, unchecked; raises ValidationError("manifest", …)."""
        try:
            return client_manifest.read(client_manifest.parse(self.manifest.data)).metadata
        except ValidationError as error:
            member = "" if error.field == "manifest" else f"{error.field}: "
            raise ValidationError("manifest", f"{member}{error.message}") from None


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
    metadata = form.make(form.metadata)
    if metadata is None:
        return _show(form), 422
    return show_new(NewClientForm.of(metadata), filled_in=True)


def _show(form: ManifestForm) -> str:
    sample = json.dumps(SAMPLE, indent=2)
    return render_template("portal/clients/manifests/paste.html", form=form, sample=sample)
