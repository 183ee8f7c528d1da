"""The turns in which workers tell webhooks: a webhook is told by one worker at a time.

A turn holds a lease, which is renewed before each message and ends by itself when its worker is
killed. The next worker then repeats the message that was begun, with its id.
"""

import json
import random
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select, text, update

from app.config import settings
from app.database.connections import hot_read
from app.database.transactions import rows_changed
from app.extensions import db
from app.models.clients.client_status import Status
from app.models.grants.grant_state import GrantStatus
from app.models.values import clock, secret
from app.models.webhooks import webhook_cursor, webhook_secret, webhook_stream
from app.models.webhooks.webhook import Reason, State, Webhook
from app.models.webhooks.webhook_cursor import HOLD, WebhookCursor
from app.models.webhooks.webhook_delivery import DeliveryState, WebhookDelivery
from app.models.webhooks.webhook_types import PING

REST = 600  # seconds after which unreadable secrets are tried again
LEASE = 30  # seconds for one message; its request takes at most 10
SAFE = 15.0  # seconds after which the request is not begun any more
MOST_PASSED_OVER = 500  # of one look
MAX_RETRY_AFTER = 3600  # seconds that an address may ask for
JITTER = 0.2  # of a delay, added at random
GONE = 410
ASKS_TO_WAIT = frozenset({429, 503})
FINAL = frozenset({GrantStatus.REVOKED, GrantStatus.EXPIRED})

_PENDING = "SELECT 1 FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.state = 'pending'"
_DUE = text(
    f"""
SELECT w.id, w.failures > 0 AS is_failing, COALESCE(c.owner_id, -c.id) AS developer
  FROM webhook w JOIN client c ON c.id = w.client_id
 WHERE w.state <> 'ended' AND c.status <> 'deleted'
   AND (w.leased_until <= :now OR w.leased_until > :latest_lease)
   AND (w.failures > 0) = :failing AND COALESCE(c.owner_id, -c.id) NOT IN :busy
   AND w.id NOT IN :without
   AND (EXISTS ({_PENDING} AND d.is_extra)
        OR w.state = 'active' AND w.due_at <= :now AND (
           EXISTS ({_PENDING})
           OR EXISTS (
              SELECT 1 FROM webhook_cursor k JOIN team t ON t.id = k.team_id
               WHERE k.webhook_id = w.id AND (k.held_until <= :now OR k.held_until > :latest_hold)
                 AND (k.stream = 'events' AND t.change_seq > k.seq
                      OR k.stream = 'tickets' AND t.booking_seq > k.seq))))
 ORDER BY w.turn_at, w.id LIMIT :limit
"""
).bindparams(bindparam("busy", expanding=True), bindparam("without", expanding=True))


@dataclass(frozen=True)
class Candidate:
    """A webhook that something is to be sent to; ``developer`` numbers whose it is."""

    id: int
    is_failing: bool
    developer: int


@dataclass(frozen=True)
class Message:
    """A request to send; ``began_at`` is on the monotonic clock."""

    delivery_id: int
    url: str
    body: bytes
    headers: dict[str, str]
    began_at: float = field(default_factory=time.monotonic)

    @property
    def is_late(self) -> bool:
        """Whether another worker may hold the lease before an answer would come."""
        return time.monotonic() - self.began_at > SAFE


@dataclass(frozen=True)
class Answer:
    """What came back, in how many milliseconds; without ``status``, ``error`` says why not."""

    duration: int
    status: int | None = None
    body: str = ""
    error: str | None = None
    retry_after: int | None = None

    @property
    def is_success(self) -> bool:
        """Whether the address took the message."""
        return self.status is not None and 200 <= self.status < 300


