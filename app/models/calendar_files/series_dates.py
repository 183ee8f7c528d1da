"""The dates of one series as its file names them: in its own zone, in another, in none, by day."""

from datetime import datetime, time, timedelta

from app.models.calendar_files.ics_times import Moment, Span
from app.models.calendar_files.ics_zones import UTC
from app.models.recurrence.recurrence import Recurrence
from app.models.recurrence.series import Series
from app.models.recurrence.times import Times

MIDNIGHT = time()
DAY = timedelta(days=1)


class SeriesDates:
    """What EXDATE, RDATE and RECURRENCE-ID of a series at ``span`` mean, as its wall times.

    A time in another zone means the same instant. Where the series has no date then, but has one
    at the same wall time, that is meant: tools write the right clock and the wrong zone.
    """

    def __init__(
        self, span: Span, recurrence: Recurrence, calendar_zone: str | None = None
    ) -> None:
        """Name the dates of ``recurrence``, whose rule is checked.

        ``calendar_zone`` is the IANA zone that the calendar itself names, if any.
        """
        self._span, self._calendar_zone = span, calendar_zone
        times = Times(span.start, span.end, span.timezone, span.all_day, recurrence)
        self._series = Series(times)

    def added(self, moment: Moment) -> str:
        """The date that an RDATE adds."""
        if self._span.all_day:
            return self.name(self._in_calendar(moment))
        return self.name(self._walls(moment)[0])

    def excluded(self, moment: Moment) -> list[str]:
        """The dates that an EXDATE excludes: none for a time of day in an all-day series."""
        if self._span.all_day:
            day = self._day(moment)
            return [] if day is None else [self.name(day)]
        if moment.is_date:
            of_day = self._named_between(moment.local, moment.local + DAY)
            return [self.name(wall) for wall in of_day or self._walls(moment)]
        return [self.name(self._match(moment))]

    def changed(self, moment: Moment) -> str:
        """The date that a RECURRENCE-ID means."""
        if self._span.all_day:
            return self.name(self._day(moment) or self._local_midnight(moment) or moment.local)
        return self.name(self._match(moment))

    def _match(self, moment: Moment) -> datetime:
        walls = self._walls(moment)
        has_date = (
            wall for wall in walls if self._named_between(wall, wall + timedelta.resolution)
        )
        return walls[0] if len(walls) == 1 else next(has_date, walls[0])

    def _walls(self, moment: Moment) -> list[datetime]:
        """The wall times that ``moment`` may mean in the zone of the series, likeliest first."""
        if moment.is_date:
            # Tools name the date of a timed event by its day alone; its time is known.
            return [datetime.combine(moment.local.date(), self._span.start.time())]
        is_own = moment.zone is self._span.written_in
        if is_own or (moment.is_floating and self._calendar_zone is None):
            return [moment.local]
        wall = moment.wall(self._span.timezone)
        return [wall] if wall == moment.local else [wall, moment.local]

    def _day(self, moment: Moment) -> datetime | None:
        """The day that begins at ``moment``; None where no day does."""
        walls = (self._in_calendar(moment), moment.local)
        return next((wall for wall in walls if wall.time() == MIDNIGHT), None)

    def _in_calendar(self, moment: Moment) -> datetime:
        """``moment`` on the clock of its calendar where that has a zone, else on its own."""
        if self._calendar_zone is None or moment.zone is not UTC:
            return moment.local
        return moment.wall(self._calendar_zone)

    def _local_midnight(self, moment: Moment) -> datetime | None:
        wall = moment.wall(self._span.timezone)
        return wall if wall.time() == MIDNIGHT and not moment.is_floating else None

    def _named_between(self, since: datetime, before: datetime) -> list[datetime]:
        series = self._series
        singles = series.single_moments(since, before)
        return sorted({*singles, *series.rule_moments(since, before)})

    def name(self, wall: datetime) -> str:
        """The date at this wall time, in ISO: a day when the series is all-day."""
        return self._series.name(wall)
