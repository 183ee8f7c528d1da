"""What happened last in a sandbox, as its page shows it."""

from typing import Any

from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.accounts.user import User
from app.models.clients import client_search
from app.models.events.event import Event
from app.models.teams.team import Team
from app.models.trials import sandbox_acts
from app.models.webhooks import delivery_search
from app.models.webhooks.webhook_delivery import DeliveryState, WebhookDelivery

SHOWN = 12  # changes, and deliveries
_STATES = {
    DeliveryState.PENDING: lazy_gettext("Waiting"),
    DeliveryState.DELIVERED: lazy_gettext("Accepted"),
    DeliveryState.FAILED: lazy_gettext("Failed"),
    DeliveryState.SUPERSEDED: lazy_gettext("Superseded"),
    DeliveryState.WITHDRAWN: lazy_gettext("Withdrawn"),
}
_BADGES = {"delivered": "ok", "failed": "bad", "pending": "info"}


def watch(team: Team, user: User) -> dict[str, Any]:
    """The last changes of the stream, and the last deliveries to apps of ``user``."""
    apps = client_search.list_owned(user)
    deliveries = delivery_search.list_latest(team, apps, SHOWN)
    return {
        "seq": team.change_seq,
        "changes": [_change(event) for event in sandbox_acts.list_latest(team, SHOWN)],
        "deliveries": [_delivery(delivery) for delivery in deliveries],
    }


def _delivery(delivery: WebhookDelivery) -> dict[str, Any]:
    return {
        "seq": delivery.seq,
        "kind": delivery.type,
        "state": _STATES[DeliveryState(delivery.state)],
        "badge": _BADGES.get(delivery.state, ""),
        "status": delivery.answer_status,
        "at": delivery.tried_at or delivery.created_at,
    }


def _change(event: Event) -> dict[str, Any]:
    return {
        "seq": event.change_seq,
        "title": event.title,
        "slug": event.slug if event.deleted_at is None else None,
        "what": _what(event),
        "kind": "event.removed" if event.deleted_at is not None else "event.upserted",
        "at": event.updated_at,
    }


def _what(event: Event) -> str:
    if event.deleted_at is not None:
        return str(_("deleted"))
    if event.status == "cancelled":
        return str(_("cancelled"))
    return str(_("added") if event.sequence == 0 else _("changed"))
