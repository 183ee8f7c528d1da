"""The dates of a series on one day, as overrides in the form that the API shows."""

from datetime import UTC, date, datetime, time, timedelta

from app.api.feed_formats.feed import Json
from app.models.recurrence.occurrence import Occurrence
from app.models.recurrence.series import Series

DAY = timedelta(days=1)  # more than any offset from UTC
UNCHANGED = dict.fromkeys(("title", "status", "description_html", "venue_name", "venue_address"))


def list_on(day: date, series: Series, event: Json) -> list[Json]:
    """The dates of ``series`` that begin on this local ``day``; ``event`` is the whole of it."""
    midnight = datetime.combine(day, time(), UTC)
    since, until = (int((midnight + days * DAY).timestamp()) for days in (-1, 2))
    changed = {own["recurrence_id"]: own for own in event["recurrence"]["overrides"]}
    return [
        {**UNCHANGED, **changed.get(date.recurrence_id, {}), **_times(date)}
        for date in series.between(since, until, starting=since)
        if date.start.date() == day
    ]


def _times(date: Occurrence) -> Json:
    return {
        "recurrence_id": date.recurrence_id,
        "start": date.start.isoformat(),
        "end": date.end.isoformat(),
    }
