"""Events: create, change, cancel and delete."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from sqlalchemy import Select, bindparam, select

from app.database.batches import batches
from app.extensions import db
from app.models.accounts.user import User
from app.models.audit import audit_trail
from app.models.clients.client import Client
from app.models.events import (
    event_address,
    event_json,
    event_observers,
    event_slug,
    event_tombstone,
)
from app.models.events.event_details import EventDetails
from app.models.events.event_row import EventRow
from app.models.events.pictures.picture import Picture
from app.models.teams.team import Team, is_slug
from app.models.values import clock, secret


class Event(EventRow):
    """An event, and the acts on it: create, change, cancel, delete.

    Each act numbers the change, renders the JSON and, when a user or an app acts, records it in
    the audit trail. Batches prepare their events with ``new`` and ``take``, then ``write_all``.

    ``id`` is public and never reused. A deleted event keeps its row, so that feeds can list its
    removal and its UID can be restored.
    """

    __tablename__ = "event"

    @classmethod
    def create(
        cls,
        team: Team,
        details: EventDetails,
        *,
        by: User | None = None,
        via: Client | None = None,
        uid: str | None = None,
        public_id: str | None = None,
        external_ref: str | None = None,
    ) -> "Event":
        """Add an event with these checked ``details`` to ``team``'s calendar.

        ``via`` is the app that acts for ``by``; ``external_ref`` is the app's own id of the event.
        """
        [slug] = cls.free_slugs(team, [details])
        event = cls.new(team, details, slug=slug, uid=uid, public_id=public_id)
        event.added_via_id, event.external_ref = via and via.id, external_ref
        event._write("event.created", by, via)
        return event

    def change(
        self, details: EventDetails, *, by: User | None = None, via: Client | None = None
    ) -> bool:
        """Replace its details; False, and nothing is written, when they are the same.

        Restores a deleted event. An app does not see private dates, so they stay as they are.
        """
        self.team.lock()
        if via is not None:
            details = details.with_private_dates(self.details)
        is_changed = self.take(details)
        if is_changed:
            self._write("event.changed", by, via)
        return is_changed

    def cancel(self, *, by: User | None = None) -> bool:
        """Set its status to cancelled; False for a draft or an event that is already cancelled."""
        self.hold()
        is_changed = self.is_announced and self.take(replace(self.details, status="cancelled"))
        if is_changed:
            self._write("event.cancelled", by, None)
        return is_changed

    def delete(self, *, by: User | None = None, via: Client | None = None) -> None:
        """Delete it; feeds will list the removal."""
        self.team.lock()
        if self.deleted_at is None:
            self.deleted_at = clock.now()
            self._write("event.deleted", by, via)

    def hold(self) -> None:
        """Lock it until this transaction ends, and read it again."""
        self.team.lock()
        db.session.refresh(self)

    @classmethod
    def find(cls, team: Team, slug: str) -> "Event | None":
        """The team's event with this slug, drafts included; None when deleted or unknown."""
        if not is_slug(slug):
            return None
        return db.session.scalar(_present_by_slug(), {"team": team.id, "slug": slug})

    @classmethod
    def find_by_ref(cls, team: Team, external_ref: str, *, via: Client) -> "Event | None":
        """The event that ``via`` added with this id, even if deleted; None if unknown."""
        return db.session.scalar(
            select(cls).where(
                cls.team_id == team.id, cls.added_via_id == via.id, cls.external_ref == external_ref
            )
        )

    @classmethod
    def free_slugs(cls, team: Team, all_details: Sequence[EventDetails]) -> list[str]:
        """A slug for each of several new events, never used in the team before."""
        team.lock()
        taken = select(cls.slug).where(cls.team_id == team.id)
        return event_slug.choose(
            all_details, lambda slugs: db.session.scalars(taken.where(cls.slug.in_(slugs)))
        )

    @classmethod
    def new(
        cls,
        team: Team,
        details: EventDetails,
        *,
        slug: str,
        uid: str | None = None,
        public_id: str | None = None,
    ) -> "Event":
        """A new event, which readers see after ``write_all``; ``slug`` must be free."""
        public_id = public_id or secret.public_id("evt_")
        event = cls(team=team, slug=slug, public_id=public_id, sequence=-1)
        event.uid = uid or f"{public_id}@stagedoor"
        event._hold_details(event_address.leave_out(event, details))
        db.session.add(event)
        return event

    def take(self, details: EventDetails) -> bool:
        """``change`` without writing: readers see it after ``write_all``."""
        details = event_address.leave_out(self, details)
        present = self.details
        if details == present and self.deleted_at is None:
            return False
        self.was_deleted = self.was_deleted or self.deleted_at is not None
        self.deleted_at = None
        self.details_before = self.details_before or present
        self._hold_details(details)
        return True

    @classmethod
    def rewrite_all(cls, team: Team, *, by: User | None = None) -> None:
        """Publish all events of the team again, after its name or address changed."""
        stored = select(cls.id).where(cls.team_id == team.id, cls.deleted_at.is_(None))
        for ids in batches(db.session.scalars(stored.order_by(cls.id)).all()):
            events = db.session.scalars(select(cls).where(cls.id.in_(ids)).order_by(cls.id))
            cls.write_all(team, events.all(), by=by)

    @classmethod
    def write_all(
        cls,
        team: Team,
        events: Sequence["Event"],
        *,
        by: User | None = None,
        via: Client | None = None,
    ) -> None:
        """Publish the current state of ``events`` to readers, as changes in this order."""
        if not events:
            return
        db.session.flush()  # assigns the id that the JSON contains
        first = team.next_change_seq(len(events))
        before = [event.rendered for event in events]
        for seq, event in enumerate(events, first):
            event.updated_by, event.updated_via = by, via
            event.updated_at = clock.now()
            event.sequence += 1
            event.change_seq = seq
            event.was_shared = event.was_shared or event.is_shared
            event.rendered = event_json.render(event)
        event_tombstone.note(zip(events, before, strict=True))
        event_observers.tell_changed(team, events)
        for event in events:
            event.details_before, event.was_deleted = None, False

    def _hold_details(self, details: EventDetails) -> None:
        former, self.details = self.picture, details
        self.picture = Picture.behind(self.team, details.image_url)
        if former is not None and former is not self.picture:
            former.left_at = clock.now()

    def _write(self, action: str, by: User | None, via: Client | None) -> None:
        Event.write_all(self.team, [self], by=by, via=via)
        if by or via:
            audit_trail.record(action, actor=by, team=self.team, event=self.public_id)


@cache  # building a statement takes as long as running it
def _present_by_slug() -> "Select[Event]":
    is_it = Event.team_id == bindparam("team"), Event.slug == bindparam("slug")
    return select(Event).where(*is_it, Event.deleted_at.is_(None))
