"""Changing an app, and deleting it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.models.clients.client import Client
from app.models.clients.developer_teams.developer_role import Act
from app.models.housekeeping import client_deletion
from app.models.usage import connection_summary
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.clients import client_presenter
from app.portal.clients.client_form import EditClientForm


@bp.get("/developer/apps/<client_id>/edit")
def edit_client(client_id: str) -> ResponseReturnValue:
    """The form with the present metadata."""
    client = find_own_client(client_id, Act.CHANGE)
    return _show_edit(client, EditClientForm.of(client.current_metadata()))


@bp.post("/developer/apps/<client_id>/edit")
@needs_fresh_proof
def change_client(client_id: str) -> ResponseReturnValue:
    """Save the metadata."""
    client, form = find_own_client(client_id), EditClientForm()
    form.client = client
    if not form.apply(lambda: client.change(**form.described())):
        return _show_edit(client, form), 422
    return save(client, "portal.show_client")


@bp.get("/developer/apps/<client_id>/delete")
@needs_fresh_proof
def ask_client_deletion(client_id: str) -> ResponseReturnValue:
    """Confirm by the app's name."""
    return _show_deletion(find_own_client(client_id, Act.DISPOSE))


@bp.post("/developer/apps/<client_id>/delete")
@needs_fresh_proof
def delete_client(client_id: str) -> ResponseReturnValue:
    """Delete the app once its name was typed; this can be undone for a week."""
    client = find_own_client(client_id, Act.DISPOSE)
    if (error := find_name_error(client)) is not None:
        return _show_deletion(client, error), 422
    client_deletion.delete(client)
    db.session.commit()
    message = _(
        "%(app)s is deleted, and its tokens no longer work. You can undo this for 7 days.",
        app=client.name,
    )
    flash(message, "ok")
    return redirect(url_for("portal.list_clients"))


def save(client: Client, endpoint: str, message: str | None = None) -> ResponseReturnValue:
    """Commit, and go to the client's page ``endpoint``, which confirms it."""
    db.session.commit()
    flash(message or _("Your changes are saved."), "ok")
    return redirect(url_for(endpoint, client_id=client.client_id))


def find_name_error(client: Client) -> str | None:
    """What is wrong with the app's name as it was typed to confirm; None when it matches."""
    is_right = request.form.get("typed", "").strip() == client.name
    return None if is_right else _("This is not the app's name.")


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
