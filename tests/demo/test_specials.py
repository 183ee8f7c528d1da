"""The demo's special events have their dates on every day of the year."""

from datetime import date, timedelta

import pytest

from app.demo.events import plan
from app.models.values import wall_time

ZONES = {"harbour-hall": "Europe/Rome", "night-owl": "Europe/Lisbon"}


@pytest.mark.parametrize(("slug", "zone"), ZONES.items())
def test_four_nights_cross_a_change_of_clocks_on_every_day_of_a_year(slug, zone):
    for day in range(366):
        today = date(2026, 1, 1) + timedelta(days=day)
        planned = [fields for _, fields in plan(slug, today, {})]
        nights = [
            fields
            for fields in planned
            if "recurrence" not in fields and utc_length(fields, zone) != wall_length(fields)
            if wall_length(fields) < timedelta(days=1)
        ]
        assert len(nights) == 4, today


def wall_length(fields):
    return fields["end"] - fields["start"]


def utc_length(fields, zone):
    start, end = (wall_time.to_epoch(fields[name], zone, strict=False) for name in ("start", "end"))
    return timedelta(seconds=end - start)
