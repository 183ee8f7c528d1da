"""Tables of events."""

import csv

import pytest

from app.api.feed_formats import table
from tests.support.feeds import ALL_DAY, EVENT


def row(event):
    return dict(zip(table.HEAD, table._row(event), strict=True))


def test_every_column_has_a_value():
    cells = row(EVENT)
    assert cells["start"] == "2027-03-27 20:00:00"
    assert cells["tags"] == "walk"
    assert (cells["venue_name"], cells["latitude"]) == ("Old Harbour", None)


@pytest.mark.parametrize(
    ("changes", "column", "value"),
    [
        (ALL_DAY, "all_day", "yes"),
        ({"venue": None}, "venue_city", None),
        ({"description": {"html": "<p>a</p>", "text": "a"}}, "description", "a"),
        ({}, "repeats", ""),
        ({"offers": {"url": None, "price": "5", "currency": "EUR"}}, "offer_price", "5"),
        ({"organizer": {"name": "Jazz club", "url": None}}, "organizer", "Jazz club"),
        (
            {"performers": [{"name": "a", "url": None}, {"name": "b", "url": None}]},
            "performers",
            "a, b",
        ),
    ],
)
def test_value_of_a_column(changes, column, value):
    assert row({**EVENT, **changes})[column] == value


def test_head_names_no_column_twice():
    assert len(set(table.HEAD)) == len(table.HEAD)
    assert next(csv.reader([",".join(table.HEAD)])) == list(table.HEAD)
