"""Describes a month of dates for people: its days, and on each what takes place."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from flask import request

from app.language.current import page_locale
from app.language.texts import gettext as _
from app.models.event_queries.month import Month
from app.models.event_queries.month_calendar import CalendarDate, MonthPage
from app.models.event_queries.occurrence_query import Position
from app.models.values import wall_time
from app.portal.events.event_presenter import STATUSES
from app.web.language.date_formats import format_day

DAY = timedelta(days=1)
IN_SIGHT = 3  # dates of a day that are not folded away
CONTINUING = 5  # dates of a day that began on an earlier one
MONDAY = date(2024, 1, 1)  # any Monday: names of weekdays are formatted from it
_POSITION = re.compile(r"(-?[0-9]{1,15})\.([0-9]{1,9})\.([0-9T:-]{0,19})", re.ASCII)

Address = Callable[..., str]


def position() -> Position | None:
    """The position in ``after``; None, the start of the month, without or with a bad item."""
    match = _POSITION.fullmatch(request.args.get("after", ""))
    return (int(match[1]), int(match[2]), match[3]) if match else None


def next_midnight(today: date, timezone: str) -> int:
    """When ``today`` ends there, in epoch seconds."""
    return wall_time.to_epoch(datetime.combine(today + DAY, time()), timezone, strict=False)


def present(
    page: MonthPage,
    month: Month,
    *,
    today: date,
    address: Address,
    address_of: Callable[[str], str],
) -> dict[str, object]:
    """The month for the component of this name.

    ``address`` is the page's with changed parameters; ``address_of`` is that of an event's page
    by its slug.
    """
    dates = page.dates
    following = ".".join(map(str, page.next)) if page.next else None
    return {
        "title": format_day(month.first, "month"),
        "weekdays": _weekdays(),
        "starts_in_column": (month.first.weekday() - _first_weekday()) % 7 + 1,
        "days": _days(dates or [], month, today, address_of),
        "is_empty": not dates,
        "is_too_much": dates is None,
        "previous": month.previous and _link(month.previous, address),
        "following": month.following and _link(month.following, address),
        "this_month": None if month == Month.of(today) else _link(Month.of(today), address),
        "more_url": address(after=following) if following else None,
        "first_url": address() if position() is not None else None,
    }


def _link(month: Month, address: Address) -> dict[str, str]:
    return {"url": address(month=month.name), "label": format_day(month.first, "month")}


def _weekdays() -> list[dict[str, str]]:
    """The names of the weekdays in the order of the language."""
    first = MONDAY + _first_weekday() * DAY
    return [
        {"short": format_day(day, "short weekday"), "name": format_day(day, "weekday")}
        for day in (first + n * DAY for n in range(7))
    ]


def _first_weekday() -> int:
    """The day with which weeks begin; 0 is Monday."""
    return int(page_locale().first_week_day)


def _days(
    dates: list[CalendarDate], month: Month, today: date, address_of: Callable[[str], str]
) -> list[dict[str, object]]:
    starting: dict[date, list[CalendarDate]] = {day: [] for day in month.days}
    continuing: dict[date, list[CalendarDate]] = {day: [] for day in month.days}
    for item in dates:
        for number, day in enumerate(item.days_in(month)):
            (continuing if number else starting)[day].append(item)
    return [
        {
            "number": str(day.day),
            "iso": day.isoformat(),
            "label": format_day(day, "long day with weekday"),
            "is_today": day == today,
            "entries": [
                *(_entry(item, day, address_of) for item in continuing[day][:CONTINUING]),
                *(_entry(item, day, address_of) for item in starting[day]),
            ],
            "more_continuing": max(0, len(continuing[day]) - CONTINUING),
        }
        for day in month.days
    ]


def _entry(item: CalendarDate, day: date, address_of: Callable[[str], str]) -> dict[str, object]:
    is_first = item.start.date() == day
    return {
        "title": item.title,
        "url": address_of(item.slug),
        "time": f"{item.start:%H:%M}" if is_first and not item.all_day else None,
        "place": item.place,
        "note": None if is_first else _("continues"),
        "is_cancelled": item.status == "cancelled",
        "status": _state(item),
    }


def _state(item: CalendarDate) -> str | None:
    """What differs from most dates: the status, or that only members see it."""
    if item.status != "scheduled":
        return str(STATUSES[item.status])
    return _("Private") if item.visibility == "private" else None
