"""Where the bars and lines of charts end up."""

import pytest

from app.web import charts


@pytest.mark.parametrize(
    ("value", "top"),
    [(0, 4), (3, 4), (5, 5), (11, 15), (99, 100), (100, 100), (7300, 8000), (9001, 10_000)],
)
def test_axis_ends_at_a_round_number_not_below_the_value(value, top):
    assert charts.round_up(value) == top


@pytest.mark.parametrize(("value", "words"), [(0, "0"), (250, "250"), (7500, "7.5k")])
def test_axis_numbers_are_short(value, words):
    assert charts.shorten(value) == words


def test_parts_of_a_bar_stand_on_each_other():
    bars = charts.bar_chart([{"ok": 60, "rejected": 30, "failed": 10}])["bars"]

    assert [(part["kind"], part["y"], part["height"]) for part in bars[0]] == [
        ("ok", 40, 60),
        ("rejected", 10, 30),
        ("failed", 0, 10),
    ]


def test_part_too_thin_to_see_is_left_to_the_table():
    bars = charts.bar_chart([{"ok": 9990, "rejected": 10, "failed": 0}])["bars"]

    assert [part["kind"] for part in bars[0]] == ["ok"]


def test_days_without_requests_have_a_plot_and_no_bars():
    shape = charts.bar_chart([{"ok": 0, "rejected": 0, "failed": 0}] * 7)

    assert shape["width"] == 70
    assert shape["ticks"] == ["4", "3", "2", "1", "0"]
    assert shape["bars"] == [[]] * 7


def test_spark_rises_with_its_values():
    assert charts.spark_path([0, 5, 10]) == "M0.0 22.0L36.0 12.0L72.0 2.0"


@pytest.mark.parametrize("values", [[], [3]])
def test_spark_of_too_little_is_flat(values):
    assert charts.spark_path(values) == "M0 22H72"
