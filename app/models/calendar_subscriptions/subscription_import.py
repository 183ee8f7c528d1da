"""Importing a subscribed calendar: an import that also detects removed events.

Only events that come from this subscription are touched. Decision 0016 says what wins when.
"""

from dataclasses import replace
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import joinedload

from app.database.batches import batches
from app.extensions import db
from app.language.texts import gettext as _
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.audit.audit_trail import Fact
from app.models.calendar_files.event_import import EventImport, Outcome
from app.models.calendar_files.import_candidate import CheckedFile, EventCandidate
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription
from app.models.calendar_subscriptions.subscribed_event import SubscribedEvent
from app.models.events.event import Event
from app.models.events.event_details import EventDetails
from app.models.events.stored_event import StoredEvent
from app.models.values import clock

MAX_LISTED = 50  # refused events that are remembered with their reasons


class SubscriptionImport(EventImport):
    """One reading of a subscription. Commit after it: all of it is in one transaction."""

    def __init__(self, subscription: CalendarSubscription, *, by: User | None) -> None:
        """Begin with an empty report."""
        super().__init__(subscription.team, by=by)
        self.cancelled = self.restored = 0
        self._subscription = subscription
        # Later readings are not watched: only the first takes over events that others wrote.
        self._is_first = subscription.last_succeeded_at is None
        self._links: dict[int, SubscribedEvent] = {}

    @classmethod
    def of_source(
        cls, subscription: CalendarSubscription, checked: CheckedFile, *, by: User | None = None
    ) -> "SubscriptionImport":
        """Bring in what can be had, and cancel what is gone unless that is hard to believe."""
        subscription.team.lock()
        imported = cls(subscription, by=by)
        standing = imported._find_standing()
        imported._take_all(checked)
        imported._follow_missing(standing, checked)
        imported._write()
        imported._link_new()
        return imported

    @property
    def has_changed_anything(self) -> bool:
        """Whether any event was written."""
        return bool(self._batch.writes)

    @property
    def all_counts(self) -> dict[str, int]:
        """How many events met each outcome; restored ones are among the updated."""
        counts = {outcome.value: count for outcome, count in self.counts.items()}
        return {**counts, "cancelled": self.cancelled, "restored": self.restored}

    def as_report(self) -> dict[str, Any]:
        """The counts, and the first refused events: [line, title, reason]."""
        refused = [[line.line, line.title or line.uid or "–", line.reason] for line in self.refused]
        return {**self.all_counts, "lines": refused[:MAX_LISTED]}

    def _find_standing(self) -> dict[str, int]:
        """The numbers of the events, by UID, that would have to be cancelled if they were gone."""
        rows = (
            select(Event.uid, Event.id)
            .join(SubscribedEvent)
            .where(
                SubscribedEvent.subscription_id == self._subscription.id,
                SubscribedEvent.is_standing(),
            )
        )
        return {row.uid: row.id for row in db.session.execute(rows)}

    def _find_existing(self, uids: list[str]) -> dict[str, StoredEvent]:
        existing = super()._find_existing(uids)
        numbers = [event.id for event in existing.values()]
        links = select(SubscribedEvent).where(SubscribedEvent.event_id.in_(numbers))
        self._links = {link.event_id: link for link in db.session.scalars(links)}
        return existing

    def _meet(self, event: StoredEvent, candidate: EventCandidate) -> None:
        link = self._links.get(event.id)
        reason = self._why_not(event, link)
        if reason is not None:
            self._report(candidate.vevent, Outcome.REFUSED, reason)
            return
        link = link or self._link(event)
        before = _as_before(event, link)
        details = candidate.over(before)
        was_cancelled = before.status != event.details.status
        is_called_off = candidate.vevent.is_cancellation and not candidate.vevent.cancelled_dates
        link.status_before = before.status if is_called_off else None
        link.missing_since_at = None
        write = self._update(event, candidate.vevent, details)
        after = write.details if write is not None else event.details
        self.restored += was_cancelled and after.status != "cancelled"

    def _why_not(self, event: StoredEvent, link: SubscribedEvent | None) -> str | None:
        """Why the event is left as it is; None when the calendar there decides about it."""
        if link is None:
            if self._is_first and not _was_made_here(event):
                return None
            return str(_("The team has an event with this UID from another source."))
        if link.subscription_id != self._subscription.id:
            return str(_("It comes from another calendar subscription of the team."))
        if event.deleted_at is not None:
            return str(_("It was deleted here, and stays deleted."))
        return None

    def _create(self, candidate: EventCandidate) -> None:
        if self._is_of_deleted(candidate):
            reason = _("Its series was deleted here, and stays deleted.")
            self._report(candidate.vevent, Outcome.REFUSED, reason)
        else:
            super()._create(candidate)

    def _is_of_deleted(self, candidate: EventCandidate) -> bool:
        """Whether it takes place on a date of a series that was deleted here."""
        former = candidate.vevent.former
        return former is not None and self._series.get(former.uid, former) is None

    def _link(self, event: StoredEvent) -> SubscribedEvent:
        link = SubscribedEvent(event_id=event.id, subscription=self._subscription)
        db.session.add(link)
        return link

    def _link_new(self) -> None:
        """Note of the new events that they come from the subscription."""
        mine = {"subscription_id": self._subscription.id}
        new = [write.id for write in self._batch.writes if write.former is None]
        for some in batches(new):
            db.session.execute(insert(SubscribedEvent), [mine | {"event_id": id} for id in some])

    def _follow_missing(self, standing: dict[str, int], checked: CheckedFile) -> None:
        there = {candidate.vevent.uid for candidate in checked.candidates}
        # What cannot be read is there all the same, unless it has no date any more.
        there |= {refusal.uid for refusal in checked.refusals if refusal.uid and refusal.has_dates}
        missing = [number for uid, number in standing.items() if uid not in there]
        is_believed = _is_believable(checked, missing=len(missing), standing=len(standing))
        for some in batches(missing):
            rows = select(SubscribedEvent).where(SubscribedEvent.event_id.in_(some))
            for link in db.session.scalars(rows.options(joinedload(SubscribedEvent.event))):
                if is_believed:
                    self._call_off(link)
                elif link.missing_since_at is None:
                    link.missing_since_at = clock.now()

    def _call_off(self, link: SubscribedEvent) -> None:
        event = link.event.stored
        link.status_before, link.missing_since_at = event.details.status, None
        self._batch.change(event, replace(event.details, status="cancelled"))
        self.cancelled += 1


