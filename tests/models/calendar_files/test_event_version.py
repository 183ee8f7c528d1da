"""Which of two versions of an event is older."""

import pytest

from app.models.calendar_files.event_version import EventVersion
from tests.support.ics import read_one

OLD, NEW = "20260101T000000Z", "20260301T000000Z"
OLDER = {
    "by sequence": (EventVersion(1, NEW, NEW), EventVersion(2, OLD, OLD)),
    "by change": (EventVersion(1, OLD, NEW), EventVersion(1, NEW, OLD)),
    "by stamp": (EventVersion(1, None, OLD), EventVersion(1, None, NEW)),
    "by stamp alone": (EventVersion(None, None, OLD), EventVersion(None, None, NEW)),
}
INCOMPARABLE = {
    "the same": (EventVersion(1, OLD, OLD), EventVersion(1, OLD, OLD)),
    "nothing said": (EventVersion(), EventVersion(3, NEW, NEW)),
    "a stamp against a change": (EventVersion(None, None, OLD), EventVersion(None, NEW, None)),
}


@pytest.mark.parametrize(("older", "newer"), OLDER.values(), ids=OLDER.keys())
def test_sequence_decides_before_the_stamps(older, newer):
    assert older.is_older_than(newer)
    assert not newer.is_older_than(older)


@pytest.mark.parametrize(("one", "other"), INCOMPARABLE.values(), ids=INCOMPARABLE.keys())
def test_what_cannot_be_compared_is_not_older(one, other):
    assert not one.is_older_than(other)
    assert not other.is_older_than(one)


@pytest.mark.parametrize(
    ("version", "is_behind"),
    [
        (EventVersion(1), True),
        (EventVersion(1, OLD), True),
        (EventVersion(1, "20990101T000000Z"), False),
        (EventVersion(3), False),
        (EventVersion(None, OLD), False),
    ],
)
def test_event_that_is_here_is_newer_by_its_own_count(version, is_behind):
    updated_at = 1_780_000_000  # in 2026, after OLD
    assert version.is_behind(3, updated_at) is is_behind


def test_version_is_read_and_malformed_parts_are_missing():
    event = read_one("SEQUENCE:4", f"DTSTAMP:{NEW}", "LAST-MODIFIED:99999999T999999Z")

    assert event.version == EventVersion(4, None, NEW)
