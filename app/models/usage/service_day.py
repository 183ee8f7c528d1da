"""A day of one part of the service: how many of our own checks of it succeeded.

One row a part and day, whatever the number of processes: the row decides which of them checks.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import String, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.database.transactions import rows_changed
from app.extensions import db
from app.models.values import clock

PARTS = ("database", "sign-in", "api", "webhooks", "mail", "calendars")
KEPT = 90  # days, today among them
INTERVAL = 300  # seconds between two checks of a part


class ServiceDay(db.Model):
    """The checks of a part on one day in UTC. ``was_ok`` is what the last one found."""

    __tablename__ = "service_day"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)  # ISO 8601
    part: Mapped[str] = mapped_column(String(20), primary_key=True)
    checks: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    checked_at: Mapped[int]
    was_ok: Mapped[bool]

    @classmethod
    def claim(cls, at: int) -> bool:
        """Whether the caller is to check now. True for one caller in each interval.

        The first part's row gives the turn; what is found is counted afterwards.
        """
        mine = cls.day == day_of(at), cls.part == PARTS[0]
        due = update(cls).where(*mine, cls.checked_at <= at - INTERVAL).values(checked_at=at)
        if rows_changed(due) == 1:
            return True
        if db.session.scalar(select(cls.day).where(*mine)) is not None:
            return False
        try:
            with db.session.begin_nested():
                row = cls(day=day_of(at), part=PARTS[0], checked_at=at, was_ok=True)
                db.session.add(row)
            return True
        except IntegrityError:  # another process began the day
            return False

    @classmethod
    def count(cls, results: Mapping[str, bool], at: int) -> None:
        """Count one check of each part that was measured."""
        for part, is_ok in sorted(results.items()):
            row = db.session.get(cls, (day_of(at), part), with_for_update=True)
            if row is None:
                row = cls(day=day_of(at), part=part, checks=0, failed=0, checked_at=at)
                db.session.add(row)
            row.checks += 1
            row.failed += not is_ok
            if at >= row.checked_at:
                row.checked_at, row.was_ok = at, is_ok
        db.session.flush()

    @classmethod
    def list_kept(cls) -> list["ServiceDay"]:
        """The rows of the days that are shown, oldest first."""
        kept = select(cls).where(cls.day >= first_day()).order_by(cls.day, cls.part)
        return list(db.session.scalars(kept))

    @classmethod
    def purge(cls) -> int:
        """Delete the days that are no longer shown; how many rows."""
        return rows_changed(delete(cls).where(cls.day < first_day()))


def day_of(at: int) -> str:
    """The day in UTC of epoch seconds, as it is stored."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def list_days() -> list[date]:
    """The days that are shown, oldest first."""
    today = datetime.fromtimestamp(clock.now(), UTC).date()
    return [today - timedelta(days=back) for back in range(KEPT - 1, -1, -1)]


def first_day() -> str:
    """The oldest day that is shown, as it is stored."""
    return list_days()[0].isoformat()
