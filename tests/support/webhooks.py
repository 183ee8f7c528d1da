"""An app with endpoints, and deliveries as a worker would leave them."""

import json

from app.extensions import db
from app.models.clients.client import Client
from app.models.teams.team import Team
from app.models.values import clock
from app.models.webhooks import webhook_secret
from app.models.webhooks.webhook import Webhook
from app.models.webhooks.webhook_delivery import DeliveryState, WebhookDelivery

URL = "https://app.example/webhooks"
ADD = "Add endpoint"


def find_hook(client_id: str) -> Webhook:
    """Return the newest webhook of the app."""
    return Webhook.list_of_client(Client.find(client_id))[-1]


def deliver(
    client_id: str,
    *,
    type: str = "event.upserted",
    slug: str = "spring-night",
    team: str | None = None,
    status: int | None = 204,
    answer: str = "",
    state: str = DeliveryState.DELIVERED,
    error: str | None = None,
) -> dict[str, str]:
    """Leave a delivery of the newest webhook; return the headers with which it was signed."""
    hook = find_hook(client_id)
    row = Team.find(team) if team else None
    data = {"team": team, "slug": slug, "number": 4217, "seq": 812}
    delivery = WebhookDelivery.of_stream(hook.id, type, data, team_id=row.id if row else None)
    delivery.attempts, delivery.state, delivery.duration = 1, state, 143
    delivery.answer_status, delivery.answer_body, delivery.error = status, answer, error
    delivery.tried_at = clock.now()
    body = delivery.body.encode()
    signed = webhook_secret.headers(hook.secrets(), delivery.public_id, clock.now(), body)
    kept = {name: value for name, value in signed.items() if name != "webhook-signature"}
    delivery.request_headers = json.dumps(kept)
    db.session.commit()
    return {**signed, "body": delivery.body}