def list_due(
    *,
    failing: bool,
    limit: int,
    busy: Collection[int] = (),
    without: Collection[int] = (),
) -> list[Candidate]:
    """Webhooks that something is to be sent to, those first whose turn was longest ago.

    Those whose last message failed, or the others; ``without`` some, and those of ``busy``
    developers.
    """
    values = {"now": clock.now(), "failing": failing, "limit": limit}
    values |= {"latest_lease": clock.latest_lease(LEASE), "latest_hold": clock.latest_lease(HOLD)}
    passed_over = {"busy": list(busy) or [0], "without": list(without)[:MOST_PASSED_OVER] or [0]}
    with hot_read() as connection:
        rows = connection.execute(_DUE, values | passed_over).all()
    return [Candidate(row.id, bool(row.is_failing), row.developer) for row in rows]


def begin(candidate: Candidate) -> "WebhookTurn | None":
    """A turn at this webhook, for one worker; None when another was faster. Commits."""
    now, mine = clock.now(), secret.public_id("")
    free = select(Webhook.id).where(
        Webhook.id == candidate.id,
        clock.lease_is_over(Webhook.leased_until, LEASE),
        Webhook.state != State.ENDED,
    )
    is_free = db.session.scalar(free.with_for_update(skip_locked=True)) is not None
    if is_free:
        taken = update(Webhook).where(Webhook.id == candidate.id)
        db.session.execute(taken.values(lease=mine, leased_until=now + LEASE, turn_at=now))
    db.session.commit()
    return WebhookTurn(candidate, mine) if is_free else None


class WebhookTurn:
    """One worker tells one webhook, message after message."""

    def __init__(self, candidate: Candidate, key: str) -> None:
        """Hold the lease with this ``key``; made by ``begin``."""
        self.candidate = candidate
        self.has_paused = False  # the developer is to be told
        self._key = key

    def next_message(self) -> Message | None:
        """The first message of the turn. Commits. None when there is none, or the lease is lost."""
        return self._go_on(None, None)

    def record(self, message: Message, answer: Answer) -> Message | None:
        """Store what came of ``message``; the next one, likewise."""
        return self._go_on(message, answer)

    def end(self) -> None:
        """Let any worker go on with the rest. Commits."""
        held = update(Webhook).where(Webhook.id == self.candidate.id, Webhook.lease == self._key)
        db.session.execute(held.values(lease=None, leased_until=0))
        db.session.commit()

    def _go_on(self, message: Message | None, answer: Answer | None) -> Message | None:
        hook = self._hold()
        if hook is None:
            db.session.rollback()
            return None
        if message is not None and answer is not None:
            delivery = db.session.get(WebhookDelivery, message.delivery_id)
            was_active = hook.state == State.ACTIVE
            if delivery is not None:
                _Outcome(hook, delivery, answer).store()
            self.has_paused |= was_active and hook.state == State.PAUSED
        due = _find_next(hook)
        following = None if due is None else _message(hook, due)
        if following is None:
            hook.lease, hook.leased_until = None, 0
        db.session.commit()
        return following

    def _hold(self) -> Webhook | None:
        """The webhook, locked until the commit, with its lease renewed."""
        held = update(Webhook).where(Webhook.id == self.candidate.id, Webhook.lease == self._key)
        held = held.execution_options(synchronize_session=False)
        if not rows_changed(held.values(leased_until=clock.now() + LEASE)):
            return None
        return db.session.get(Webhook, self.candidate.id, populate_existing=True)


def _find_next(hook: Webhook) -> WebhookDelivery | None:
    """What is sent now: a test or repeat, what was begun, news of acts, then the streams."""
    if hook.client.status == Status.DELETED or hook.state == State.ENDED:
        return None
    pending = select(WebhookDelivery).where(
        WebhookDelivery.webhook_id == hook.id, WebhookDelivery.state == DeliveryState.PENDING
    )
    first = pending.order_by(WebhookDelivery.is_extra.desc(), WebhookDelivery.id).limit(1)
    may_go_on = hook.state == State.ACTIVE and hook.due_at <= clock.now()
    while delivery := db.session.scalars(first).first():
        if not (delivery.is_extra or may_go_on):
            return None
        if delivery.stream is None:
            return delivery
        if not webhook_stream.may_tell(hook, delivery, delivery.stream):
            delivery.state = DeliveryState.WITHDRAWN
        elif not (delivery.is_extra or webhook_stream.is_current(delivery)):
            delivery.state = DeliveryState.SUPERSEDED
        else:
            return delivery
        db.session.flush()
    return webhook_stream.make_next(hook) if may_go_on else None