def cancel_missing(subscription: CalendarSubscription, *, by: User) -> int:
    """Cancel the missing events that a member has checked, and return how many."""
    subscription.team.lock()
    imported = SubscriptionImport(subscription, by=by)
    rows = (
        select(SubscribedEvent)
        .join(Event)
        .where(SubscribedEvent.subscription_id == subscription.id, SubscribedEvent.is_missing())
    )
    for link in db.session.scalars(rows.options(joinedload(SubscribedEvent.event))).all():
        imported._call_off(link)
    imported._write()
    if imported.cancelled:
        facts: dict[str, Fact] = {
            "calendar": subscription.public_id,
            "cancelled": imported.cancelled,
        }
        audit_trail.record("calendar.read", facts, actor=by, team=subscription.team)
    return imported.cancelled


def _is_believable(checked: CheckedFile, *, missing: int, standing: int) -> bool:
    """Whether that many events are really gone, and the answer is not broken or cut short."""
    is_empty = not checked.candidates and not checked.refusals
    lost_most = missing > 1 and missing * 2 > standing
    return not (is_empty or lost_most)


def _was_made_here(event: StoredEvent) -> bool:
    """Whether it was written here, by hand or through an app, and not by an import."""
    return event.added_via_id is not None or event.uid == f"{event.public_id}@stagedoor"


def _as_before(event: StoredEvent, link: SubscribedEvent) -> EventDetails:
    """What the event was before it was cancelled here for being gone."""
    if link.status_before is None or event.details.status != "cancelled":
        return event.details
    return replace(event.details, status=link.status_before)
