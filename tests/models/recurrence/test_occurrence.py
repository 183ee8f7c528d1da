"""An occurrence overlaps a span of time unless it is over before or begins after it."""

from datetime import datetime

import pytest

from app.models.recurrence.occurrence import Occurrence


def occurrence(starts_at, ends_at):
    """Return an occurrence; its local times do not matter here."""
    noon = datetime(2027, 3, 27, 12)
    return Occurrence(starts_at, ends_at, noon.isoformat(), noon, noon)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "overlaps"),
    [
        (0, 10, False),
        (0, 11, True),
        (10, 10, True),
        (19, 30, True),
        (20, 30, False),
        (0, 99, True),
    ],
    ids=["over at the start", "within", "no length", "last second", "at the end", "around"],
)
def test_span_includes_its_start_and_not_its_end(starts_at, ends_at, overlaps):
    assert occurrence(starts_at, ends_at).overlaps(10, 20) is overlaps


def test_unchanged_occurrence_has_the_status_of_its_series():
    assert occurrence(0, 1).status is None
