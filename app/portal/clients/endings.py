"""Ending all grants of an app, and undoing its deletion."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import ngettext
from app.models.clients.client import Client
from app.models.clients.developer_teams.developer_role import Act
from app.models.grants import grant_endings
from app.models.housekeeping import client_deletion
from app.models.usage import connection_summary
from app.models.values.errors import ValidationError
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.clients.edits import find_name_error, save
from app.web.signed_in import current_person


@bp.get("/developer/apps/<client_id>/end-all")
@needs_fresh_proof
def ask_end_of_authorizations(client_id: str) -> ResponseReturnValue:
    """Confirm by the app's name, with how many lose access."""
    return _ask(find_own_client(client_id, Act.DISPOSE))


@bp.post("/developer/apps/<client_id>/end-all")
@needs_fresh_proof
def end_authorizations(client_id: str) -> ResponseReturnValue:
    """End all grants of the app once its name was typed."""
    client = find_own_client(client_id, Act.DISPOSE)
    if (error := find_name_error(client)) is not None:
        return _ask(client, error), 422
    count = grant_endings.end_all_of(client)
    message = ngettext("One permission has ended.", "%(num)s permissions have ended.", count)
    return save(client, "portal.show_client", message)


@bp.post("/developer/apps/<client_id>/undelete")
def undelete_client(client_id: str) -> ResponseReturnValue:
    """Restore a deleted app."""
    client = client_deletion.find_undoable(current_person(), client_id) or abort(404)
    try:
        client_deletion.undo(client, client.owner or current_person())
    except ValidationError as error:
        db.session.rollback()
        flash(error.message, "bad")
        return redirect(url_for("portal.list_clients"))
    message = _("%(app)s is restored, and its tokens work again.", app=client.name)
    return save(client, "portal.show_client", message)


def _ask(client: Client, error: str | None = None) -> str:
    use = connection_summary.summarize([client])[client.id]
    return render_template(
        "portal/clients/endings/end_all.html", client=client, use=use, error=error
    )
