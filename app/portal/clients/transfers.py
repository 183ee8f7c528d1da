"""Offering an app to another developer, who accepts on the page of the invitation."""

from typing import Any, Self

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice, SelectField, StringField

from app.extensions import db
from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.accounts.user import User
from app.models.clients import client_transfer
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
from app.portal.clients.developer_teams import owner_choice
from app.portal.clients.edits import save
from app.portal.forms.address_field import AddressField
from app.portal.forms.fields import PortalForm, required
from app.web.signed_in import current_person as person


class TransferForm(PortalForm):
    """The new owner, and the app's name to confirm."""

    email = AddressField(
        lazy_gettext("E-mail address of the new owner"),
        [required],
        description=lazy_gettext("They get a link, and have 7 days to accept."),
    )
    typed = StringField(lazy_gettext("The app's name"), [required])


class MoveForm(PortalForm):
    """One of the user's own owners, who gets the app at once, and the app's name to confirm."""

    owner = SelectField(lazy_gettext("New owner"))
    typed = StringField(lazy_gettext("The app's name"), [required], id="move-typed")

    @classmethod
    def of(cls, client: Client, **more: Any) -> Self:
        """The form with the owners to which the user may move ``client``."""
        form = cls(**more)
        receivers = map(owner_choice.value_of, client_transfer.list_receivers(client, person()))
        labels = dict(owner_choice.choices(person(), Act.DISPOSE))
        form.owner.choices = [SelectChoice(value, labels[value]) for value in receivers]
        return form


@bp.get("/developer/apps/<client_id>/transfer")
@needs_fresh_proof
def ask_transfer(client_id: str) -> ResponseReturnValue:
    """The form, and the open offer."""
    return _show(find_own_client(client_id, Act.DISPOSE))


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
        return _show(client, offer_form=form), 422
    db.session.commit()
    mails.send_transfer_offer(offer, token)
    flash(_("The offer is on its way to %(address)s.", address=offer.email), "ok")
    return redirect(url_for("portal.ask_transfer", client_id=client.client_id))


@bp.get("/developer/apps/<client_id>/transfer/move")
@needs_fresh_proof
def ask_move(client_id: str) -> ResponseReturnValue:
    """The same page, when it is reloaded after a refused move."""
    return _show(find_own_client(client_id, Act.DISPOSE))


@bp.post("/developer/apps/<client_id>/transfer/move")
@needs_fresh_proof
def move_client(client_id: str) -> ResponseReturnValue:
    """Give the app at once to the user, or to a team of which they are an admin."""
    client = find_own_client(client_id, Act.DISPOSE)
    form = MoveForm.of(client)
    former = form.make(lambda: _move(client, form))
    if former is None:
        return _show(client, move_form=form), 422
    db.session.commit()
    mails.send_transfer_done(client, [user for user in former if user.id != person().id])
    flash(_("%(app)s belongs to %(name)s now.", app=client.name, name=client.makers_name), "ok")
    return redirect(url_for("portal.show_client", client_id=client.client_id))


@bp.post("/developer/apps/<client_id>/transfer/withdraw")
def withdraw_transfer(client_id: str) -> ResponseReturnValue:
    """End the offer; its link stops working."""
    client = find_own_client(client_id, Act.DISPOSE)
    if (offer := ClientTransfer.find_of_client(client)) is not None:
        offer.withdraw()
    message = _("The offer is withdrawn; its link no longer works.")
    return save(client, "portal.show_client_settings", message)


def _move(client: Client, form: MoveForm) -> list[User]:
    _check_typed(client, form)
    owner = owner_choice.find(form.owner.data, person(), Act.DISPOSE)
    if owner is None:
        raise ValidationError("owner", _("Choose one of the owners."))
    return client_transfer.move(client, owner, by=person())


def _check_typed(client: Client, form: TransferForm | MoveForm) -> None:
    if form.typed.data.strip() != client.name:
        raise ValidationError("typed", _("This is not the app's name."))


def _offer(client: Client, form: TransferForm) -> str:
    _check_typed(client, form)
    key = ClientTransfer.offer(client, email=form.email.data, by=person())
    mail_to_others.count(form.email.data, by=person())
    return key


def _show(
    client: Client, offer_form: TransferForm | None = None, move_form: MoveForm | None = None
) -> str:
    return render_template(
        "portal/clients/transfers/ask.html",
        client=client,
        form=offer_form or TransferForm(formdata=None),
        move_form=move_form or MoveForm.of(client, formdata=None),
        offer=ClientTransfer.find_of_client(client),
    )