def _message(hook: Webhook, delivery: WebhookDelivery) -> Message | None:
    """The request, signed now; None when the secrets cannot be read."""
    secrets = hook.secrets()
    if not secrets:
        hook.due_at = clock.now() + REST
        if delivery.is_extra:
            delivery.state = DeliveryState.FAILED
        return None
    body = delivery.body.encode()
    headers = webhook_secret.headers(secrets, delivery.public_id, clock.now(), body)
    headers["Content-Type"] = "application/json"
    shown = {name: value for name, value in headers.items() if name != "webhook-signature"}
    delivery.request_headers = json.dumps(shown)
    return Message(delivery.id, hook.url, body, headers)


class _Outcome:
    """What one answer means for the webhook and the delivery."""

    def __init__(self, hook: Webhook, delivery: WebhookDelivery, answer: Answer) -> None:
        self._hook, self._delivery, self._answer = hook, delivery, answer

    def store(self) -> None:
        """Store it."""
        delivery, answer = self._delivery, self._answer
        delivery.attempts += 1
        delivery.tried_at, delivery.duration = clock.now(), answer.duration
        delivery.answer_status, delivery.error = answer.status, answer.error
        delivery.answer_body = answer.body
        if answer.is_success:
            self._succeed()
        else:
            self._fail()

    def _succeed(self) -> None:
        hook, delivery = self._hook, self._delivery
        delivery.state, delivery.is_extra = DeliveryState.DELIVERED, False
        delivery.delivered_at = delivery.delivered_at or clock.now()
        hook.failures, hook.due_at, hook.last_delivered_at = 0, 0, clock.now()
        if delivery.stream is not None and delivery.seq is not None:
            webhook_cursor.move_on(
                hook.id,
                delivery.team_id or 0,
                delivery.stream,
                before=delivery.after_seq or 0,
                to=delivery.seq,
                at=clock.now(),
            )
        if delivery.type == "grant.ended" and self._grant_is_over:
            hook.end(Reason.GRANT_ENDED)

    def _fail(self) -> None:
        hook, delivery = self._hook, self._delivery
        hook.last_failed_at = clock.now()
        if self._answer.status == GONE:
            delivery.state, delivery.is_extra = DeliveryState.FAILED, False
            hook.end(Reason.GONE)
        elif delivery.is_extra:
            delivery.state = DeliveryState.PENDING if self._is_next else DeliveryState.FAILED
            delivery.is_extra = False
        elif hook.state == State.ACTIVE:  # and has not been removed meanwhile
            hook.failures += 1
            self._wait_or_give_up()

    def _wait_or_give_up(self) -> None:
        hook, delays = self._hook, settings().webhook_delays
        if hook.failures <= len(delays):
            delay = delays[hook.failures - 1] * (1 + JITTER * random.random())
            if self._answer.status in ASKS_TO_WAIT and self._answer.retry_after is not None:
                delay = max(delay, min(self._answer.retry_after, MAX_RETRY_AFTER))
            hook.due_at = clock.now() + round(delay)
        elif self._grant_is_over:
            hook.end(Reason.GRANT_ENDED)
        else:
            hook.pause(Reason.FAILING)

    @property
    def _grant_is_over(self) -> bool:
        """Whether the webhook is of a grant that never works again."""
        return self._hook.grant is not None and self._hook.grant.status in FINAL

    @property
    def _is_next(self) -> bool:
        """Whether the webhook has been told everything before this message, and not this one."""
        delivery = self._delivery
        if delivery.stream is None:
            return delivery.delivered_at is None and delivery.type != PING
        place: Any = (self._hook.id, delivery.team_id, delivery.stream)
        cursor = db.session.get(WebhookCursor, place, populate_existing=True)
        return cursor is not None and cursor.seq == delivery.after_seq
