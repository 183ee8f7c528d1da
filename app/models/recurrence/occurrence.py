"""One time at which an event takes place."""

from dataclasses import dataclass
from datetime import datetime

from app.models.recurrence.recurrence import Override


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a series; ``recurrence_id`` is its unchanged local start."""

    starts_at: int
    ends_at: int
    recurrence_id: str
    start: datetime
    end: datetime
    override: Override | None = None

    @property
    def status(self) -> str | None:
        """Its status if it differs from the series."""
        return self.override.status if self.override else None

    @property
    def takes_place(self) -> bool:
        """Whether it is not cancelled by itself."""
        return self.status != "cancelled"

    def overlaps(self, since: int, until: int) -> bool:
        """Whether it starts before ``until`` and has not ended by ``since``."""
        return self.starts_at < until and (self.ends_at > since or self.starts_at >= since)
