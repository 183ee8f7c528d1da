"""The events of a sandbox: one of each kind that an app has to read right.

Their titles stay English, as data of a test does.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.models.events.event_details import EventDetails
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.values import clock, wall_time

# Title, days from today, hour of the start, hours it lasts, and further details.
EVENTS: tuple[tuple[str, int, int, int, dict[str, Any]], ...] = (
    ("Open rehearsal", 3, 19, 2, {"venue_name": "Studio 2", "tags": ("music",)}),
    ("Poster workshop", 9, 14, 3, {"venue_name": "Print room", "summary": "Bring an old shirt."}),
    ("Film night: shorts", 16, 20, 3, {"venue_name": "Main stage", "tags": ("film",)}),
    ("Quiz with the house band", 23, 20, 3, {"venue_name": "Bar", "status": "postponed"}),
    ("Online talk: lights on a budget", 30, 18, 1, {"online_url": "https://example.org/talk"}),
    ("Open weekend", 37, 0, 48, {"all_day": True, "tags": ("family",)}),
)
# A zone with clock changes, for teams in one without.
ZONE_WITH_CHANGES = "Europe/Rome"
SEARCHED = 500  # days from today: every zone with clock changes has both in them
WEEKS = 8  # of the series


def today(timezone: str) -> date:
    """The present day there."""
    return wall_time.from_epoch(clock.now(), timezone).date()


def list_many(timezone: str, number: int) -> list[EventDetails]:
    """The details of ``number`` events, a few each day for about a year."""
    first = datetime.combine(today(timezone) + timedelta(days=1), time(9))
    starts = (first + timedelta(days=n // 3, hours=4 * (n % 3)) for n in range(number))
    return [
        _unlisted(f"Session {n}", start, start + timedelta(hours=2), timezone)
        for n, start in enumerate(starts, 1)
    ]


def list_details(timezone: str) -> list[EventDetails]:
    """The details of all sample events, for a team in ``timezone``."""
    first = today(timezone)
    events = [_single(first, timezone, *event) for event in EVENTS]
    return [*events, _series(first, timezone), *_over_clock_changes(first, timezone)]


def _single(
    first: date, timezone: str, title: str, days: int, hour: int, hours: int, more: dict[str, Any]
) -> EventDetails:
    start = datetime.combine(first + timedelta(days=days), time(hour))
    return _unlisted(title, start, start + timedelta(hours=hours), timezone, **more)


def _series(first: date, timezone: str) -> EventDetails:
    """A weekly one, with a date that is cancelled, one that moved, and a private one."""
    start = datetime.combine(first + timedelta(days=5), time(18))
    week, lasts = timedelta(weeks=1), timedelta(hours=2)

    def change(number: int, later: int = 0, **more: str) -> Override:
        usual = start + number * week
        moved = usual + timedelta(hours=later)
        return Override(usual.isoformat(), moved, moved + lasts, **more)

    changes = (
        change(1, status="cancelled"),
        change(2, later=1, title="Choir, an hour later"),
        change(3, visibility="private"),
    )
    rule = Recurrence(rrule=f"FREQ=WEEKLY;COUNT={WEEKS}")
    more = {"recurrence": rule, "overrides": changes, "tags": ("music",)}
    return _unlisted("Choir", start, start + lasts, timezone, **more)


def _over_clock_changes(first: date, timezone: str) -> Iterator[EventDetails]:
    """Nights in which clocks go forward and back."""
    zone = timezone if _find_change(first, timezone) else ZONE_WITH_CHANGES
    night = first
    for _turn in range(2):
        change = _find_change(night, zone)
        if change is None:
            return
        night, is_forward = change
        title = "Night of the lost hour" if is_forward else "Night of the extra hour"
        begin = datetime.combine(night - timedelta(days=1), time(22))
        yield _unlisted(title, begin, begin + timedelta(hours=8), zone)


def _find_change(after: date, timezone: str) -> tuple[date, bool] | None:
    """The next day after ``after`` with a clock change, and whether clocks go forward."""
    zone = ZoneInfo(timezone)
    for days in range(1, SEARCHED):
        day = datetime.combine(after + timedelta(days=days), time(0), zone)
        before, then = day.utcoffset(), (day + timedelta(days=1)).utcoffset()
        if before is not None and then is not None and before != then:
            return day.date(), then > before
    return None


def _unlisted(
    title: str, start: datetime, end: datetime, timezone: str, **more: Any
) -> EventDetails:
    details = EventDetails(title, start, end, timezone, visibility="unlisted", **more)
    return details.checked(strict=False)
