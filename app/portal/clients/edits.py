"""Changing an app, and deleting it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.models.clients.client import Client
from app.models.housekeeping import client_deletion
from app.models.usage import connection_summary
from app.portal.access.fresh_password import needs_fresh_password
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.clients import client_presenter
from app.portal.clients.client_form import EditClientForm


@bp.get("/developer/apps/<client_id>/edit")
def edit_client(client_id: str) -> ResponseReturnValue:
    """The form with what the app says now."""
    client = find_own_client(client_id)
    return _show_edit(client, EditClientForm.of(client))


@bp.post("/developer/apps/<client_id>/edit")
def change_client(client_id: str) -> ResponseReturnValue:
    """Take over what was typed."""
    client, form = find_own_client(client_id), EditClientForm()
    if not form.apply(lambda: client.change(**form.described())):
        return _show_edit(client, form), 422
    db.session.commit()
    flash(_("Your changes are saved."), "ok")
    return redirect(url_for("portal.show_client", client_id=client.client_id))


@bp.get("/developer/apps/<client_id>/delete")
@needs_fresh_password
def ask_client_deletion(client_id: str) -> ResponseReturnValue:
    """Ask for the app's name before it goes."""
    return _show_deletion(find_own_client(client_id))


@bp.post("/developer/apps/<client_id>/delete")
@needs_fresh_password
def delete_client(client_id: str) -> ResponseReturnValue:
    """Delete the app once its name was typed; for a week it can be brought back."""
    client = find_own_client(client_id)
    if request.form.get("typed", "").strip() != client.name:
        return _show_deletion(client, error=_("This is not the app's name.")), 422
    client_deletion.delete(client)
    db.session.commit()
    flash(
        _(
            "%(app)s is deleted, and nothing it was given works. You can undo this for 7 days.",
            app=client.name,
        ),
        "ok",
    )
    return redirect(url_for("portal.list_clients"))


def _show_edit(client: Client, form: EditClientForm) -> str:
    return render_template(
        "portal/clients/edits/edit.html",
        client=client,
        form=form,
        examples_of_uris=client_presenter.redirect_examples(),
    )


def _show_deletion(client: Client, error: str | None = None) -> str:
    use = connection_summary.summarize([client])[client.id]
    return render_template("portal/clients/edits/delete.html", client=client, use=use, error=error)
