"""An event as it was read: what a write has to know of it, without an object of the session."""

from typing import NamedTuple

from app.models.events.event_audience import EXISTING, SHARED
from app.models.events.event_details import EventDetails

# The fields of StoredEvent that are attributes of the row under the same name.
FACTS = (
    *("id", "public_id", "team_id", "uid", "slug", "sequence", "change_seq", "created_at"),
    *("updated_at", "deleted_at", "was_shared", "picture_id", "added_via_id", "rendered"),
)


class StoredEvent(NamedTuple):
    """An event with the number of its last change: a write fails if it has a later one by then."""

    id: int
    public_id: str
    team_id: int
    uid: str
    slug: str
    sequence: int
    change_seq: int
    created_at: int
    updated_at: int
    deleted_at: int | None
    was_shared: bool
    picture_id: int | None
    added_via_id: int | None
    rendered: str
    details: EventDetails

    @property
    def is_shared(self) -> bool:
        """Whether apps, and anyone who opens its page, may see it."""
        return SHARED.allows(self.details.status, self.details.visibility, self.deleted_at)

    def is_visible_to(self, client_id: int) -> bool:
        """Whether this client may see it: it is shared, or the client added it."""
        is_own = self.added_via_id == client_id
        return self.is_shared or (is_own and EXISTING.allows("", "", self.deleted_at))
