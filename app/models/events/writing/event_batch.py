"""Events of one team that are written together, however many, in the same few statements.

Their numbers, ids and slugs are reserved for all of them at once, so that each row is written once,
with the JSON that contains these. The team is locked from then on, which is all that other writers
wait for: what was read before is compared with what is there when it is replaced.
"""

from collections.abc import Sequence

from app.extensions import db
from app.models.audit import audit_trail
from app.models.audit.audit_trail import Row
from app.models.events import event_address, event_observers, event_tombstone
from app.models.events.event_details import EventDetails
from app.models.events.event_observers import EventChange
from app.models.events.event_row import EventRow
from app.models.events.pictures.picture import Picture
from app.models.events.stored_event import StoredEvent
from app.models.events.writing import event_rows, event_slug
from app.models.events.writing.event_write import EventWrite
from app.models.teams.team import Team
from app.models.values import clock, secret


class EventBatch:
    """Acts on events of one team, each on another event, in the order that readers see.

    ``via`` is the app that acts for ``by``.
    """

    def __init__(self, team_id: int, *, by: Row | None = None, via: Row | None = None) -> None:
        """Begin with no acts."""
        self.writes: list[EventWrite] = []
        self._team_id, self._by, self._via = team_id, by, via

    def add(
        self,
        details: EventDetails,
        *,
        uid: str | None = None,
        public_id: str | None = None,
        external_ref: str | None = None,
        least_sequence: int = 0,
    ) -> EventWrite:
        """Add an event with these checked ``details``."""
        public_id = public_id or secret.public_id("evt_")
        uid = uid or f"{public_id}@stagedoor"
        write = EventWrite("event.created", self._team_id, public_id, uid, details)
        write.external_ref, write.least_sequence = external_ref, least_sequence
        write.added_via_id = self._via.id if self._via else None
        self.writes.append(write)
        return write

    def change(
        self,
        event: StoredEvent,
        details: EventDetails,
        *,
        action: str = "event.changed",
        least_sequence: int = 0,
    ) -> EventWrite | None:
        """Replace its details; None, and nothing is written, when they are the same.

        Restores a deleted event.
        """
        details = event_address.leave_out(event, details)
        if details == event.details and event.deleted_at is None:
            return None
        write = self._take(action, event, details)
        write.least_sequence = least_sequence
        return write

    def delete(self, event: StoredEvent) -> EventWrite:
        """Delete it; feeds will list the removal."""
        write = self._take("event.deleted", event, event.details)
        write.deleted_at, write.has_content = clock.now(), False
        return write

    def publish_again(self, event: StoredEvent) -> EventWrite:
        """Show readers its present state, as a change."""
        write = self._take("event.changed", event, event.details)
        write.deleted_at, write.has_content = event.deleted_at, False
        return write

    def write(self) -> None:
        """Write all of them.

        Raises StaleEventError, and the transaction has to be rolled back, if one of them was
        written by others since it was read. Under the lock of the team this cannot happen.
        """
        if not self.writes:
            return
        db.session.flush()  # the events may refer to what was added before
        team = Team.number_changes(self._team_id, len(self.writes))
        self._identify([write for write in self.writes if write.former is None])
        now = clock.now()
        for seq, write in enumerate(self.writes, team.first_seq):
            write.settle(team, seq, now)
        self._show_pictures()
        event_rows.store(self.writes, now, by=self._by, via=self._via)
        self._tell()

    def record(self) -> None:
        """Add a line to the audit trail for each of them."""
        acts = [(write.action, {"event": write.public_id}) for write in self.writes]
        audit_trail.record_all(acts, actor=self._by, team_id=self._team_id)

    def _take(self, action: str, event: StoredEvent, details: EventDetails) -> EventWrite:
        write = EventWrite(action, self._team_id, event.public_id, event.uid, details, event)
        write.id, write.slug, write.picture_id = event.id, event.slug, event.picture_id
        write.added_via_id = event.added_via_id
        self.writes.append(write)
        return write

    def _identify(self, new: Sequence[EventWrite]) -> None:
        """Give new events their ids and slugs."""
        if not new:
            return
        slugs = event_slug.choose(
            [write.details for write in new],
            lambda slugs: event_rows.find_taken(self._team_id, slugs),
        )
        for write, number, slug in zip(new, event_rows.reserve_ids(len(new)), slugs, strict=True):
            write.id, write.slug = number, slug
            write.details = event_address.leave_out(write, write.details)

    def _show_pictures(self) -> None:
        """Note which uploaded pictures the events show, and which no longer."""
        changed = [write for write in self.writes if write.has_content]
        links = {write.details.image_url for write in changed}
        shown, left = Picture.find_behind(self._team_id, links), set()
        for write in changed:
            former, write.picture_id = write.picture_id, shown.get(write.details.image_url or "")
            if former is not None and former != write.picture_id:
                left.add(former)
        Picture.leave(left)

    def _tell(self) -> None:
        """Let others follow the changes of events that there were before."""
        changed = [(write, write.former) for write in self.writes if write.former is not None]
        if not changed:
            return
        _read_again({write.id for write, _former in changed})
        event_tombstone.note([(write, former.rendered) for write, former in changed])
        event_observers.tell_changed(
            [
                EventChange(write.id, write.before, former.deleted_at is not None)
                for write, former in changed
            ]
        )


def _read_again(numbers: set[int]) -> None:
    """Let the session read these events again when it needs them."""
    for state in db.session.identity_map.all_states():
        row = state.obj()
        if isinstance(row, EventRow) and state.identity and state.identity[0] in numbers:
            db.session.expire(row)
