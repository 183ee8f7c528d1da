"""One event of a batch: what is done with it and, once it is written, what it is."""

from dataclasses import dataclass

from app.models.events import event_json
from app.models.events.event_audience import SHARED
from app.models.events.event_details import EventDetails
from app.models.events.stored_event import StoredEvent
from app.models.teams.team import NumberedTeam


@dataclass(slots=True)
class EventWrite:
    """An event that is added, or the change of a stored one."""

    action: str  # of its line in the audit trail
    team_id: int
    public_id: str
    uid: str
    details: EventDetails
    former: StoredEvent | None = None  # what it was; None for a new one
    has_content: bool = True  # False where only its state changes
    slug: str = ""
    external_ref: str | None = None
    least_sequence: int = 0
    deleted_at: int | None = None
    added_via_id: int | None = None
    # What follows is set by EventBatch.write.
    id: int = 0
    team: NumberedTeam | None = None
    change_seq: int = 0
    sequence: int = 0
    created_at: int = 0
    updated_at: int = 0
    was_shared: bool = False
    picture_id: int | None = None
    rendered: str = ""

    @property
    def before(self) -> EventDetails | None:
        """What its content was, if it changed."""
        return self.former.details if self.former is not None and self.has_content else None

    @property
    def stored(self) -> StoredEvent:
        """What it is, once it is written."""
        return StoredEvent._make(getattr(self, name) for name in StoredEvent._fields)

    def settle(self, team: NumberedTeam, seq: int, now: int) -> None:
        """Give it its number, and the JSON that contains what is settled by it."""
        former, details = self.former, self.details
        self.team, self.change_seq, self.updated_at = team, seq, now
        self.created_at = former.created_at if former else now
        self.sequence = max(former.sequence + 1 if former else 0, self.least_sequence)
        is_shared = SHARED.allows(details.status, details.visibility, self.deleted_at)
        self.was_shared = is_shared or (former is not None and former.was_shared)
        self.rendered = event_json.render(self)
