"""The settings of an app, explained, and changing them."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.language.texts import gettext as _
from app.models.clients import client_settings
from app.models.clients.client import Client
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.clients.client_settings_form import ClientProfileForm, ClientSettingsForm
from app.portal.clients.edits import save


@bp.get("/developer/apps/<client_id>/settings")
def show_client_settings(client_id: str) -> ResponseReturnValue:
    """Every setting, with its consequence."""
    return _show(find_own_client(client_id))


@bp.post("/developer/apps/<client_id>/settings")
@needs_fresh_proof
def change_client_settings(client_id: str) -> ResponseReturnValue:
    """Save the settings; they apply from the next request on."""
    client = find_own_client(client_id)
    form = ClientSettingsForm.of(client)
    if not form.apply(lambda: client_settings.change(client, form.settings(client))):
        return _show(client, settings=form), 422
    return save(client, "portal.show_client_settings")


@bp.get("/developer/apps/<client_id>/profile")
def show_client_profile(client_id: str) -> ResponseReturnValue:
    """The settings' page, when it is reloaded after a refused choice."""
    return _show(find_own_client(client_id))


@bp.post("/developer/apps/<client_id>/profile")
@needs_fresh_proof
def change_client_profile(client_id: str) -> ResponseReturnValue:
    """Apply all settings of another profile."""
    client, form = find_own_client(client_id), ClientProfileForm()
    if not form.apply(lambda: client_settings.preset(client, form.profile.data)):
        return _show(client, profile=form), 422
    message = _("All settings of the profile are applied.")
    return save(client, "portal.show_client_settings", message)


def _show(
    client: Client,
    settings: ClientSettingsForm | None = None,
    profile: ClientProfileForm | None = None,
) -> str:
    is_unguarded = client.confidential and not (client.pkce_required or client.state_required)
    return render_template(
        "portal/clients/settings/show.html",
        client=client,
        settings=settings or ClientSettingsForm.of(client, formdata=None),
        profile=profile or ClientProfileForm(formdata=None, data={"profile": client.profile}),
        is_unguarded=is_unguarded,
    )
