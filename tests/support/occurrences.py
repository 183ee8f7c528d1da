"""The occurrences of a calendar, as ours and as another library work them out."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from app.models.calendar_files import import_candidate
from app.models.calendar_files.ics_file import CalendarFile
from app.models.recurrence.series import Series


def independent_occurrences(data: bytes, since: datetime, until: datetime, display: str) -> list:
    """(uid, title, start, end) of what overlaps the UTC times, as recurring-ical-events says."""
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(since, until)
    return sorted(
        (str(one["UID"]), str(one["SUMMARY"]), *(_instant(one[n].dt, display) for n in _TIMES))
        for one in found
    )


def our_occurrences(calendar: CalendarFile, since: datetime, until: datetime) -> list:
    """The same, from a calendar as it is imported."""
    window = tuple(int(moment.timestamp()) for moment in (since, until))
    checked = import_candidate.check_file(calendar)
    assert checked.refusals == calendar.refusals
    return sorted(
        (one.vevent.uid, title, *span)
        for one in checked.candidates
        for title, *span in _spans(one.details, *window)
    )


def _spans(details, since, until):
    if details.recurrence is None:
        if details.starts_at < until and (details.ends_at > since or details.starts_at >= since):
            yield details.title, details.starts_at, details.ends_at
        return
    for one in Series(details.times).between(since, until):
        title = (one.override and one.override.title) or details.title
        yield title, one.starts_at, one.ends_at


_TIMES = ("DTSTART", "DTEND")


def _instant(moment: date, display: str) -> int:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, datetime.min.time())
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(display))
    return (aware.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)
