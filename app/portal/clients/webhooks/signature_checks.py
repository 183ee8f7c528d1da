"""Checking a signature: what is wrong with a request as a server received it."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from app.config import settings
from app.language.texts import gettext as _
from app.models.clients.developer_teams.developer_role import Act
from app.models.webhooks import delivery_search, signature_check
from app.models.webhooks.delivery_search import DeliveryFilter
from app.models.webhooks.signature_check import TOLERANCE, Finding, Received, Sent
from app.models.webhooks.webhook import Webhook
from app.models.webhooks.webhook_delivery import WebhookDelivery
from app.portal.blueprint import bp
from app.portal.clients.webhooks import webhook_presenter
from app.portal.clients.webhooks.webhook_form import SignatureForm
from app.portal.clients.webhooks.webhooks import find_webhook
from app.web.template_filters import duration

LATEST = 200  # deliveries to which a request with an unknown id is compared


@bp.get("/developer/apps/<client_id>/webhooks/<webhook_id>/check")
def ask_webhook_signature(client_id: str, webhook_id: str) -> ResponseReturnValue:
    """The form for a received request."""
    return _show(find_webhook(client_id, webhook_id, Act.CHANGE), SignatureForm(), [])


@bp.post("/developer/apps/<client_id>/webhooks/<webhook_id>/check")
def check_webhook_signature(client_id: str, webhook_id: str) -> ResponseReturnValue:
    """Say which part of the request is wrong, in words."""
    hook, form = find_webhook(client_id, webhook_id), SignatureForm()
    if not form.validate():
        return _show(hook, form, []), 422
    received = Received(
        form.named_headers(), (form.body.data or "").encode(), form.secret.data or None
    )
    findings = signature_check.check(received, hook.secrets(), _sent(hook, received))
    return _show(hook, form, [describe(finding, received) for finding in findings])


def describe(finding: Finding, received: Received) -> dict[str, Any]:
    """The finding as a note: what it means, and what to do."""
    kind, title, text = _DESCRIPTIONS[finding](received)
    return {"kind": kind, "title": title, "text": text}


def _show(hook: Webhook, form: SignatureForm, findings: list[dict[str, Any]]) -> str:
    return render_template(
        "portal/clients/webhooks/check.html",
        client=hook.client,
        hook=webhook_presenter.in_list(hook),
        check=form,
        findings=findings,
    )


def _sent(hook: Webhook, received: Received) -> list[Sent]:
    """The delivery with the id of the request; without one, the latest."""
    delivery = delivery_search.find(hook, received.headers.get("webhook-id", ""))
    if delivery is not None:
        return [_as_sent(delivery)]
    page = delivery_search.list_deliveries(hook, DeliveryFilter(), limit=LATEST)
    return [_as_sent(row) for row in page.rows]


def _as_sent(delivery: WebhookDelivery) -> Sent:
    at = delivery.headers.get("webhook-timestamp", "")
    times = (int(at),) if at.isdecimal() else ()
    return Sent(delivery.public_id, delivery.body.encode(), times)


def _genuine(_received: Received) -> tuple[str, str, str]:
    text = _("We signed exactly this, with the secret of this endpoint.")
    return "ok", _("The signature is genuine"), text


def _missing_header(received: Received) -> tuple[str, str, str]:
    names = ", ".join(received.missing)
    text = _("Not there: %(names)s. Does a proxy before your server remove headers?", names=names)
    return "bad", _("A header is missing"), text


def _clock(received: Received) -> tuple[str, str, str]:
    age = received.seconds_ago
    title = _("The clock: it was signed at another time")
    if age is None:
        return "warn", title, _("webhook-timestamp is no number of seconds since 1970.")
    limit = duration(TOLERANCE)
    if age < 0:
        text = _(
            "By its timestamp it is from the future: by %(time)s. Receivers accept %(limit)s. Set "
            "the clock of the machine that says so.",
            time=duration(-age),
            limit=limit,
        )
    else:
        text = _(
            "It was signed %(time)s ago, and receivers accept %(limit)s. That is right for an old "
            "request; refused at once, it means that your server's clock is wrong.",
            time=duration(age),
            limit=limit,
        )
    return "warn", title, text


def _id(_received: Received) -> tuple[str, str, str]:
    text = _(
        "No delivery of this endpoint has this webhook-id. It was changed on its way, or the "
        "request is from another endpoint."
    )
    return "bad", _("The id is not one that we sent"), text


def _timestamp(_received: Received) -> tuple[str, str, str]:
    text = _("The signature is for another webhook-timestamp: it was changed after we signed.")
    return "bad", _("The timestamp was changed"), text


def _body(_received: Received) -> tuple[str, str, str]:
    text = _("The signature is for another body: what arrived is not what we sent.")
    return "bad", _("The body was changed"), text


def _rewritten_body(_received: Received) -> tuple[str, str, str]:
    text = _(
        "It says the same as what we sent, in other bytes: something parsed the JSON and wrote it "
        "again. Verify the raw body, before your framework reads it."
    )
    return "bad", _("The body was changed: it was written again"), text


def _secret(_received: Received) -> tuple[str, str, str]:
    text = _(
        "It was not signed with a secret that this endpoint has now. After a rotation the old "
        "secret signs for another %(time)s.",
        time=duration(settings().webhook_secret_overlap),
    )
    return "bad", _("Wrong secret"), text


def _receiver_secret(_received: Received) -> tuple[str, str, str]:
    text = _(
        "Your receiver does not have the secret of this endpoint. Each endpoint has its own; if "
        "it is lost, rotate it."
    )
    return "bad", _("Wrong secret in your receiver"), text


_DESCRIPTIONS = {
    Finding.GENUINE: _genuine,
    Finding.MISSING_HEADER: _missing_header,
    Finding.CLOCK: _clock,
    Finding.ID: _id,
    Finding.TIMESTAMP: _timestamp,
    Finding.BODY: _body,
    Finding.REWRITTEN_BODY: _rewritten_body,
    Finding.SECRET: _secret,
    Finding.RECEIVER_SECRET: _receiver_secret,
}
