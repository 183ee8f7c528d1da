"""A month of the calendar, as addresses name it: 2027-03."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1970, 2100  # of the months that pages show
_NAME = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class Month(NamedTuple):
    """A month of a year."""

    year: int
    number: int

    @classmethod
    def parse(cls, name: str) -> "Month | None":
        """The month of this name; None for any other text, and for years that pages do not show."""
        match = _NAME.fullmatch(name)
        month = cls(int(match[1]), int(match[2])) if match else None
        return month if month is not None and month._is_shown else None

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month of this day."""
        return cls(day.year, day.month)

    @property
    def name(self) -> str:
        """Its name in addresses."""
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def days(self) -> Iterator[date]:
        """Its days, in order."""
        return (self.first + timedelta(days=n) for n in range(self.last.day))

    @property
    def previous(self) -> "Month | None":
        """The month before; None where pages show none."""
        month = Month.of(self.first - timedelta(days=1))
        return month if month._is_shown else None

    @property
    def following(self) -> "Month | None":
        """The month after; None where pages show none."""
        month = Month.of(self.last + timedelta(days=1))
        return month if month._is_shown else None

    @property
    def _is_shown(self) -> bool:
        return FIRST_YEAR <= self.year <= LAST_YEAR
