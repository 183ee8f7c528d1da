"""Describes the public events of a team in lists: by month, with pictures and tags."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from app.models.events.event import Event
from app.portal.events import event_presenter
from app.portal.events.pictures import picture_presenter

MAX_TAGS = 8


def by_month(events: Sequence[Event]) -> list[dict[str, object]]:
    """The events in their order, grouped by the month they are shown at: {"title", "events"}."""
    rows = [_row(event) for event in events]
    return [
        {"title": title, "events": list(group)}
        for title, group in groupby(rows, key=lambda row: row["month_of_year"])
    ]


def frequent_tags(events: Sequence[Event]) -> list[str]:
    """The tags that most of these events have."""
    counts = Counter(tag for event in events for tag in event.tags)
    return [tag for tag, _count in counts.most_common(MAX_TAGS)]


def _row(event: Event) -> dict[str, object]:
    row = event_presenter.in_public_list(event)
    return row | {"picture": picture_presenter.thumbnail(event)}
