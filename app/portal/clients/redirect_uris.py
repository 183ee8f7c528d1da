"""An app's redirect URIs: change them, and try each."""

import base64
import hashlib
import secrets

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.language.texts import gettext as _
from app.models.clients import host_proof, redirect_uri
from app.models.clients.client import Client
from app.models.values import scopes
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.clients import client_presenter, connect_button, host_proofs
from app.portal.clients.client_form import RedirectURIsForm
from app.portal.clients.edits import save


@bp.get("/developer/apps/<client_id>/redirect-uris")
def show_redirect_uris(client_id: str) -> ResponseReturnValue:
    """The addresses with their last use, and the form to change them."""
    client = find_own_client(client_id)
    return _show(client, RedirectURIsForm.of(client.current_metadata()))


@bp.post("/developer/apps/<client_id>/redirect-uris")
@needs_fresh_proof
def change_redirect_uris(client_id: str) -> ResponseReturnValue:
    """Save the list; an address that stays keeps its last use."""
    client, form = find_own_client(client_id), RedirectURIsForm()
    if not form.apply(lambda: client.change(**form.described())):
        return _show(client, form), 422
    return save(client, "portal.show_redirect_uris")


@bp.get("/developer/apps/<client_id>/redirect-uris/test")
def test_redirect_uri(client_id: str) -> ResponseReturnValue:
    """Explain a sign-in that ends at one address, and offer to start it."""
    client = find_own_client(client_id)
    uri = request.args.get("redirect_uri", "")
    if uri not in client.registered_uris():
        abort(404)
    verifier, state = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    return render_template(
        "portal/clients/redirect_uris/test.html",
        client=client,
        uri=uri,
        host=redirect_uri.shown_host(uri),
        state=state,
        verifier=verifier,
        address=connect_button.authorize_url(
            client,
            uri,
            scopes.parse(client.default_scopes),
            state=state,
            code_challenge=challenge.decode().rstrip("="),
            prompt="consent",
        ),
        exchange=render_template(
            "portal/clients/redirect_uris/exchange.sh",
            client=client,
            uri=uri,
            verifier=verifier,
            token_address=dict(client_presenter.endpoints())[_("Token")],
        ),
    )


def _show(client: Client, form: RedirectURIsForm) -> str:
    return render_template(
        "portal/clients/redirect_uris/show.html",
        client=client,
        form=form,
        examples_of_uris=client_presenter.redirect_examples(),
        hosts=host_proofs.describe(client),
        proof_path=host_proof.path_of(client.client_id),
        proof_content=host_proof.content_of(client.client_id),
    )
