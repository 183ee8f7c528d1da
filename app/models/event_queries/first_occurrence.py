"""The first occurrence of a series, for formats that show a series as one event."""

from datetime import datetime
from typing import Any

from app.models.events import event_json
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.recurrence.series import Series
from app.models.recurrence.times import Times

Json = dict[str, Any]


def shown_at(event: Json) -> Json:
    """``event``, as the API shows it, at its first date that is not cancelled.

    A series without such a date is cancelled.
    """
    repeats = event["recurrence"]
    if not repeats or not (repeats["exdates"] or repeats["overrides"] or repeats["rdates"]):
        return event
    first = _series(event).first(taking_place=True)
    if first is None:
        return {**event, "status": "cancelled"}
    return event | event_json.times(first, event["start"]["timezone"])


def _series(event: Json) -> Series:
    repeats = event["recurrence"]
    start, end = (datetime.fromisoformat(event[name]["local"]) for name in ("start", "end"))
    return Series(
        Times(
            start=start,
            end=end,
            timezone=event["start"]["timezone"],
            all_day=event["all_day"],
            recurrence=Recurrence.from_plain(repeats),
            overrides=tuple(map(Override.from_plain, repeats["overrides"])),
        )
    )
