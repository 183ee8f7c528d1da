"""When an event takes place, as an organizer says it: one time, and how it repeats."""

from dataclasses import dataclass
from datetime import datetime

from app.models.recurrence.recurrence import Override, Recurrence


@dataclass(frozen=True)
class Times:
    """The first start and end as wall-clock times in ``timezone``, and the series they begin."""

    start: datetime
    end: datetime
    timezone: str
    all_day: bool = False
    recurrence: Recurrence | None = None
    overrides: tuple[Override, ...] = ()
