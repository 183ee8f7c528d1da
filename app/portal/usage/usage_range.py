"""The time a page of usage is about: a day by hours, a week or a month by days of the viewer."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import request
from flask_babel import format_datetime, get_timezone
from flask_babel import gettext as _

from app.models.usage.usage import HOUR
from app.models.usage.usage_report import DAY, Figures
from app.models.values import clock

DAYS = {"day": 1, "week": 7, "month": 30}


@dataclass(frozen=True)
class Range:
    """``since`` and ``until`` are the edges of whole hours, in epoch seconds."""

    name: str
    since: int
    until: int

    @property
    def is_by_hour(self) -> bool:
        """Whether a bar is an hour; else it is a day."""
        return self.name == "day"

    @property
    def before(self) -> tuple[int, int]:
        """The time just as long that came before."""
        length = DAYS[self.name] * DAY
        return self.since - length, self.until - length

    def bars(self, by_hour: dict[int, Figures]) -> list[dict[str, object]]:
        """Every hour or day of it, oldest first, with its figures: what chart() draws."""
        found = {self._words(at): (self._tick(at), Figures()) for at in self._moments()}
        for hour, figures in by_hour.items():
            # An hour that begins in one day and ends in the next belongs to its greater part.
            words = self._words(hour if self.is_by_hour else hour + HOUR // 2)
            if words in found:
                tick, known = found[words]
                found[words] = tick, known + figures
        return [
            {
                "label": label,
                "tick": tick,
                "ok": one.ok,
                "rejected": one.rejected,
                "failed": one.failed,
                "p95": one.p95,
            }
            for label, (tick, one) in found.items()
        ]

    def _moments(self) -> range:
        """One moment of every bar."""
        if self.is_by_hour:
            return range(self.since, self.until, HOUR)
        # At noon: a day on which clocks are changed is one day, too.
        noon = self.since + DAY // 2
        return range(noon, noon + DAYS[self.name] * DAY, DAY)

    def _words(self, at: int) -> str:
        return _format(at, "d MMM, HH:mm" if self.is_by_hour else "EEE d MMM")

    def _tick(self, at: int) -> str:
        return _format(at, "HH:mm" if self.is_by_hour else "d MMM")


def wanted(usual: str = "week") -> Range:
    """The range that the address names, else the usual one."""
    name = request.args.get("range", "")
    return pick(name if name in DAYS else usual)


def pick(name: str) -> Range:
    """The range called so: it ends with the present hour."""
    now = clock.now()
    until = now - now % HOUR + HOUR
    if name == "day":
        return Range(name, until - DAY, until)
    today = datetime.fromtimestamp(now, get_timezone()).replace(hour=0, minute=0, second=0)
    first = today - timedelta(days=DAYS[name] - 1)
    since = int(first.replace(microsecond=0).timestamp())
    return Range(name, since - since % HOUR, until)


def _format(at: int, pattern: str) -> str:
    return str(format_datetime(datetime.fromtimestamp(at, UTC), pattern))


def names() -> list[tuple[str, str]]:
    """Each range with its words."""
    return [("day", _("24 hours")), ("week", _("7 days")), ("month", _("30 days"))]
