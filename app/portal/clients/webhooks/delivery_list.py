"""The deliveries of an endpoint as a list, with filters that are kept in the URL."""

from typing import Any

from flask import request

from app.database.keyset import Page
from app.language.texts import gettext as _
from app.models.teams.team import Team
from app.models.values import plain_text
from app.models.webhooks import delivery_search, webhook_reach, webhook_types
from app.models.webhooks.delivery_search import DeliveryFilter
from app.models.webhooks.webhook import Webhook
from app.models.webhooks.webhook_delivery import WebhookDelivery
from app.portal import paging
from app.portal.clients.webhooks import webhook_presenter

UNKNOWN_TEAM = -1  # matches no delivery


def read(hook: Webhook) -> dict[str, Any]:
    """The template's values for the list; each value in the query is a filter."""
    values, teams = _values(), webhook_reach.list_teams(hook)
    page = _page(hook, values, teams)
    names = {"client_id": hook.client.client_id, "webhook_id": hook.public_id}
    return {
        "deliveries": [webhook_presenter.delivery_in_list(hook, row) for row in page.rows],
        "query": values["q"],
        "is_filtered": any(values.values()),
        "filters": _fields(values, teams),
        **paging.links(page, "portal.show_webhook", **names, **values),
    }


def _values() -> dict[str, str]:
    """The values of the filters; "" for a state or type that does not exist."""
    names = ("q", "state", "type", "team")
    values = {name: plain_text.squeeze(request.args.get(name, ""), 64) for name in names}
    allowed = {"state": webhook_presenter.DELIVERY_BADGES, "type": webhook_types.TYPES}
    return {
        name: value if value in allowed.get(name, [value]) else "" for name, value in values.items()
    }


def _page(hook: Webhook, values: dict[str, str], teams: list[Team]) -> Page[WebhookDelivery]:
    chosen = _filter(values, teams)
    if not values["q"]:
        return delivery_search.list_deliveries(hook, chosen, after=paging.wanted())
    delivery = delivery_search.find(hook, values["q"])
    return Page([delivery] if delivery else [], None)


def _filter(values: dict[str, str], teams: list[Team]) -> DeliveryFilter:
    numbers = {team.slug: team.id for team in teams}
    return DeliveryFilter(
        state=values["state"] or None,
        type=values["type"] or None,
        team_id=numbers.get(values["team"], UNKNOWN_TEAM) if values["team"] else None,
    )


def _fields(values: dict[str, str], teams: list[Team]) -> list[dict[str, object]]:
    """The filters for toolbar()."""
    badges = webhook_presenter.DELIVERY_BADGES
    choices = (
        (
            "state",
            _("State"),
            _("Any state"),
            [(str(state), label) for state, (label, _kind) in badges.items()],
        ),
        ("type", _("Type"), _("Any type"), [(name, name) for name in webhook_types.TYPES]),
        ("team", _("Team"), _("Any team"), [(team.slug, team.name) for team in teams]),
    )
    return [
        {"name": name, "label": label, "options": [("", default), *rest], "selected": values[name]}
        for name, label, default, rest in choices
    ]
