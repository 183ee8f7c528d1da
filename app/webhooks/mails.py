"""The mail to the developer whose webhook was paused."""

from app.extensions import db
from app.language.texts import lazy_gettext as _
from app.mail import delivery
from app.models.webhooks.webhook import Webhook
from app.web.public_url import public_url_for


def send_paused(webhook_id: int) -> None:
    """Tell the developers of the app that the webhook is told nothing until it is resumed."""
    hook = db.session.get_one(Webhook, webhook_id)
    client_id = hook.client.client_id
    link = public_url_for("portal.show_client", client_id=client_id)
    if hook.grant_id is None:  # only the app's own have a page
        place = {"client_id": client_id, "webhook_id": hook.public_id}
        link = public_url_for("portal.show_webhook", **place)
    subject = _("A webhook of %(app)s is paused", app=hook.client.name)
    template = "webhooks/mails/paused.txt"
    for developer in hook.client.list_people_to_tell():
        delivery.send_to(developer, subject, template, hook=hook, link=link)
