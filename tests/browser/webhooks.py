"""Endpoints in every state, with deliveries as they would be after a while."""

import json
import time

from app.extensions import db
from app.models.clients.client import Client
from app.models.teams.team import Team
from app.models.webhooks.webhook import Reason, Webhook
from app.models.webhooks.webhook_delivery import DeliveryState, WebhookDelivery

HOUR = 3_600  # seconds
EVENTS = ("event.upserted", "event.removed")
LATER = 365 * 24 * HOUR  # until when no worker sends to these addresses


def make_webhooks(client: Client, team: Team, slug: str) -> dict[str, str]:
    """One that works, one whose last delivery is tried again, one paused, one just added."""
    works = _make(client, "https://poster.example.org/webhooks", *EVENTS, "grant.ended", "ping")
    works.last_delivered_at = int(time.time()) - HOUR
    for hours in (1, 5, 30):
        accepted = _deliver(works, team, slug, hours, 204, "")
    failed = _deliver(works, team, slug, 31, 500, "<h1>Internal Server Error</h1>")
    failed.state = DeliveryState.FAILED
    trying = _make(client, "https://calendar.neighbourhood.example/in", *EVENTS)
    trying.failures, trying.due_at = 3, int(time.time()) + HOUR
    _deliver(trying, team, slug, 1, 503, "Back soon.").state = DeliveryState.PENDING
    paused = _make(client, "https://old.example.org/stagedoor", *EVENTS)
    paused.failures = 12
    _deliver(paused, team, slug, 90, None, None).state = DeliveryState.PENDING
    paused.pause(Reason.FAILING)
    fresh = _make(client, "https://staging.poster.example.org/webhooks", *EVENTS)
    ping = fresh.send_test()
    ping.attempts, ping.state, ping.answer_status, ping.duration = 1, DeliveryState.FAILED, 404, 81
    ping.answer_body = "Not Found"
    return {
        "hook": works.public_id,
        "hook_trying": trying.public_id,
        "hook_paused": paused.public_id,
        "hook_fresh": fresh.public_id,
        "delivery": accepted.public_id,
        "delivery_failed": failed.public_id,
    }


def _make(client: Client, url: str, *types: str) -> Webhook:
    hook, _secret = Webhook.create(client, url=url, types=types)
    WebhookDelivery.withdraw_all(hook.id)
    db.session.execute(db.delete(WebhookDelivery).where(WebhookDelivery.webhook_id == hook.id))
    hook.leased_until = hook.due_at = int(time.time()) + LATER
    return hook


def _deliver(
    hook: Webhook, team: Team, slug: str, hours: int, status: int | None, answer: str | None
) -> WebhookDelivery:
    """A delivery of so many hours ago."""
    data = {"team": team.slug, "id": "evt_k3v9p2m7q4x8c5d1", "number": 4217, "slug": slug}
    data |= {"seq": 812, "url": f"https://stagedoor.example/api/v1/organizer/{team.slug}/events/x"}
    delivery = WebhookDelivery.of_stream(hook.id, EVENTS[0], data, team_id=team.id, seq=812)
    delivery.created_at = delivery.tried_at = int(time.time()) - hours * HOUR
    delivery.attempts, delivery.state, delivery.duration = 1, DeliveryState.DELIVERED, 143
    delivery.answer_status, delivery.answer_body = status, answer
    delivery.error = None if status else "time"
    headers = {"content-type": "application/json", "webhook-id": delivery.public_id}
    headers["webhook-timestamp"] = str(delivery.created_at)
    delivery.request_headers = json.dumps(headers)
    return delivery
