"""The period of a usage page: a day by hours, or a week or month by days in the viewer's zone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

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
        ticks = {self._label(at): self._tick(at) for at in self._moments()}
        figures, newest = dict.fromkeys(ticks, Figures()), [*ticks][-1]
        for hour, counted in by_hour.items():
            # An hour across midnight belongs to the day that has the greater part of it.
            label = self._label(hour if self.is_by_hour else hour + HOUR // 2)
            if label not in figures and hour == self.until - HOUR:
                label = newest  # the current hour belongs to today until midnight has passed
            if label in figures:
                figures[label] += counted
        return [
            {
                "label": label,
                "tick": ticks[label],
                "ok": total.ok,
                "rejected": total.rejected,
                "failed": total.failed,
                "p95": total.p95,
            }
            for label, total in figures.items()
        ]

    def _moments(self) -> range:
        """A time within each bar."""
        if self.is_by_hour:
            return range(self.since, self.until, HOUR)
        # Noon, so that a day on which the clocks change is also one bar.
        noon = self.since + DAY // 2
        return range(noon, noon + DAYS[self.name] * DAY, DAY)

    def _label(self, at: int) -> str:
        return (
            format_moment(_local(at), "day")
            if self.is_by_hour
            else format_day(_local(at), "day with weekday")
        )

    def _tick(self, at: int) -> str:
        return format_clock(_local(at)) if self.is_by_hour else format_day(_local(at), "day")


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


def _local(at: int) -> datetime:
    return datetime.fromtimestamp(at, page_timezone())
