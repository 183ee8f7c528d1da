"""The link between an event and the calendar subscription it comes from."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ForeignKey, String, and_, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription
from app.models.events.event import Event
from app.models.values import clock


class SubscribedEvent(db.Model):
    """That an event comes from a subscription; an event comes from one at most."""

    __tablename__ = "subscribed_event"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id"), primary_key=True, autoincrement=False
    )
    subscription_id: Mapped[int] = mapped_column(ForeignKey("calendar_subscription.id"), index=True)
    # Its status before it was cancelled here because the calendar there lists it no more.
    status_before: Mapped[str | None] = mapped_column(String(10))
    # When it was missing there, but not cancelled here because too many events were.
    missing_since_at: Mapped[int | None]

    event: Mapped[Event] = relationship()
    subscription: Mapped[CalendarSubscription] = relationship()

    @classmethod
    def source_of(cls, event: Event) -> CalendarSubscription | None:
        """The subscription that ``event`` comes from; None when there is none."""
        return db.session.scalar(
            select(CalendarSubscription).join(cls).where(cls.event_id == event.id)
        )

    @classmethod
    def is_standing(cls) -> Any:
        """The SQL condition for announced events that are still to come, and not called off."""
        return and_(
            Event.deleted_at.is_(None),
            Event.status.in_(("scheduled", "postponed")),
            or_(Event.last_ends_at.is_(None), Event.last_ends_at >= clock.now()),
        )

    @classmethod
    def count_each(cls, subscriptions: Sequence[CalendarSubscription]) -> dict[int, int]:
        """How many events on the calendar come from each, by its row's number."""
        return cls._count(subscriptions, Event.deleted_at.is_(None))

    @classmethod
    def count_missing(cls, subscriptions: Sequence[CalendarSubscription]) -> dict[int, int]:
        """How many still stand here although the calendar there lists them no more."""
        return cls._count(subscriptions, cls.is_missing())

    @classmethod
    def is_missing(cls) -> Any:
        """The SQL condition for these, in a query that joins the event."""
        return and_(cls.missing_since_at.is_not(None), cls.is_standing())

    @classmethod
    def _count(cls, subscriptions: Sequence[CalendarSubscription], which: Any) -> dict[int, int]:
        numbers = [subscription.id for subscription in subscriptions]
        counted = select(cls.subscription_id, func.count()).join(Event)
        counted = counted.where(cls.subscription_id.in_(numbers), which)
        rows = db.session.execute(counted.group_by(cls.subscription_id))
        return dict.fromkeys(numbers, 0) | {row[0]: row[1] for row in rows}
