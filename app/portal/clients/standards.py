"""The standards of an app, each explained and turned on by its developer."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.models.clients.client import Client
from app.models.clients.registrations import standard_settings
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.clients.client_standards_form import GROUPS, ClientStandardsForm
from app.portal.clients.edits import save


@bp.get("/developer/apps/<client_id>/standards")
def show_client_standards(client_id: str) -> ResponseReturnValue:
    """Every standard, with what it does."""
    client = find_own_client(client_id)
    return _show(client, ClientStandardsForm.of(client, formdata=None))


@bp.post("/developer/apps/<client_id>/standards")
@needs_fresh_proof
def change_client_standards(client_id: str) -> ResponseReturnValue:
    """Save them; they apply from the next request on."""
    client = find_own_client(client_id)
    form = ClientStandardsForm.of(client)
    if not form.apply(lambda: _change(client, form)):
        return _show(client, form), 422
    return save(client, "portal.show_client_standards")


def _change(client: Client, form: ClientStandardsForm) -> None:
    standard_settings.change(client, form.members(), form.chosen_grant_types())


def _show(client: Client, form: ClientStandardsForm) -> str:
    return render_template(
        "portal/clients/standards/show.html", client=client, form=form, groups=GROUPS
    )
