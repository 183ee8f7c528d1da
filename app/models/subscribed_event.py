"""Which events come from which calendar elsewhere."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ForeignKey, String, and_, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import db
from app.models import clock
from app.models.calendar_subscription import CalendarSubscription
from app.models.event import Event


class SubscribedEvent(db.Model):
    """That an event comes from a subscription; an event comes from one at most."""

    __tablename__ = "subscribed_event"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id"), primary_key=True, autoincrement=False
    )
    subscription_id: Mapped[int] = mapped_column(ForeignKey("calendar_subscription.id"), index=True)
    # Its status before it was cancelled here because the calendar there lists it no more.
    status_before: Mapped[str | None] = mapped_column(String(10))
    # When it was found missing there and yet, since so many were, not cancelled here.
    missing_since_at: Mapped[int | None]

    event: Mapped[Event] = relationship()
    subscription: Mapped[CalendarSubscription] = relationship()

    @classmethod
    def source_of(cls, event: Event) -> CalendarSubscription | None:
        """Where ``event`` comes from; None when from no calendar elsewhere."""
        return db.session.scalar(
            select(CalendarSubscription).join(cls).where(cls.event_id == event.id)
        )

    @classmethod
    def is_standing(cls) -> Any:
        """The SQL condition for announced events that are still to come, and not called off.

        A series counts as to come, since only single events are ever past.
        """
        return and_(
            Event.deleted_at.is_(None),
            Event.status.in_(("scheduled", "postponed")),
            or_(Event.ends_at >= clock.now(), Event.recurrence_json.is_not(None)),
        )

    @classmethod
    def count_each(cls, subscriptions: Sequence[CalendarSubscription]) -> dict[int, int]:
        """How many events on the calendar come from each, by its row's number."""
        counted = (
            select(cls.subscription_id, func.count())
            .join(Event)
            .where(
                cls.subscription_id.in_([one.id for one in subscriptions]),
                Event.deleted_at.is_(None),
            )
            .group_by(cls.subscription_id)
        )
        found = {row[0]: row[1] for row in db.session.execute(counted)}
        return {one.id: found.get(one.id, 0) for one in subscriptions}

    @classmethod
    def count_missing(cls, subscription: CalendarSubscription) -> int:
        """How many still stand here although the calendar there lists them no more."""
        rows = select(func.count()).select_from(cls).join(Event).where(cls.is_missing(subscription))
        return db.session.scalar(rows) or 0

    @classmethod
    def is_missing(cls, subscription: CalendarSubscription) -> Any:
        """The SQL condition for these, in a query that joins the event."""
        return and_(
            cls.subscription_id == subscription.id,
            cls.missing_since_at.is_not(None),
            cls.is_standing(),
        )
