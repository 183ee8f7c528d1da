"""Transferring an app: the offer, and its acceptance by the new owner."""

from typing import NoReturn

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import StringField

from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_transfer import ClientTransfer
from app.models.values.errors import ValidationError
from app.portal import mails
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.access.own_client import find_own_client
from app.portal.access.rate_limits import count_requests
from app.portal.access.verified_email import needs_verified_email
from app.portal.blueprint import bp
from app.portal.clients.edits import save
from app.portal.forms.address_field import AddressField
from app.portal.forms.fields import PortalForm, required
from app.web.signed_in import current_person


class TransferForm(PortalForm):
    """The new owner, and the app's name to confirm."""

    email = AddressField(
        lazy_gettext("E-mail address of the new owner"),
        [required],
        description=lazy_gettext("They get a link, and have 7 days to accept."),
    )
    typed = StringField(lazy_gettext("The app's name"), [required])


@bp.get("/developer/apps/<client_id>/transfer")
@needs_fresh_proof
def ask_transfer(client_id: str) -> ResponseReturnValue:
    """The form, and the open offer."""
    return _show(find_own_client(client_id), TransferForm())


@bp.post("/developer/apps/<client_id>/transfer")
@count_requests("rate_limit_invite")
@needs_fresh_proof
def offer_transfer(client_id: str) -> ResponseReturnValue:
    """Mail the offer; an earlier one ends."""
    client, form = find_own_client(client_id), TransferForm()
    token = form.make(lambda: _offer(client, form))
    offer = ClientTransfer.find_of_client(client)
    if token is None or offer is None:
        return _show(client, form), 422
    db.session.commit()
    mails.send_transfer_offer(offer, token)
    flash(_("The offer is on its way to %(address)s.", address=offer.email), "ok")
    return redirect(url_for("portal.ask_transfer", client_id=client.client_id))


@bp.post("/developer/apps/<client_id>/transfer/withdraw")
def withdraw_transfer(client_id: str) -> ResponseReturnValue:
    """End the offer; its link stops working."""
    client = find_own_client(client_id)
    ClientTransfer.withdraw(client)
    message = _("The offer is withdrawn; its link no longer works.")
    return save(client, "portal.show_client_settings", message)


@bp.get("/developer/transfers/<token>")
def show_transfer(token: str) -> ResponseReturnValue:
    """The offer, and the button to accept it."""
    return _show_offer(find_offer(token), token)


@bp.post("/developer/transfers/<token>")
@needs_verified_email
def accept_transfer(token: str) -> ResponseReturnValue:
    """Make the signed-in user the owner."""
    offer = find_offer(token)
    client, former = offer.client, offer.offered_by
    try:
        if not offer.accept(current_person()):
            abort_ended()
    except ValidationError as error:
        return _show_offer(offer, token, error=error.message), 422
    db.session.commit()
    mails.send_transfer_done(client, former)
    names = {"app": client.name, "name": former.name}
    flash(_("%(app)s is yours. %(name)s knows its secrets: rotate them.", **names), "ok")
    return redirect(url_for("portal.show_client", client_id=client.client_id))


def find_offer(token: str) -> ClientTransfer:
    """The open offer of this link, unless the user made it; a 404 page otherwise."""
    offer = ClientTransfer.find_open(token)
    if offer is None or offer.offered_by_id == current_person().id:
        abort_ended()
    return offer


def abort_ended() -> NoReturn:
    """Answer with the page of an offer that has ended (404)."""
    abort(make_response(render_template("portal/clients/transfers/dead_offer.html"), 404))


def _offer(client: Client, form: TransferForm) -> str:
    if form.typed.data.strip() != client.name:
        raise ValidationError("typed", _("This is not the app's name."))
    return ClientTransfer.offer(client, email=form.email.data, by=current_person())


def _show(client: Client, form: TransferForm) -> str:
    return render_template(
        "portal/clients/transfers/ask.html",
        client=client,
        form=form,
        offer=ClientTransfer.find_of_client(client),
    )


def _show_offer(offer: ClientTransfer, token: str, error: str | None = None) -> str:
    return render_template(
        "portal/clients/transfers/offer.html", offer=offer, token=token, error=error
    )
