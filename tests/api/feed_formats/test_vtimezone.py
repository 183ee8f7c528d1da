"""Definitions of time zones."""

import pytest

from app.api.feed_formats import vtimezone


@pytest.mark.parametrize(
    ("zone", "rules"),
    [
        ("Europe/Rome", {"BYMONTH=3;BYDAY=-1SU", "BYMONTH=10;BYDAY=-1SU"}),
        ("America/New_York", {"BYMONTH=3;BYDAY=2SU", "BYMONTH=11;BYDAY=1SU"}),
        ("Asia/Kolkata", set()),
    ],
)
def test_yearly_changes_are_rules(zone, rules):
    written = vtimezone.definition(zone, 2020)
    written_rules = {line[17:] for line in written.split("\r\n") if line.startswith("RRULE")}
    assert {rule.partition(";")[2] for rule in written_rules} == rules


def test_zone_without_changes_has_one_observance():
    assert vtimezone.definition("Asia/Kolkata", 2020).count("BEGIN:STANDARD") == 1


def test_single_changes_are_listed_by_date():
    written = vtimezone.definition("Africa/Casablanca", 2020)
    assert "RDATE:" in written
    assert all(len(line) <= 75 for line in written.split("\r\n"))


def test_offset_with_seconds_is_written_whole():
    assert "TZOFFSETFROM:+004956" in vtimezone.definition("Europe/Rome", 1860)
