"""The demo's unusual events: series, whole days, several days, online, and nights of DST."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from app.demo.show import Place
from app.models.recurrence.recurrence import Override, Recurrence

Plan = tuple[str, dict[str, Any]]  # a lasting name, and fields of EventDetails
HALF_A_YEAR = 183  # days
CLOCK_CHANGE_MONTHS = (3, 10)


def plan_specials(place: Place, today: date) -> Iterator[Plan]:
    """Each unusual event: its name in the programme, a suffix where there are two, its fields."""
    monday = today - timedelta(days=today.weekday())
    yield from plan_series(monday)
    yield from plan_days(monday)
    yield from plan_online(monday, place)
    yield from plan_nights(today)
    yield from plan_unseen(monday)


def plan_series(monday: date) -> Iterator[Plan]:
    """One weekly with exceptions, one monthly, one yearly that takes the whole day."""
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
    yield (
        "monthly",
        {
            **lasting(at(first, "11:00"), hours=1),
            "recurrence": Recurrence(rrule="FREQ=MONTHLY;BYDAY=1SU;COUNT=18"),
        },
    )
    yield (
        "yearly",
        {
            **whole_days(monday - timedelta(days=300)),
            "recurrence": Recurrence(rrule="FREQ=YEARLY"),
        },
    )


def plan_days(monday: date) -> Iterator[Plan]:
    """Whole days and several days, past and to come."""
    yield "open_day", whole_days(monday + timedelta(days=26))
    yield "open_day-before", whole_days(monday - timedelta(days=100))
    for suffix, days in (("", 60), ("-before", -122)):
        friday = monday + timedelta(days=days - days % 7 + 4)
        yield f"festival{suffix}", {"start": at(friday, "18:00"), "end": at(friday, "18:00", 53)}
        yield f"exhibition{suffix}", whole_days(friday - timedelta(days=9), days=19)


def plan_online(monday: date, place: Place) -> Iterator[Plan]:
    """Events without a door: only an address on the web."""
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
    """Nights in which the clocks change, the two that were and the two that come."""
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
    """What apps must not see, and what only those with the link should."""
    meeting = lasting(at(monday + timedelta(days=1), "10:00"), hours=2)
    yield (
        "private",
        {
            **meeting,
            "visibility": "private",
            "recurrence": Recurrence(rrule="FREQ=WEEKLY;INTERVAL=2"),
        },
    )
    yield (
        "closing",
        {
            **whole_days(monday + timedelta(days=38), days=3),
            "visibility": "private",
        },
    )
    yield (
        "draft",
        {**lasting(at(monday + timedelta(days=180), "19:00"), hours=4), "status": "draft"},
    )
    yield (
        "unlisted",
        {
            **lasting(at(monday + timedelta(days=16), "18:00"), hours=2),
            "visibility": "unlisted",
        },
    )


def at(day: date, clock: str, later: int = 0) -> datetime:
    """The wall time ``clock`` ("20:30") on ``day``, or so many hours later."""
    return datetime.combine(day, time.fromisoformat(clock)) + timedelta(hours=later)


def lasting(start: datetime, *, hours: int) -> dict[str, datetime]:
    """The two times of an event of so many hours."""
    return {"start": start, "end": start + timedelta(hours=hours)}


def whole_days(first: date, *, days: int = 1) -> dict[str, Any]:
    """The times of an event that takes whole days, the first included."""
    start = at(first, "00:00")
    return {"start": start, "end": start + timedelta(days=days), "all_day": True}


def iso(moment: datetime) -> str:
    """A wall time as recurrences write it."""
    return moment.isoformat()


def clocks_change(day: date) -> bool:
    """Whether Europe's clocks change on ``day``."""
    return day.month in CLOCK_CHANGE_MONTHS and day == last_sunday(day.year, day.month)


def last_sunday(year: int, month: int) -> date:
    """The last Sunday of a month of 31 days: when Europe's clocks change."""
    last = date(year, month, 31)
    return last - timedelta(days=last.isoweekday() % 7)


def first_sunday(day: date) -> date:
    """The first Sunday of the month after ``day``."""
    first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first + timedelta(days=-first.isoweekday() % 7)
