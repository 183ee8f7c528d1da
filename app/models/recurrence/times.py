"""The times of an event: its first date, and how it repeats."""

from dataclasses import dataclass
from datetime import datetime

from app.models.recurrence.recurrence import Override, Recurrence


@dataclass(frozen=True)
class Times:
    """The first start and end in local time of ``timezone``, and the series they begin."""

    start: datetime
    end: datetime
    timezone: str
    all_day: bool = False
    recurrence: Recurrence | None = None
    overrides: tuple[Override, ...] = ()
