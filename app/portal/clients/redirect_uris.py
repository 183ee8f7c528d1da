"""An app's redirect URIs: change them, and try each."""

import base64
import hashlib
import secrets
from urllib.parse import urlencode

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import db
from app.models.clients import redirect_uri
from app.models.clients.client import Client
from app.portal.access.own_client import find_own_client
from app.portal.blueprint import bp
from app.portal.clients import client_presenter
from app.portal.clients.client_form import RedirectURIsForm
from app.web.public_url import public_url_for


@bp.get("/developer/apps/<client_id>/redirect-uris")
def show_redirect_uris(client_id: str) -> ResponseReturnValue:
    """The addresses with their last use, and the form to change them."""
    client = find_own_client(client_id)
    return _show(client, RedirectURIsForm.of(client))


@bp.post("/developer/apps/<client_id>/redirect-uris")
def change_redirect_uris(client_id: str) -> ResponseReturnValue:
    """Take over the list; an address that stays keeps its last use."""
    client, form = find_own_client(client_id), RedirectURIsForm()
    if not form.apply(lambda: client.change(**form.described())):
        return _show(client, form), 422
    db.session.commit()
    flash(_("Your changes are saved."), "ok")
    return redirect(url_for("portal.show_redirect_uris", client_id=client.client_id))


@bp.get("/developer/apps/<client_id>/redirect-uris/test")
def test_redirect_uri(client_id: str) -> ResponseReturnValue:
    """Say what a sign-in that ends at one address does, and offer to begin it."""
    client = find_own_client(client_id)
    uri = request.args.get("redirect_uri", "")
    if uri not in client.registered_uris():
        abort(404)
    verifier, state = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
    return render_template(
        "portal/clients/redirect_uris/test.html",
        client=client,
        uri=uri,
        host=redirect_uri.shown_host(uri),
        state=state,
        verifier=verifier,
        address=_authorize_address(client, uri, state, verifier),
        exchange=render_template(
            "portal/clients/redirect_uris/exchange.sh",
            client=client,
            uri=uri,
            verifier=verifier,
            token_address=dict(client_presenter.endpoints())[_("Token")],
        ),
    )


def _authorize_address(client: Client, uri: str, state: str, verifier: str) -> str:
    base = public_url_for("oauth.ask_consent")
    if client.direct_token:
        asked = {"client_name": client.name, "redirect_uri": uri, "state": state}
        return f"{base}?{urlencode(asked)}"
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": uri,
        "scope": client.default_scopes,
        "state": state,
        "code_challenge": challenge.decode().rstrip("="),
        "code_challenge_method": "S256",
        "prompt": "consent",
    }
    return f"{base}?{urlencode(asked)}"


def _show(client: Client, form: RedirectURIsForm) -> str:
    return render_template(
        "portal/clients/redirect_uris/show.html",
        client=client,
        form=form,
        examples_of_uris=client_presenter.redirect_examples(),
    )
