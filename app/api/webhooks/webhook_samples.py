"""Samples of what webhooks send, for tools that map members before anything has happened."""

import json
from typing import Any

from flask import url_for

from app.api.http.event_response import base_url
from app.models.credentials.live_token import LiveTeam
from app.models.event_queries import event_query
from app.models.event_queries.event_filter import EventFilter
from app.models.event_queries.event_query import Order
from app.models.events import event_json
from app.models.values import clock
from app.models.webhooks import webhook_delivery, webhook_types

MADE_UP = {"id": "evt_k3v9p2m7q4x8c5d1", "number": 4217, "slug": "spring-night"}


def make(name: str, team: LiveTeam, grant_id: str) -> dict[str, Any]:
    """A body of the type ``name``: about the team's latest event that apps may see."""
    data: dict[str, Any] = {}
    if name in webhook_types.EVENTS:
        data = {"team": team.slug, "seq": team.change_seq, "grant_id": grant_id, **_event(team)}
    elif name in webhook_types.TICKETS:
        data = {"team": team.slug, "id": "tkt_b6x2f9h4m3r8", "seq": 311, "grant_id": grant_id}
    elif name in webhook_types.GRANTS:
        data = {"grant_id": grant_id, "reason": "revoked" if name == "grant.ended" else None}
    body: dict[str, Any] = json.loads(webhook_delivery.dump(name, data, at=clock.now()))
    return body


def _event(team: LiveTeam) -> dict[str, Any]:
    page = event_query.list_page(team.id, EventFilter(), after=None, limit=1, order=Order.CHANGE)
    stored = event_json.with_base_url(page.rendered, base_url())
    event = json.loads(stored) if stored else MADE_UP
    path = url_for("api.show_event", team=team.slug, slug=event["slug"])
    names = {name: event[name] for name in MADE_UP}
    return {**names, "url": f"{base_url()}{path}"}
