"""Events for search engines."""

import pytest

from app.models.event_queries import event_json_ld
from tests.support.feeds import ALL_DAY, EVENT

GEO = {"lat": 44.4, "lon": 8.9}


@pytest.mark.parametrize(
    ("changes", "start", "end"),
    [
        ({}, "2027-03-27T20:00:00+01:00", "2027-03-27T23:00:00+01:00"),
        (ALL_DAY, "2027-03-27", "2027-03-28"),
        ({**ALL_DAY, "end": ALL_DAY["start"]}, "2027-03-27", "2027-03-27"),
    ],
    ids=["evening", "two-days", "one-day"],
)
def test_times_are_local(changes, start, end):
    described = event_json_ld.describe({**EVENT, **changes})
    assert (described["startDate"], described["endDate"]) == (start, end)


@pytest.mark.parametrize(
    ("changes", "mode", "places"),
    [
        ({}, "Offline", ["Old Harbour"]),
        ({"online_url": "https://a.example"}, "Mixed", [None, "Old Harbour"]),
        ({"online_url": "https://a.example", "venue": None}, "Online", [None]),
        ({"venue": None}, "Offline", ["To be announced"]),
    ],
    ids=["venue", "both", "online", "unknown"],
)
def test_event_always_has_a_location(changes, mode, places):
    described = event_json_ld.describe({**EVENT, **changes})
    assert described["eventAttendanceMode"].endswith(f"/{mode}EventAttendanceMode")
    assert [place.get("name") for place in described["location"]] == places


def test_position_is_described():
    venue = {**EVENT["venue"], "geo": GEO}
    [place] = event_json_ld.describe({**EVENT, "venue": venue})["location"]
    assert place["geo"]["latitude"] == GEO["lat"]


def test_escaped_text_holds_no_markup():
    assert event_json_ld.escape("</a> & <!--") == "\\u003c/a\\u003e \\u0026 \\u003c!--"
