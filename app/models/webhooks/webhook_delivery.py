"""A delivery: one message of a webhook, and what its address answered last.

Messages of the streams are made when they are sent; those of acts with the act (grant_news.py).
They are sent one after the other, and the one that fails is tried again before the next.
"""

import json
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    and_,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.teams.team import Team
from app.models.values import clock, columns, secret, timestamps
from app.models.webhooks import webhook_types

PREFIX = "msg_"
DAY = 86_400  # seconds
KEPT = 30 * DAY
MAX_ANSWER = 1024  # bytes of the answer that are kept


class DeliveryState(StrEnum):
    """Pending ones are still to be sent, or to be tried again."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"  # a test or a repeat, which is sent once
    SUPERSEDED = "superseded"  # before it arrived its event changed again, which was sent instead
    WITHDRAWN = "withdrawn"  # before it arrived the app lost access, or the webhook ended


class WebhookDelivery(db.Model):
    """One message; its public id is the ``webhook-id`` of every attempt.

    ``subject_id`` is the row of the event or ticket, ``after_seq`` the place of the cursor when it
    was made. One that ``is_extra`` is a test or a repeat: sent once, out of turn.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index("ix_webhook_delivery_webhook_id", "webhook_id", "created_at", "id"),
        Index("ix_webhook_delivery_created_at", "created_at"),
        columns.partial_index(
            "ix_webhook_delivery_pending", "webhook_id", "id", where="state = 'pending'"
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    public_id: Mapped[str] = columns.public_id(PREFIX)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"))
    type: Mapped[str] = mapped_column(String(20))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    stream: Mapped[str | None] = mapped_column(String(10))
    seq: Mapped[int | None] = mapped_column(BigInteger)
    after_seq: Mapped[int | None] = mapped_column(BigInteger)
    subject_id: Mapped[int | None]
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[int] = mapped_column(default=lambda: clock.now())
    state: Mapped[str] = mapped_column(String(10), default=DeliveryState.PENDING)
    is_extra: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[int | None]
    delivered_at: Mapped[int | None]  # first
    # Of the last attempt: JSON of its headers without signatures, milliseconds, and its answer, or
    # why there was none.
    request_headers: Mapped[str | None] = mapped_column(Text)
    duration: Mapped[int | None]
    answer_status: Mapped[int | None]
    answer_body: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(String(10))

    team: Mapped[Team | None] = relationship()

    @classmethod
    def ping(cls, hook_id: int) -> "WebhookDelivery":
        """A new ping, which is sent once."""
        delivery = cls(webhook_id=hook_id, type=webhook_types.PING, is_extra=True)
        delivery.body = dump(webhook_types.PING, {})
        db.session.add(delivery)
        db.session.flush()
        return delivery

    @classmethod
    def of_stream(
        cls, hook_id: int, kind: str, data: dict[str, Any], **place: Any
    ) -> "WebhookDelivery":
        """A new message of a stream."""
        delivery = cls(webhook_id=hook_id, type=kind, body=dump(kind, data), **place)
        db.session.add(delivery)
        db.session.flush()
        return delivery

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the last attempt, without the signature."""
        return dict(json.loads(self.request_headers or "{}"))

    @property
    def is_resendable(self) -> bool:
        """Whether it has been sent and can be sent once more."""
        return self.attempts > 0 and self.state != DeliveryState.WITHDRAWN

    @classmethod
    def withdraw_all(cls, hook_id: int) -> None:
        """Send none of those that are pending."""
        pending = update(cls).where(cls.webhook_id == hook_id, cls.state == DeliveryState.PENDING)
        db.session.execute(pending.values(state=DeliveryState.WITHDRAWN))

    @classmethod
    def repeat_news(cls, hook_id: int, since: int) -> None:
        """Make the messages of acts since that time again, as new ones."""
        acts = select(cls.type, cls.body).where(
            cls.webhook_id == hook_id,
            cls.type.in_((*webhook_types.GRANTS, *webhook_types.APPS)),
            cls.created_at >= since,
            cls.state != DeliveryState.PENDING,
        )
        rows = db.session.execute(acts.order_by(cls.id)).all()
        add_news([{"webhook_id": hook_id, "type": kind, "body": body} for kind, body in rows])

    @classmethod
    def is_over(cls) -> ColumnElement[bool]:
        """SQL condition: no longer kept. One that is still to be sent is."""
        is_settled = cls.state != DeliveryState.PENDING
        return and_(cls.created_at <= clock.now() - KEPT, is_settled)


def add_news(rows: list[dict[str, Any]]) -> None:
    """Add messages with ``webhook_id``, ``type`` and ``body``, and perhaps ``team_id``."""
    common = {"state": DeliveryState.PENDING, "is_extra": False, "attempts": 0}
    common |= {"created_at": clock.now()}
    complete = [{**common, "public_id": secret.public_id(PREFIX), **row} for row in rows]
    if complete:
        db.session.execute(insert(WebhookDelivery), complete)


_MEMBERS = ("team", "id", "number", "slug", "seq", "url", "grant_id")


def dump(kind: str, data: dict[str, Any], *, at: int | None = None) -> str:
    """The body of a message: {"type", "timestamp", "data": {every member, null if unknown}}."""
    members = {**dict.fromkeys(_MEMBERS), **data}
    moment = timestamps.rfc3339(clock.now() if at is None else at)
    return json.dumps({"type": kind, "timestamp": moment, "data": members}, separators=(",", ":"))
