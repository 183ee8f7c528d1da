"""Describes endpoints and deliveries: their state as a badge, trouble with its fix, and numbers."""

import json
from typing import Any
from urllib.parse import urlsplit

from flask import url_for
from wtforms import SelectChoice

from app.language.texts import gettext as _
from app.language.texts import lazy_gettext
from app.models.clients.client import Client
from app.models.values import clock
from app.models.webhooks import delivery_search, webhook_types
from app.models.webhooks.delivery_search import DeliveryFilter
from app.models.webhooks.webhook import Reason, State, Webhook
from app.models.webhooks.webhook_delivery import KEPT, DeliveryState, WebhookDelivery
from app.web.language.number_formats import percent

TYPE_LABELS: dict[str, str] = {
    "event.upserted": lazy_gettext("An event was added or changed, or your app sees it again"),
    "event.removed": lazy_gettext("An event was deleted, hidden or made private"),
    "ticket.booked": lazy_gettext("A place was booked"),
    "ticket.cancelled": lazy_gettext("A booking was cancelled"),
    "ticket.checked_in": lazy_gettext("A guest has come"),
    "grant.created": lazy_gettext("A person connected the app"),
    "grant.changed": lazy_gettext("What a person allows has changed"),
    "grant.ended": lazy_gettext("A person's permission has ended"),
    "app.suspended": lazy_gettext("An operator suspended the app"),
    "app.restored": lazy_gettext("An operator restored the app"),
    "ping": lazy_gettext("A test; every endpoint gets it"),
}
CHOSEN = list(webhook_types.EVENTS)  # when the form is opened
# (label, kind) of badges.
HOOK_BADGES: dict[str, tuple[object, str]] = {
    State.ACTIVE: (lazy_gettext("Active"), "ok"),
    State.PAUSED: (lazy_gettext("Paused"), "warn"),
    State.ENDED: (lazy_gettext("Ended"), "bad"),
}
DELIVERY_BADGES: dict[str, tuple[object, str]] = {
    DeliveryState.PENDING: (lazy_gettext("Waiting"), "info"),
    DeliveryState.DELIVERED: (lazy_gettext("Accepted"), "ok"),
    DeliveryState.FAILED: (lazy_gettext("Failed"), "bad"),
    DeliveryState.SUPERSEDED: (lazy_gettext("Superseded"), ""),
    DeliveryState.WITHDRAWN: (lazy_gettext("Withdrawn"), ""),
}
# Why there was no answer, by WebhookDelivery.error.
FAULTS: dict[str, str] = {
    "address": lazy_gettext("Its address is not one that we send to."),
    "host": lazy_gettext("Its name leads to no public address."),
    "answer": lazy_gettext("It closed the connection, or its answer was no HTTP."),
    "size": lazy_gettext("Its answer was too long."),
    "time": lazy_gettext("It did not answer within ten seconds."),
}
RETRYING = (lazy_gettext("Trying again"), "warn")


def type_choices() -> list[SelectChoice]:
    """The types that can be chosen, each with what it tells; a ping comes anyway."""
    names = (name for name in webhook_types.TYPES if name != webhook_types.PING)
    return [SelectChoice(name, f"{TYPE_LABELS[name]} ({name})") for name in names]


def host_of(url: str) -> str:
    """The host and port of an address, by which people know their endpoints."""
    return urlsplit(url).netloc


def in_list(hook: Webhook) -> dict[str, Any]:
    """The endpoint as a row of a list."""
    counts = delivery_search.count_recent(hook, seconds=KEPT)
    tried = counts[DeliveryState.DELIVERED] + counts[DeliveryState.FAILED]
    failing = hook.state == State.ACTIVE and hook.failures > 0
    return {
        "id": hook.public_id,
        "address": hook.url,
        "host": host_of(hook.url),
        "page": url_for(
            "portal.show_webhook", client_id=hook.client.client_id, webhook_id=hook.public_id
        ),
        "types": hook.type_names,
        "badge": RETRYING if failing else HOOK_BADGES[hook.state],
        "count": sum(counts.values()),
        "accepted": percent(counts[DeliveryState.DELIVERED] / tried) if tried else "–",
        "last_at": hook.last_delivered_at,
    }


def on_page(hook: Webhook) -> dict[str, Any]:
    """What the endpoint's page shows of it: the row, its secrets and what is wrong."""
    is_active = hook.state == State.ACTIVE
    rotates = hook.former_until is not None and clock.now() < hook.former_until
    return in_list(hook) | {
        "is_active": is_active,
        "is_paused": hook.state == State.PAUSED,
        "is_ended": hook.state == State.ENDED,
        "trouble": trouble(hook),
        "created_at": hook.created_at,
        "old_secret_ends_at": hook.former_until if rotates else None,
        "next_try_at": hook.due_at if is_active and hook.failures else None,
    }


