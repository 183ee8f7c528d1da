"""Handing an app over: the offer, and the answer of whoever gets it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import StringField

from app.extensions import db
from app.models.clients.client import Client
from app.models.clients.client_transfer import ClientTransfer
from app.models.values.errors import ValidationError
from app.portal import mails
from app.portal.access.fresh_password import needs_fresh_password
from app.portal.access.own_client import find_own_client
from app.portal.access.rate_limits import count_requests
from app.portal.access.verified_email import needs_verified_email
from app.portal.blueprint import bp
from app.portal.forms.fields import PortalForm, required
from app.web.signed_in import current_person


class TransferForm(PortalForm):
    """To whom, and the app's name, so that nobody gives the wrong one away."""

    email = StringField(
        lazy_gettext("E-mail address of the new owner"),
        [required],
        description=lazy_gettext("They get a link, and have 7 days to accept."),
        render_kw={"type": "email"},
    )
    typed = StringField(lazy_gettext("The app's name"), [required])


@bp.get("/developer/apps/<client_id>/transfer")
@needs_fresh_password
def ask_transfer(client_id: str) -> ResponseReturnValue:
    """Ask to whom the app should go, and show an offer that waits."""
    return _show(find_own_client(client_id), TransferForm())


@bp.post("/developer/apps/<client_id>/transfer")
@count_requests("rate_limit_invite")
@needs_fresh_password
def offer_transfer(client_id: str) -> ResponseReturnValue:
    """Mail the offer; an earlier one ends."""
    client, form = find_own_client(client_id), TransferForm()
    token = form.make(lambda: _offer(client, form))
    if token is None:
        return _show(client, form), 422
    offer = ClientTransfer.find_of_client(client)
    db.session.commit()
    mails.send_transfer_offer(offer, token)
    flash(_("The offer is on its way to %(address)s.", address=offer.email), "ok")
    return redirect(url_for("portal.ask_transfer", client_id=client.client_id))


@bp.post("/developer/apps/<client_id>/transfer/withdraw")
def withdraw_transfer(client_id: str) -> ResponseReturnValue:
    """Take the offer back; its link stops working."""
    client = find_own_client(client_id)
    ClientTransfer.withdraw(client)
    db.session.commit()
    flash(_("The offer is withdrawn; its link no longer works."), "ok")
    return redirect(url_for("portal.show_client_settings", client_id=client.client_id))


@bp.get("/developer/transfers/<token>")
def show_transfer(token: str) -> ResponseReturnValue:
    """Say who hands over what; the link is worth nothing to who is not signed in."""
    offer = ClientTransfer.find_open(token)
    if offer is None or offer.offered_by_id == current_person().id:
        return render_template("portal/clients/transfers/dead_offer.html"), 404
    return _show_offer(offer, token)


@bp.post("/developer/transfers/<token>")
@needs_verified_email
def accept_transfer(token: str) -> ResponseReturnValue:
    """Take the app over."""
    offer = ClientTransfer.find_open(token)
    if offer is None or offer.offered_by_id == current_person().id:
        return render_template("portal/clients/transfers/dead_offer.html"), 404
    client, former = offer.client, offer.offered_by
    try:
        if not offer.accept(current_person()):
            return render_template("portal/clients/transfers/dead_offer.html"), 404
    except ValidationError as error:
        return _show_offer(offer, token, error=error.message), 422
    db.session.commit()
    mails.send_transfer_done(client, former)
    flash(
        _("%(app)s is yours. %(name)s knows its secrets: rotate them.",
          app=client.name, name=former.name),
        "ok",
    )  # fmt: skip
    return redirect(url_for("portal.show_client", client_id=client.client_id))


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
