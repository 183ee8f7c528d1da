"""Wall times, zones and the instants that follow."""

from datetime import UTC, datetime

import pytest

from app.models.values import wall_time
from app.models.values.errors import ValidationError


def epoch(*moment):
    return int(datetime(*moment, tzinfo=UTC).timestamp())


@pytest.mark.parametrize("name", ["Europe/Rome", "UTC", "America/Argentina/Buenos_Aires"])
def test_known_zone_is_found(name):
    assert wall_time.zone(name).key == name


@pytest.mark.parametrize(
    "name", ["", "Europe", "Rome", "europe/rome", "../etc/passwd", "/etc/passwd", "Factory", "\0"]
)
def test_unknown_zone_is_refused(name):
    with pytest.raises(ValidationError) as refusal:
        wall_time.zone(name)
    assert refusal.value.field == "timezone"


@pytest.mark.parametrize(
    ("local", "seconds"),
    [
        (datetime(2027, 3, 27, 20, 0), epoch(2027, 3, 27, 19, 0)),
        (datetime(2027, 7, 1, 20, 0), epoch(2027, 7, 1, 18, 0)),
        (datetime(1969, 12, 31, 12, 0), epoch(1969, 12, 31, 11, 0)),
    ],
    ids=["winter", "summer", "before-1970"],
)
def test_wall_time_becomes_its_instant_and_back(local, seconds):
    assert wall_time.to_epoch(local, "Europe/Rome") == seconds
    assert wall_time.from_epoch(seconds, "Europe/Rome") == local


def test_skipped_time_is_refused():
    with pytest.raises(ValidationError) as refusal:
        wall_time.to_epoch(datetime(2027, 3, 28, 2, 30), "Europe/Rome")
    assert "Europe/Rome" in refusal.value.message


def test_skipped_time_of_an_import_moves_forward_with_the_clocks():
    seconds = wall_time.to_epoch(datetime(2027, 3, 28, 2, 30), "Europe/Rome", strict=False)
    assert wall_time.from_epoch(seconds, "Europe/Rome") == datetime(2027, 3, 28, 3, 30)


def test_skipped_midnight_becomes_the_first_moment_of_its_day():
    seconds = wall_time.to_epoch(datetime(2027, 4, 30), "Africa/Cairo", strict=False)
    assert wall_time.from_epoch(seconds, "Africa/Cairo") == datetime(2027, 4, 30, 1, 0)


def test_doubled_time_is_the_first_unless_told():
    doubled = datetime(2027, 10, 31, 2, 30)
    first = wall_time.to_epoch(doubled, "Europe/Rome")
    assert first == epoch(2027, 10, 31, 0, 30)
    assert wall_time.to_epoch(doubled, "Europe/Rome", fold=1) == first + 3600


@pytest.mark.parametrize("year", [1, 999, 9001, 9999])
def test_year_that_no_zone_can_hold_is_refused(year):
    with pytest.raises(ValidationError):
        wall_time.to_epoch(datetime(year, 1, 1), "Asia/Tokyo", strict=False)
