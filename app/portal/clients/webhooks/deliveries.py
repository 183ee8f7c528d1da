"""One delivery of an endpoint, and sending it again."""

from flask import abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.language.texts import gettext as _
from app.models.webhooks import delivery_search
from app.portal.access.rate_limits import count_requests
from app.portal.blueprint import bp
from app.portal.clients.webhooks import webhook_presenter
from app.portal.clients.webhooks.webhooks import find_active, find_webhook


@bp.get("/developer/apps/<client_id>/webhooks/<webhook_id>/deliveries/<delivery_id>")
def show_delivery(client_id: str, webhook_id: str, delivery_id: str) -> ResponseReturnValue:
    """The last request and the answer to it."""
    hook = find_webhook(client_id, webhook_id)
    delivery = delivery_search.find(hook, delivery_id) or abort(404)
    return render_template(
        "portal/clients/webhooks/delivery.html",
        client=hook.client,
        hook=webhook_presenter.in_list(hook),
        delivery=webhook_presenter.delivery_on_page(hook, delivery),
    )


@bp.post("/developer/apps/<client_id>/webhooks/<webhook_id>/deliveries/<delivery_id>/resend")
@count_requests("rate_limit_webhook")
def resend_delivery(client_id: str, webhook_id: str, delivery_id: str) -> ResponseReturnValue:
    """Send it once more, with the same webhook-id."""
    hook = find_active(client_id, webhook_id)
    delivery = delivery_search.find(hook, delivery_id) or abort(404)
    address = webhook_presenter.delivery_url(hook, delivery)
    hook.resend(delivery)
    db.session.commit()
    flash(_("It is on its way again. Reload the page to see the answer."), "ok")
    return redirect(address)
