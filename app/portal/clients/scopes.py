"""What an app may ask for at most, beside what organizers would read."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.models.clients.client import Client
from app.models.values import scopes
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.clients.client_form import ScopesForm


@bp.get("/developer/apps/<client_id>/scopes")
def show_client_scopes(client_id: str) -> ResponseReturnValue:
    """The scopes, and the consent page with the chosen ones.

    ``scopes`` in the query are chosen to look at; nothing is saved.
    """
    client = find_own_client(client_id)
    tried = sorted(set(request.args.getlist("scopes")) & scopes.SCOPES.keys())
    form = ScopesForm.of(client) if not tried else ScopesForm(formdata=None, scopes=tried)
    return _show(client, form, is_tried=bool(tried))


@bp.post("/developer/apps/<client_id>/scopes")
def change_client_scopes(client_id: str) -> ResponseReturnValue:
    """Save the choice, or show what organizers would read."""
    client, form = find_own_client(client_id), ScopesForm()
    if "preview" in request.form:
        return redirect(_preview_address(client, form.scopes.data or []))
    if not form.apply(lambda: client.change(**form.described())):
        return _show(client, form), 422
    db.session.commit()
    flash(_("Your changes are saved."), "ok")
    return redirect(url_for("portal.show_client_scopes", client_id=client.client_id))


def _preview_address(client: Client, names: list[str]) -> str:
    return url_for(
        "portal.show_client_scopes", client_id=client.client_id, scopes=names, _anchor="preview"
    )


def _show(client: Client, form: ScopesForm, *, is_tried: bool = False) -> str:
    return render_template(
        "portal/clients/scopes/show.html",
        client=client,
        form=form,
        is_tried=is_tried,
        shown=scopes.dump(set(form.scopes.data or ()) & scopes.SCOPES.keys()),
    )