def trouble(hook: Webhook) -> dict[str, Any] | None:
    """What is wrong with it, and what to do; None when all is well or nothing was sent."""
    latest = next(iter(delivery_search.list_deliveries(hook, DeliveryFilter(), limit=1).rows), None)
    answer = describe_answer(latest) if latest else ""
    page = delivery_url(hook, latest) if latest else None
    if hook.reason == Reason.GONE:
        text = _("It answered 410, so nothing more is sent. Was that a mistake? Add it again.")
        return _note("bad", _("Your server said that this address is gone"), text, page)
    if hook.reason == Reason.CHOSEN:
        text = _("Nothing is sent until you resume it. Then it goes on from where it stopped.")
        return _note("info", _("Paused by a developer of the app"), text)
    if hook.state == State.PAUSED:
        text = _(
            "%(answer)s Fix your server, then resume: it goes on from where it stopped, and "
            "nothing is lost.",
            answer=answer,
        )
        return _note("bad", _("Paused, because your server refused it for days"), text, page)
    if hook.failures:
        text = _("%(answer)s We try again; what comes after it waits.", answer=answer)
        return _note("warn", _("Your server did not accept the last delivery"), text, page)
    if latest and latest.state == DeliveryState.FAILED and hook.last_delivered_at is None:
        text = _(
            "%(answer)s The endpoint is saved. Start your receiver, then press Send test.",
            answer=answer,
        )
        return _note("warn", _("The ping failed"), text, page)
    return None


def health(client: Client) -> dict[str, Any] | None:
    """How many webhooks of the app and of its grants do what; None when there are none."""
    counts = delivery_search.health_of(client)
    if not counts.active + counts.paused:
        return None
    page = url_for("portal.list_webhooks", client_id=client.client_id)
    return {
        "active": counts.active,
        "failing": counts.failing,
        "paused": counts.paused,
        "stopped": counts.stopped,
        "page": page,
    }


def describe_answer(delivery: WebhookDelivery) -> str:
    """The last answer as a sentence, or why there is none; "" before the first attempt."""
    if delivery.answer_status is not None:
        return str(_("It answered %(status)d.", status=delivery.answer_status))
    return describe_fault(delivery) or ""


def describe_fault(delivery: WebhookDelivery) -> str | None:
    """Why there was no answer; None where there is one, or nothing was sent."""
    if delivery.error is None:
        return None
    return FAULTS.get(delivery.error) or _("It could not be reached.")


def delivery_url(hook: Webhook, delivery: WebhookDelivery, view: str = "show_delivery") -> str:
    """The address of the delivery's page, or of an act on it."""
    return url_for(
        f"portal.{view}",
        client_id=hook.client.client_id,
        webhook_id=hook.public_id,
        delivery_id=delivery.public_id,
    )


def delivery_in_list(hook: Webhook, delivery: WebhookDelivery) -> dict[str, Any]:
    """The delivery as a row of a table."""
    is_again = delivery.state == DeliveryState.PENDING and delivery.attempts > 0
    may_resend = hook.state != State.ENDED and delivery.is_resendable
    data = json.loads(delivery.body)["data"]
    return {
        "webhook_id": delivery.public_id,
        "type": delivery.type,
        "about": data.get("slug") or data.get("reason"),
        "team": delivery.team.name if delivery.team else None,
        "badge": RETRYING if is_again else DELIVERY_BADGES[delivery.state],
        "status": delivery.answer_status,
        "at": delivery.created_at,
        "next_try_at": max(hook.due_at, clock.now()) if is_again else None,
        "page": delivery_url(hook, delivery),
        "resend": delivery_url(hook, delivery, "resend_delivery") if may_resend else None,
    }


def delivery_on_page(hook: Webhook, delivery: WebhookDelivery) -> dict[str, Any]:
    """The delivery with its last request and answer."""
    head = [f"POST {urlsplit(hook.url).path or '/'}", f"Host: {host_of(hook.url)}"]
    head += [f"{name}: {value}" for name, value in delivery.headers.items()]
    return delivery_in_list(hook, delivery) | {
        "attempts": delivery.attempts,
        "request_head": "\n".join(head),
        "request_body": delivery.body,
        "has_answer": delivery.answer_status is not None,
        "answer_body": delivery.answer_body,
        "milliseconds": delivery.duration or 0,
        "fault": describe_fault(delivery),
    }


def _note(kind: str, title: str, text: str, page: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "title": title, "text": text.strip(), "page": page}
