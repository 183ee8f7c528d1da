"""The period of a usage page: a day by hours, or a week or month by days in the viewer's zone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from flask import request

from app.language.current import page_timezone
from app.language.texts import gettext as _
from app.models.usage.usage import HOUR
from app.models.usage.usage_report import DAY, Figures
from app.models.values import clock
from app.web.language.date_formats import format_clock, format_day, format_moment

DAYS = {"day": 1, "week": 7, "month": 30}


@dataclass(frozen=True)
class Range:
    """``since`` and ``until`` are the edges of whole hours, in epoch seconds."""

    name: str
    since: int
    until: int

    @property
    def is_by_hour(self) -> bool:
        """True when a bar is an hour, false when it is a day."""
        return self.name == "day"

    @property
    def before(self) -> tuple[int, int]:
        """Start and end of the previous period of the same length."""
        length = DAYS[self.name] * DAY
        return self.since - length, self.until - length

    def bars(self, by_hour: dict[int, Figures]) -> list[dict[str, object]]:
        """The figures of each hour or day, oldest first, as chart() draws them."""
        zone = page_timezone()
        figures: dict[date, list[Figures]] = {self._bar(at, zone): [] for at in self._moments()}
        newest = [*figures][-1]
        for hour, counted in by_hour.items():
            # An hour across midnight belongs to the day that has the greater part of it.
            bar = self._bar(hour if self.is_by_hour else hour + HOUR // 2, zone)
            if bar not in figures and hour == self.until - HOUR:
                bar = newest  # the current hour belongs to today until midnight has passed
            if bar in figures:
                figures[bar].append(counted)
        return [_describe(bar, Figures.total(parts)) for bar, parts in figures.items()]

    def _moments(self) -> range:
        """A time within each bar."""
        if self.is_by_hour:
            return range(self.since, self.until, HOUR)
        # Noon, so that a day on which the clocks change is also one bar.
        noon = self.since + DAY // 2
        return range(noon, noon + DAYS[self.name] * DAY, DAY)

    def _bar(self, at: int, zone: tzinfo) -> date:
        # By hours it is the time on the clock: one bar for an hour that is repeated in autumn.
        local = datetime.fromtimestamp(at, zone)
        return local.replace(tzinfo=None, fold=0) if self.is_by_hour else local.date()


def read(default: str = "week") -> Range:
    """The range that ``range`` in the query names, up to and including the current hour."""
    name = request.args.get("range", "")
    name = name if name in DAYS else default
    now = clock.now()
    until = now - now % HOUR + HOUR
    if name == "day":
        return Range(name, until - DAY, until)
    today = datetime.fromtimestamp(now, page_timezone()).replace(hour=0, minute=0, second=0)
    first = today - timedelta(days=DAYS[name] - 1)
    since = int(first.replace(microsecond=0).timestamp())
    return Range(name, since - since % HOUR, until)


def labels() -> dict[str, str]:
    """The label of each range, by its name."""
    return {"day": _("24 hours"), "week": _("7 days"), "month": _("30 days")}


def _describe(bar: date, total: Figures) -> dict[str, object]:
    if isinstance(bar, datetime):
        label, tick = format_moment(bar, "day"), format_clock(bar)
    else:
        label, tick = format_day(bar, "day with weekday"), format_day(bar, "day")
    return {
        "label": label,
        "tick": tick,
        "ok": total.ok,
        "rejected": total.rejected,
        "failed": total.failed,
        "p95": total.p95,
    }
