"""Events: create, change, cancel and delete."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy import Row as RowOfEvent

from app.database.batches import batches
from app.database.connections import hot_read
from app.extensions import db
from app.models.audit.audit_trail import Row
from app.models.events import event_columns
from app.models.events.event_details import EventDetails
from app.models.events.event_row import EventRow
from app.models.events.stored_event import FACTS, StoredEvent
from app.models.events.writing.event_batch import EventBatch
from app.models.teams.team import Team, is_slug


class Event(EventRow):
    """An event, and the acts on it: create, change, cancel, delete.

    Each act numbers the change, renders the JSON and, when a user or an app acts, records it in
    the audit trail. Acts on many events are done by an EventBatch.

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
        by: Row | None = None,
        via: Row | None = None,
        uid: str | None = None,
        public_id: str | None = None,
        external_ref: str | None = None,
    ) -> "Event":
        """Add an event with these checked ``details`` to ``team``'s calendar.

        ``via`` is the app that acts for ``by``; ``external_ref`` is the app's own id of the event.
        """
        batch = EventBatch(team.id, by=by, via=via)
        write = batch.add(details, uid=uid, public_id=public_id, external_ref=external_ref)
        _write(batch, is_act=bool(by or via))
        return db.session.get_one(cls, write.id)

    def change(
        self, details: EventDetails, *, by: Row | None = None, via: Row | None = None
    ) -> bool:
        """Replace its details; False, and nothing is written, when they are the same.

        Restores a deleted event. An app does not see private dates, so they stay as they are.
        """
        self.hold()
        batch, present = EventBatch(self.team_id, by=by, via=via), self.stored
        if via is not None:
            details = details.with_private_dates(present.details)
        is_changed = batch.change(present, details) is not None
        _write(batch, is_act=bool(by or via))
        return is_changed

    def cancel(self, *, by: Row | None = None) -> bool:
        """Set its status to cancelled; False for a draft or an event that is already cancelled."""
        self.hold()
        batch, present = EventBatch(self.team_id, by=by), self.stored
        cancelled = replace(present.details, status="cancelled")
        if not self.is_announced or not batch.change(present, cancelled, action="event.cancelled"):
            return False
        _write(batch, is_act=by is not None)
        return True

    def delete(self, *, by: Row | None = None, via: Row | None = None) -> None:
        """Delete it; feeds will list the removal."""
        self.hold()
        if self.deleted_at is None:
            batch = EventBatch(self.team_id, by=by, via=via)
            batch.delete(self.stored)
            _write(batch, is_act=bool(by or via))

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
    def find_committed(cls, team_id: int, slug: str) -> StoredEvent | None:
        """As ``find``, but what is committed now: read beside the session's transaction."""
        if not is_slug(slug):
            return None
        rows = _read_committed(_BY_SLUG, {"team": team_id, "slug_is": slug})
        return _stored(rows[0]) if rows else None

    @classmethod
    def find_by_refs(
        cls, team_id: int, refs: Collection[str], *, via: Row
    ) -> dict[str, StoredEvent]:
        """The events that ``via`` added with these ids of its own, even if deleted, by these ids.

        They are read as ``find_committed`` does.
        """
        values = {"team": team_id, "via": via.id, "refs": sorted(refs)}
        rows = _read_committed(_BY_REFS, values) if refs else []
        return {row.external_ref: _stored(row) for row in rows}

    @classmethod
    def read_stored(cls, *conditions: ColumnElement[bool]) -> list[StoredEvent]:
        """The events that fulfil all ``conditions``, oldest first, read as values."""
        rows = db.session.execute(_STORED.where(*conditions).order_by(cls.id)).all()
        return list(map(_stored, rows))

    @classmethod
    def delete_all(cls, team: Team, numbers: Sequence[int], *, by: Row | None = None) -> None:
        """Delete these events of the team, which is locked, without a line for each."""
        batch = EventBatch(team.id, by=by)
        for event in cls.read_stored(cls.id.in_(numbers)):
            batch.delete(event)
        batch.write()

    @classmethod
    def rewrite_all(cls, team: Team, *, by: Row | None = None) -> None:
        """Publish all events of the team again, after its name or address changed."""
        team.lock()
        stored = select(cls.id).where(cls.team_id == team.id, cls.deleted_at.is_(None))
        for ids in batches(db.session.scalars(stored.order_by(cls.id)).all()):
            events = db.session.scalars(select(cls).where(cls.id.in_(ids)).order_by(cls.id))
            cls.write_all(team, events.all(), by=by)

    @classmethod
    def write_all(cls, team: Team, events: Sequence["Event"], *, by: Row | None = None) -> None:
        """Publish the current state of ``events`` to readers, as changes in this order."""
        batch = EventBatch(team.id, by=by)
        for event in events:
            batch.publish_again(event.stored)
        batch.write()


# Constants, because every write of an app runs one of them.
_STORED = select(
    *(getattr(Event, name).label(name) for name in FACTS),
    *(getattr(Event, name).label(name) for name in event_columns.ATTRIBUTES),
)
_OF_TEAM = _STORED.where(Event.team_id == bindparam("team"))
_BY_SLUG = _OF_TEAM.where(Event.slug == bindparam("slug_is"), Event.deleted_at.is_(None))
_BY_REFS = _OF_TEAM.add_columns(Event.external_ref).where(
    Event.added_via_id == bindparam("via"),
    Event.external_ref.in_(bindparam("refs", expanding=True)),
)


def _read_committed(statement: Select[Any], values: Mapping[str, Any]) -> Sequence[RowOfEvent[Any]]:
    with hot_read() as connection:
        return connection.execute(statement, values).all()


def _stored(row: RowOfEvent[Any]) -> StoredEvent:
    return StoredEvent._make([*row[: len(FACTS)], event_columns.read(row)])


def _write(batch: EventBatch, *, is_act: bool) -> None:
    """Write the act, with a line of the audit trail if a user or an app acts."""
    batch.write()
    if is_act:
        batch.record()


@cache  # building a statement takes as long as running it
def _present_by_slug() -> "Select[Event]":
    is_it = Event.team_id == bindparam("team"), Event.slug == bindparam("slug")
    return select(Event).where(*is_it, Event.deleted_at.is_(None))
