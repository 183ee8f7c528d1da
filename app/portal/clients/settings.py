"""How an app works, in plain words, and changing it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.models.clients import client_settings
from app.models.clients.client import Client
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.clients.client_settings_form import ClientProfileForm, ClientSettingsForm


@bp.get("/developer/apps/<client_id>/settings")
def show_client_settings(client_id: str) -> ResponseReturnValue:
    """Every setting as it is now, with what it brings."""
    return _show(find_own_client(client_id))


@bp.post("/developer/apps/<client_id>/settings")
def change_client_settings(client_id: str) -> ResponseReturnValue:
    """Take over what was chosen; it holds from the next request on."""
    client = find_own_client(client_id)
    form = ClientSettingsForm.of(client)
    if not form.apply(lambda: client_settings.change(client, form.settings(client))):
        return _show(client, settings=form), 422
    db.session.commit()
    flash(_("Your changes are saved."), "ok")
    return redirect(url_for("portal.show_client_settings", client_id=client.client_id))


@bp.get("/developer/apps/<client_id>/profile")
def show_client_profile(client_id: str) -> ResponseReturnValue:
    """The settings' page, for whoever reloads it after a refused choice."""
    return _show(find_own_client(client_id))


@bp.post("/developer/apps/<client_id>/profile")
def change_client_profile(client_id: str) -> ResponseReturnValue:
    """Set everything as another way of working has it."""
    client, form = find_own_client(client_id), ClientProfileForm()
    if not form.apply(lambda: client_settings.preset(client, form.profile.data)):
        return _show(client, profile=form), 422
    db.session.commit()
    flash(_("Every setting is as this way of working has it."), "ok")
    return redirect(url_for("portal.show_client_settings", client_id=client.client_id))


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
