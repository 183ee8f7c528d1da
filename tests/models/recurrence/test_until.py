"""UNTIL of a rule."""

from datetime import datetime

import pytest

from app.models.recurrence.until import until_moment, write_until


@pytest.mark.parametrize(
    ("until", "all_day", "last"),
    [
        ("20270327T190000Z", False, "2027-03-27T20:00:00"),
        ("20270327T190000", False, "2027-03-27T19:00:00"),
        ("20270327", False, "2027-03-27T23:59:59"),
        ("20270327T190000Z", True, "2027-03-27T00:00:00"),
    ],
    ids=["utc", "local", "day", "all-day"],
)
def test_last_local_time(until, all_day, last):
    moment = until_moment(until, "Europe/Rome", all_day=all_day)
    assert moment == datetime.fromisoformat(last)


@pytest.mark.parametrize("all_day", [True, False])
def test_what_is_written_is_read_back(all_day):
    last = datetime(2027, 7, 1) if all_day else datetime(2027, 7, 1, 20, 30)
    written = write_until(last, "America/New_York", all_day=all_day)
    assert until_moment(written, "America/New_York", all_day=all_day) == last
