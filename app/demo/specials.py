"""The demo's special events: series, whole days, several days, online, and nights of DST."""

from datetime import date, datetime, time, timedelta

from app.demo.programme import Fields
from app.models.recurrence.recurrence import Override, Recurrence

HALF_A_YEAR = 183  # days
CLOCK_CHANGE_MONTHS = (3, 10)
NOWHERE = dict.fromkeys(
    ("venue_name", "venue_address", "venue_city", "venue_country", "latitude", "longitude")
)


def plan_specials(city: str, today: date) -> dict[str, Fields]:
    """Dates and other fields of each event, by name; what follows a "-" tells equal ones apart."""
    monday = today - timedelta(days=today.weekday())
    return {
        **plan_series(monday),
        **plan_days(monday),
        **plan_online(monday, city),
        **plan_nights(today),
        **plan_hidden(monday),
    }


def plan_series(monday: date) -> dict[str, Fields]:
    """A weekly series with exceptions, a monthly one, and a yearly one of whole days."""
    start = at(monday - timedelta(weeks=30), "19:00")
    changed = start + timedelta(weeks=33)
    moved = changed + timedelta(days=1)
    skipped = tuple((start + timedelta(weeks=weeks)).isoformat() for weeks in (12, 35, 36))
    override = Override(
        changed.isoformat(), start=moved, end=moved + timedelta(hours=2), venue_name="Foyer"
    )
    first = first_sunday(monday - timedelta(days=HALF_A_YEAR))
    return {
        "weekly": {
            **lasting(start, hours=2),
            "recurrence": Recurrence(rrule="FREQ=WEEKLY;BYDAY=MO", exdates=skipped),
            "overrides": (override,),
        },
        "monthly": {
            **lasting(at(first, "11:00"), hours=1),
            "recurrence": Recurrence(rrule="FREQ=MONTHLY;BYDAY=1SU;COUNT=18"),
        },
        "yearly": {
            **whole_days(monday - timedelta(days=300)),
            "recurrence": Recurrence(rrule="FREQ=YEARLY"),
        },
    }


def plan_days(monday: date) -> dict[str, Fields]:
    """Events of a whole day and of several days, past and future."""
    days = {
        "open_day": whole_days(monday + timedelta(days=26)),
        "open_day-before": whole_days(monday - timedelta(days=100)),
    }
    for suffix, weeks in (("", 8), ("-before", -18)):
        friday = monday + timedelta(weeks=weeks, days=4)
        days[f"festival{suffix}"] = lasting(at(friday, "18:00"), hours=53)
        days[f"exhibition{suffix}"] = whole_days(friday - timedelta(days=9), days=19)
    return days


def plan_online(monday: date, city: str) -> dict[str, Fields]:
    """Online events, without a place."""
    talks = (
        ("online_talk", 9, "18:00"),
        ("online_class", 23, "19:30"),
        ("online_concert", -16, "21:00"),
    )
    return {
        name: {
            **lasting(at(monday + timedelta(days=days), begins), hours=1),
            **NOWHERE,
            "online_url": f"https://video.example.org/{city.lower()}/{name}",
        }
        for name, days, begins in talks
    }


def plan_nights(today: date) -> dict[str, Fields]:
    """The last two and the next two nights in which the clocks change."""
    sundays = [
        last_sunday(year, month)
        for year in range(today.year - 1, today.year + 3)
        for month in CLOCK_CHANGE_MONTHS
    ]
    past = [sunday for sunday in sundays if sunday < today][-2:]
    coming = [sunday for sunday in sundays if sunday >= today][:2]
    return {
        f"night-{sunday:%Y-%m}": {
            "start": at(sunday - timedelta(days=1), "21:00"),
            "end": at(sunday, "04:30"),
        }
        for sunday in past + coming
    }


def plan_hidden(monday: date) -> dict[str, Fields]:
    """Events that apps must not see, and one for people with the link."""
    return {
        "private": {
            **lasting(at(monday + timedelta(days=1), "10:00"), hours=2),
            "visibility": "private",
            "recurrence": Recurrence(rrule="FREQ=WEEKLY;INTERVAL=2"),
        },
        "closing": {**whole_days(monday + timedelta(days=38), days=3), "visibility": "private"},
        "draft": {**lasting(at(monday + timedelta(days=180), "19:00"), hours=4), "status": "draft"},
        "unlisted": {
            **lasting(at(monday + timedelta(days=16), "18:00"), hours=2),
            "visibility": "unlisted",
        },
    }


def at(day: date, clock: str) -> datetime:
    """The wall time ``clock``, such as "20:30", on ``day``."""
    return datetime.combine(day, time.fromisoformat(clock))


def lasting(start: datetime, *, hours: int) -> Fields:
    """Start and end of an event that lasts ``hours``."""
    return {"start": start, "end": start + timedelta(hours=hours)}


def whole_days(first: date, *, days: int = 1) -> Fields:
    """Start and end of an event that takes whole days from ``first``."""
    return {**lasting(at(first, "00:00"), hours=24 * days), "all_day": True}


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
