"""UNTIL is read as the last local time that it allows, and written in UTC."""

from datetime import datetime

import pytest

from app.models.recurrence.until import until_moment, write_until


@pytest.mark.parametrize(
    ("until", "all_day", "moment"),
    [
        ("20270328T180000Z", False, datetime(2027, 3, 28, 20)),
        ("20270328T180000", False, datetime(2027, 3, 28, 18)),
        ("20270328", False, datetime(2027, 3, 28, 23, 59, 59)),
        ("20270328", True, datetime(2027, 3, 28)),
        ("20270328T180000Z", True, datetime(2027, 3, 28)),
    ],
    ids=["UTC", "local", "date", "all day", "all day in UTC"],
)
def test_last_time_is_local(until, all_day, moment):
    assert until_moment(until, "Europe/Rome", all_day=all_day) == moment


@pytest.mark.parametrize("all_day", [True, False])
def test_written_value_is_read_as_the_same_time(all_day):
    last = datetime(2027, 10, 31) if all_day else datetime(2027, 10, 31, 1, 30)
    until = write_until(last, "Europe/Rome", all_day=all_day)
    assert until == ("20271031" if all_day else "20271030T233000Z")
    assert until_moment(until, "Europe/Rome", all_day=all_day) == last
