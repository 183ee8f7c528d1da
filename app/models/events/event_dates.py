"""What an event keeps of its dates, so that lists need not work them out."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime
from sqlalchemy.orm import Mapped, mapped_column

from app.models.recurrence import recurrence
from app.models.recurrence.occurrence import Occurrence
from app.models.recurrence.series import Series
from app.models.values.errors import ValidationError


class EventDates:
    """Mixed into Event: the instants of its first date that is not left out; when all are over.

    ``last_ends_at`` is when the last of its dates is over, None for a series without end;
    ``rule_end`` the last wall time that its rule names, where the rule has an end.
    """

    starts_at: Mapped[int] = mapped_column(BigInteger)
    ends_at: Mapped[int] = mapped_column(BigInteger)
    last_ends_at: Mapped[int | None] = mapped_column(BigInteger)
    rule_end: Mapped[datetime | None] = mapped_column("rule_end_local", DateTime)

    @property
    def series(self) -> Series | None:
        """The times at which it takes place; None when it does not repeat."""
        details: Any = self.details  # type: ignore[attr-defined]
        return None if details.recurrence is None else Series(details.times, self.rule_end)

    @property
    def taking_place(self) -> Any:
        """What says when it is: itself, or the first date that is not cancelled; None for none."""
        series = self.series
        return self if series is None else series.first(taking_place=True)

    def find_date(self, recurrence_id: str) -> Occurrence | None:
        """Its date of this name; None when it has none such, or when the name is no time."""
        try:
            recurrence.check_moment(recurrence_id)
        except ValidationError:
            return None
        series = self.series
        return None if series is None else series.find(recurrence_id)

    def take_dates(self, details: Any) -> None:
        """Work all of them out from EventDetails."""
        series = details.series
        first = (series and series.first()) or details
        self.starts_at, self.ends_at = first.starts_at, first.ends_at
        self.rule_end = series.rule_end if series else None
        self.last_ends_at = series.last_ends_at if series else details.ends_at
