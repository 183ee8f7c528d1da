"""Ranges of a usage page: where they begin in the viewer's zone, and their bars."""

import pytest

from app.models.usage.usage import HOUR
from app.models.usage.usage_report import DAY, Figures
from app.portal.usage import usage_range

CALL = Figures(ok=1)


@pytest.fixture
def read(app):
    """Read the range of an address."""

    def read(query="", **default):
        with app.test_request_context(f"/?{query}"):
            period = usage_range.read(**default)
            return period, period.bars({period.since: CALL, period.until - HOUR: CALL})

    return read


@pytest.mark.parametrize(
    ("query", "name", "bars"),
    [("range=day", "day", 24), ("range=week", "week", 7), ("range=month", "month", 30)],
)
def test_range_has_a_bar_for_each_hour_or_day(read, query, name, bars):
    period, drawn = read(query)
    assert period.name == name
    assert len(drawn) == bars
    assert [bar["ok"] for bar in (drawn[0], drawn[-1])] == [1, 1]
    assert sum(bar["ok"] for bar in drawn) == 2


@pytest.mark.parametrize("query", ["", "range=", "range=year"])
def test_unknown_range_is_the_default(read, query):
    assert read(query)[0].name == "week"
    assert read(query, default="month")[0].name == "month"


def test_range_ends_with_the_current_hour(read, clock):
    clock.at = 1_700_000_123
    period, _bars = read("range=day")
    assert period.until - HOUR <= clock.at < period.until
    assert period.until - period.since == DAY


def test_previous_period_is_as_long_and_ends_where_this_one_begins(read):
    period, _bars = read("range=day")
    assert period.before == (period.since - DAY, period.since)


def test_hour_outside_the_range_has_no_bar(app):
    with app.test_request_context("/?range=week"):
        period = usage_range.read()
        assert sum(bar["ok"] for bar in period.bars({period.since - 2 * DAY: CALL})) == 0
