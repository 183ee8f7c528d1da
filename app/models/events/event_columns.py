"""An event's content as the columns of its row, and back from the attributes of these."""

import json
from dataclasses import fields
from typing import Any

from app.models.events import next_date, performer
from app.models.events.event_details import EventDetails
from app.models.recurrence.dates_ahead import Span
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.recurrence.series import Series

# The fields of EventDetails that are attributes of the row under the same name.
PLAIN_FIELDS = tuple(
    field.name
    for field in fields(EventDetails)
    if field.name not in {"tags", "performers", "recurrence", "overrides"}
)
# Columns with the fields that they hold.
_COLUMNS = tuple(
    ({"start": "start_local", "end": "end_local"}.get(name, name), name) for name in PLAIN_FIELDS
)
# The attributes of the row that hold the content.
ATTRIBUTES = (
    *PLAIN_FIELDS,
    *("tags_json", "performers_json", "recurrence_json", "overrides_json"),
)


def read(row: Any) -> EventDetails:
    """The content in the attributes of ``row``."""
    values = {name: getattr(row, name) for name in PLAIN_FIELDS}
    return EventDetails(
        **values,
        tags=tuple(json.loads(row.tags_json)),
        performers=performer.from_json(row.performers_json),
        recurrence=Recurrence.from_json(row.recurrence_json),
        overrides=Override.list_from_json(row.overrides_json),
    )


def values_of(details: EventDetails, now: int) -> dict[str, Any]:
    """The columns of the row with this content, those of its next date as it is at ``now``."""
    recurrence = details.recurrence
    values = {column: getattr(details, name) for column, name in _COLUMNS}
    values["tags_json"] = json.dumps(details.tags, ensure_ascii=False) if details.tags else "[]"
    values["performers_json"] = performer.to_json(details.performers)
    values["recurrence_json"] = recurrence.to_json() if recurrence else None
    values["overrides_json"] = Override.list_to_json(details.overrides)
    series = details.series
    return values | (_dates(details) if series is None else _dates_of(series, details, now))


def _dates(details: EventDetails) -> dict[str, Any]:
    span = Span(details.starts_at, details.ends_at)
    return {
        "starts_at": span.starts_at,
        "ends_at": span.ends_at,
        "rule_end_local": None,
        "last_ends_at": span.ends_at,
        **next_date.of_single(span)._asdict(),
    }


def _dates_of(series: Series, details: EventDetails, now: int) -> dict[str, Any]:
    first = series.first() or details
    return {
        "starts_at": first.starts_at,
        "ends_at": first.ends_at,
        "rule_end_local": series.rule_end,
        "last_ends_at": series.last_ends_at,
        **next_date.of_series(series, now)._asdict(),
    }
