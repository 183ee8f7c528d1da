"""The times of an event: its first date, and how it repeats."""

from dataclasses import dataclass, replace
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

    @property
    def for_others(self) -> "Times":
        """The times as people outside the team know them: private dates are excluded ones."""
        private = [override.recurrence_id for override in self.overrides if override.is_private]
        if self.recurrence is None or not private:
            return self
        exdates = tuple(dict.fromkeys((*self.recurrence.exdates, *private)))
        return replace(
            self,
            recurrence=replace(self.recurrence, exdates=exdates),
            overrides=tuple(override for override in self.overrides if not override.is_private),
        )
