"""The mails about an app that changes hands."""

from flask import render_template
from flask_babel import gettext as _

from app.config import settings
from app.mail import delivery
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.clients.client_transfer import ClientTransfer
from app.portal.mails import public_url_for


def send_offer(offer: ClientTransfer, token: str) -> None:
    """Mail the link that lets whoever reads the address take the app over."""
    body = render_template(
        "portal/mails/transfer_offer.txt",
        app=offer.client.name,
        sender=offer.offered_by,
        link=public_url_for("portal.show_transfer", token=token),
    )
    subject = _(
        "Take over %(app)s on %(site)s", app=offer.client.name, site=settings().instance_name
    )
    delivery.send(delivery.Message(offer.email, subject, body))


def send_done(client: Client, former: User) -> None:
    """Tell ``former``, who offered it, that ``client`` is somebody else's now."""
    if client.owner is None:
        return
    body = render_template(
        "portal/mails/transfer_done.txt", user=former, app=client.name, owner=client.owner
    )
    subject = _("%(app)s belongs to %(name)s now", app=client.name, name=client.owner.name)
    delivery.send(delivery.Message(former.email, subject, body))
