"""One time at which an event takes place."""

from dataclasses import dataclass
from datetime import datetime

from app.models.recurrence.recurrence import Override


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time at which an event takes place; ``recurrence_id`` is the series' name for it."""

    starts_at: int
    ends_at: int
    recurrence_id: str
    start: datetime
    end: datetime
    override: Override | None = None

    @property
    def status(self) -> str | None:
        """Its state where that is not the series' one."""
        return self.override.status if self.override else None

    def overlaps(self, since: int, until: int) -> bool:
        """Whether it starts before ``until``, and is not over at ``since``."""
        return self.starts_at < until and (self.ends_at > since or self.starts_at >= since)
