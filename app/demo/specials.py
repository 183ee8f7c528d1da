"""The demo's special events: series, whole days, several days, online, and changes of clocks."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from app.demo.show import Place
from app.models.recurrence.recurrence import Override, Recurrence

Plan = tuple[str, dict[str, Any]]  # a permanent name, and fields of EventDetails
HALF_A_YEAR = 183  # days
CLOCK_CHANGE_MONTHS = (3, 10)


def plan_specials(place: Place, today: date) -> Iterator[Plan]:
    """Yield each event's name in the programme, with a suffix for a second one, and its fields."""
    monday = today - timedelta(days=today.weekday())
    yield from plan_series(monday)
    yield from plan_days(monday)
    yield from plan_online(monday, place)
    yield from plan_nights(today)
    yield from plan_unseen(monday)


def plan_series(monday: date) -> Iterator[Plan]:
    """Yield a weekly series with exceptions, a monthly one, and a yearly one of whole days."""
    start = at(monday - timedelta(weeks=30), "19:00")
    moved = start + timedelta(weeks=33)
    yield (
        "weekly",
        {
            **lasting(start, hours=2),
            "recurrence": Recurrence(
                rrule="FREQ=WEEKLY;BYDAY=MO",
                exdates=tuple(iso(start + timedelta(weeks=n)) for n in (12, 35, 36)),
            ),
            "overrides": (
                Override(
                    iso(moved), **lasting(moved + timedelta(days=1), hours=2), venue_name="Foyer"
                ),
            ),
        },
    )
    first = first_sunday(monday - timedelta(days=HALF_A_YEAR))
    rule = Recurrence(rrule="FREQ=MONTHLY;BYDAY=1SU;COUNT=18")
    yield "monthly", {**lasting(at(first, "11:00"), hours=1), "recurrence": rule}
    anniversary = whole_days(monday - timedelta(days=300))
    yield "yearly", {**anniversary, "recurrence": Recurrence(rrule="FREQ=YEARLY")}


def plan_days(monday: date) -> Iterator[Plan]:
    """Yield events of whole days and of several days, past and future."""
    yield "open_day", whole_days(monday + timedelta(days=26))
    yield "open_day-before", whole_days(monday - timedelta(days=100))
    for suffix, days in (("", 60), ("-before", -122)):
        friday = monday + timedelta(days=days - days % 7 + 4)
        yield f"festival{suffix}", {"start": at(friday, "18:00"), "end": at(friday, "18:00", 53)}
        yield f"exhibition{suffix}", whole_days(friday - timedelta(days=9), days=19)


def plan_online(monday: date, place: Place) -> Iterator[Plan]:
    """Yield events without a venue, only with an online URL."""
    for name, days, begins in (
        ("online_talk", 9, "18:00"),
        ("online_class", 23, "19:30"),
        ("online_concert", -16, "21:00"),
    ):
        yield (
            name,
            {
                **lasting(at(monday + timedelta(days=days), begins), hours=1),
                **dict.fromkeys(("venue_name", "venue_address", "venue_city", "venue_country")),
                "latitude": None,
                "longitude": None,
                "online_url": f"https://video.example.org/{place.city.lower()}/{name}",
            },
        )


def plan_nights(today: date) -> Iterator[Plan]:
    """Yield the last two and the next two nights in which the clocks change."""
    changes = [
        last_sunday(year, month)
        for year in range(today.year - 1, today.year + 3)
        for month in CLOCK_CHANGE_MONTHS
    ]
    past = [sunday for sunday in changes if sunday < today][-2:]
    coming = [sunday for sunday in changes if sunday >= today][:2]
    for sunday in past + coming:
        saturday = sunday - timedelta(days=1)
        yield f"night-{sunday:%Y-%m}", {"start": at(saturday, "21:00"), "end": at(sunday, "04:30")}


def plan_unseen(monday: date) -> Iterator[Plan]:
    """Yield private and unlisted events and a draft."""
    meeting = lasting(at(monday + timedelta(days=1), "10:00"), hours=2)
    fortnightly = Recurrence(rrule="FREQ=WEEKLY;INTERVAL=2")
    yield "private", {**meeting, "visibility": "private", "recurrence": fortnightly}
    closing = whole_days(monday + timedelta(days=38), days=3)
    yield "closing", {**closing, "visibility": "private"}
    gala = lasting(at(monday + timedelta(days=180), "19:00"), hours=4)
    yield "draft", {**gala, "status": "draft"}
    preview = lasting(at(monday + timedelta(days=16), "18:00"), hours=2)
    yield "unlisted", {**preview, "visibility": "unlisted"}


def at(day: date, clock: str, later: int = 0) -> datetime:
    """Return the wall time ``clock`` ("20:30") on ``day``, ``later`` hours later."""
    return datetime.combine(day, time.fromisoformat(clock)) + timedelta(hours=later)


def lasting(start: datetime, *, hours: int) -> dict[str, Any]:
    """Return start and end of an event that lasts ``hours``."""
    return {"start": start, "end": start + timedelta(hours=hours)}


def whole_days(first: date, *, days: int = 1) -> dict[str, Any]:
    """Return the times of an event of whole days that begins on ``first``."""
    start = at(first, "00:00")
    return {"start": start, "end": start + timedelta(days=days), "all_day": True}


def iso(moment: datetime) -> str:
    """Return a wall time as recurrences write it."""
    return moment.isoformat()


def clocks_change(day: date) -> bool:
    """Whether Europe's clocks change on ``day``."""
    return day.month in CLOCK_CHANGE_MONTHS and day == last_sunday(day.year, day.month)


def last_sunday(year: int, month: int) -> date:
    """Return the last Sunday of a month of 31 days, on which Europe's clocks change."""
    last = date(year, month, 31)
    return last - timedelta(days=last.isoweekday() % 7)


def first_sunday(day: date) -> date:
    """Return the first Sunday of the month after ``day``."""
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first + timedelta(days=-first.isoweekday() % 7)
