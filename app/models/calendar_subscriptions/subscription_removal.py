"""Removing a calendar subscription, and keeping, cancelling or deleting its events."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from sqlalchemy import delete, select

from app.database.batches import batches
from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription
from app.models.calendar_subscriptions.subscribed_event import SubscribedEvent
from app.models.events.event import Event
from app.models.events.writing.event_batch import EventBatch
from app.models.teams.team import Team


class Fate(StrEnum):
    """What becomes of its events."""

    KEEP = "keep"
    CANCEL = "cancel"  # those still to come
    DELETE = "delete"


def remove(subscription: CalendarSubscription, fate: Fate, *, by: User) -> int:
    """Unsubscribe; how many events were cancelled or deleted with it."""
    team = subscription.team
    team.lock()
    ended = 0 if fate is Fate.KEEP else _end_events(subscription, fate, by)
    facts = {
        "calendar": subscription.public_id,
        "address": subscription.shown_url,
        "events": fate.value,
        "count": ended,
    }
    _forget(subscription)
    audit_trail.record("calendar.unfollowed", facts, actor=by, team=team)
    return ended


def remove_all(team: Team) -> None:
    """Remove the subscriptions of ``team``; the caller ends its events."""
    for subscription in CalendarSubscription.list_of(team):
        _forget(subscription)


def _end_events(subscription: CalendarSubscription, fate: Fate, by: User) -> int:
    condition = SubscribedEvent.is_standing() if fate is Fate.CANCEL else Event.deleted_at.is_(None)
    rows = select(Event.id).join(SubscribedEvent).order_by(Event.id)
    numbers = db.session.scalars(
        rows.where(SubscribedEvent.subscription_id == subscription.id, condition)
    ).all()
    for some in batches(numbers):
        if fate is Fate.CANCEL:
            _cancel(subscription.team, some, by)
        else:
            Event.delete_all(subscription.team, some, by=by)
    return len(numbers)


def _cancel(team: Team, numbers: Sequence[int], by: User) -> None:
    batch = EventBatch(team.id, by=by)
    for event in Event.read_stored(Event.id.in_(numbers)):
        batch.change(event, replace(event.details, status="cancelled"))
    batch.write()


def _forget(subscription: CalendarSubscription) -> None:
    links = delete(SubscribedEvent).where(SubscribedEvent.subscription_id == subscription.id)
    db.session.execute(links.execution_options(synchronize_session=False))
    db.session.delete(subscription)
    db.session.flush()
