"""Lists of deliveries, newest first, and what waits."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import selectinload

from app.database import keyset
from app.database.keyset import Page, Position
from app.extensions import db
from app.models.clients.client import Client
from app.models.teams.team import Team
from app.models.values import clock, secret
from app.models.webhooks import webhook_queue
from app.models.webhooks.webhook import State, Webhook
from app.models.webhooks.webhook_delivery import PREFIX, DeliveryState, WebhookDelivery


@dataclass(frozen=True)
class DeliveryFilter:
    """Which deliveries to list; None matches all. ``since`` is inclusive, ``until`` exclusive."""

    state: str | None = None
    type: str | None = None
    team_id: int | None = None
    status: int | None = None  # of the answer
    since: int | None = None
    until: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filter as conditions of SQL."""
        row = WebhookDelivery
        values = (
            (row.state, self.state),
            (row.type, self.type),
            (row.team_id, self.team_id),
            (row.answer_status, self.status),
        )
        conditions = [column == value for column, value in values if value is not None]
        if self.since is not None:
            conditions.append(row.created_at >= self.since)
        if self.until is not None:
            conditions.append(row.created_at < self.until)
        return conditions


def list_deliveries(
    hook: Webhook,
    filters: DeliveryFilter,
    *,
    after: Position | None = None,
    limit: int = keyset.PAGE,
) -> Page[WebhookDelivery]:
    """A page of the deliveries of ``hook``, newest first."""
    row = WebhookDelivery
    rows = select(row).where(row.webhook_id == hook.id, *filters.conditions())
    rows = rows.options(selectinload(row.team))
    return keyset.read_page(rows, row.created_at, row.id, after=after, limit=limit)


def list_latest(team: Team, clients: Collection[Client], limit: int) -> list[WebhookDelivery]:
    """The deliveries about ``team`` to webhooks of ``clients``, newest first."""
    row = WebhookDelivery
    hooks = select(Webhook.id).where(Webhook.client_id.in_([client.id for client in clients]))
    rows = select(row).where(row.webhook_id.in_(hooks), row.team_id == team.id)
    return list(
        db.session.scalars(rows.order_by(row.created_at.desc(), row.id.desc()).limit(limit))
    )


def has_late(age: int) -> bool | None:
    """Whether a healthy webhook waits for a worker for longer than ``age`` seconds.

    None while there is no active webhook, so that nothing can be late.
    """
    active = select(Webhook.id).where(Webhook.state == State.ACTIVE)
    if db.session.scalar(active.limit(1)) is None:
        return None
    return webhook_queue.age() > age


def find(hook: Webhook, public_id: str) -> WebhookDelivery | None:
    """The delivery of ``hook`` with this ID."""
    if not secret.is_public_id(PREFIX, public_id):
        return None
    own = (WebhookDelivery.webhook_id == hook.id, WebhookDelivery.public_id == public_id)
    return db.session.scalar(select(WebhookDelivery).where(*own))


@dataclass(frozen=True)
class Health:
    """The webhooks of an app, with those of its grants: how many are in which state."""

    active: int
    failing: int  # active, and the last attempt failed
    paused: int
    stopped: int  # paused because their messages were refused for days


def health_of(client: Client | None = None) -> Health:
    """The health of the webhooks of ``client``; None: of all of them."""
    if client is None:
        return Health(*db.session.execute(_healths()).one())
    of_client = _healths().where(Webhook.client_id == bindparam("client"))
    return Health(*db.session.execute(of_client, {"client": client.id}).one())


@cache  # building a statement takes as long as running it
def _healths() -> "Select[int, int, int, int]":
    is_active, is_failing = Webhook.state == State.ACTIVE, Webhook.failures > 0
    return select(
        func.count().filter(is_active),
        func.count().filter(is_active, is_failing),
        func.count().filter(Webhook.state == State.PAUSED),
        func.count().filter(Webhook.has_stopped()),
    ).select_from(Webhook)


def count_recent(hook: Webhook, *, seconds: int = 86_400) -> dict[str, int]:
    """How many deliveries of the last ``seconds`` are in each state."""
    recent = select(WebhookDelivery.state, func.count()).where(
        WebhookDelivery.webhook_id == hook.id,
        WebhookDelivery.created_at >= clock.now() - seconds,
    )
    rows = db.session.execute(recent.group_by(WebhookDelivery.state))
    counts = dict.fromkeys(map(str, DeliveryState), 0)
    counts.update((state, count) for state, count in rows)
    return counts
