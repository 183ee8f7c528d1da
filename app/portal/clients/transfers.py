"""Offering an app to another developer, who accepts on the page of the invitation."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import StringField

from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_transfer import ClientTransfer
from app.models.clients.developer_teams.developer_role import Act
from app.models.values.errors import ValidationError
from app.portal import mails
from app.portal.access import mail_to_others
from app.portal.access.fresh_proof import needs_fresh_proof
from app.portal.access.mail_to_others import needs_proved_address
from app.portal.access.own_client import find_own_client
from app.portal.access.rate_limits import count_requests
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
    return _show(find_own_client(client_id, Act.DISPOSE), TransferForm())


@bp.post("/developer/apps/<client_id>/transfer")
@count_requests("rate_limit_invite")
@needs_proved_address
@needs_fresh_proof
def offer_transfer(client_id: str) -> ResponseReturnValue:
    """Mail the offer; an earlier one ends."""
    client, form = find_own_client(client_id, Act.DISPOSE), TransferForm()
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
    client = find_own_client(client_id, Act.DISPOSE)
    if (offer := ClientTransfer.find_of_client(client)) is not None:
        offer.withdraw()
    message = _("The offer is withdrawn; its link no longer works.")
    return save(client, "portal.show_client_settings", message)


def _offer(client: Client, form: TransferForm) -> str:
    if form.typed.data.strip() != client.name:
        raise ValidationError("typed", _("This is not the app's name."))
    key = ClientTransfer.offer(client, email=form.email.data, by=current_person())
    mail_to_others.count(form.email.data, by=current_person())
    return key


def _show(client: Client, form: TransferForm) -> str:
    return render_template(
        "portal/clients/transfers/ask.html",
        client=client,
        form=form,
        offer=ClientTransfer.find_of_client(client),
    )
