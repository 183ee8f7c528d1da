"""The scopes that an app may request, beside the consent page with them."""

from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.models.clients.client import Client
from app.models.values import scopes
from app.portal.access.fresh_proof import require_fresh_proof
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.clients.client_form import ScopesForm
from app.portal.clients.edits import save


@bp.get("/developer/apps/<client_id>/scopes")
def show_client_scopes(client_id: str) -> ResponseReturnValue:
    """The scopes, and the consent page with them.

    ``scopes`` in the query are selected for the preview; nothing is saved.
    """
    client = find_own_client(client_id)
    metadata, names = client.current_metadata(), frozenset(request.args.getlist("scopes"))
    previewed = names & scopes.SCOPES.keys()
    form = ScopesForm.of(replace(metadata, scopes=previewed or metadata.scopes))
    return _show(client, form, is_tried=bool(previewed))


@bp.post("/developer/apps/<client_id>/scopes")
def change_client_scopes(client_id: str) -> ResponseReturnValue:
    """Save the choice, or preview it."""
    client, form = find_own_client(client_id), ScopesForm()
    if "preview" in request.form:
        return redirect(_preview_address(client, form.scopes.data or []))
    require_fresh_proof()
    if not form.apply(lambda: client.change(**form.described())):
        return _show(client, form), 422
    return save(client, "portal.show_client_scopes")


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
