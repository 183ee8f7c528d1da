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


def test_organizer_is_the_team_with_its_page_unless_the_event_names_another():
    team = {"name": "Harbour Hall", "url": "https://stagedoor.example/harbour-hall"}
    assert event_json_ld.describe(EVENT)["organizer"] == {"@type": "Organization", **team}
    club = {"name": "Jazz club", "url": None}
    described = event_json_ld.describe({**EVENT, "organizer": club})
    assert described["organizer"] == {"@type": "Organization", "name": "Jazz club"}


def test_everything_known_is_described(context):
    event = {
        **EVENT,
        "image": "https://a.example/i.jpg",
        "offers": {"url": None, "price": "0", "currency": "EUR"},
        "performers": [{"name": "Mara", "url": "https://mara.example"}],
    }
    described = event_json_ld.describe(event)
    assert described["image"] == ["https://a.example/i.jpg"]
    assert described["offers"] == {
        "@type": "Offer",
        "url": event["links"]["html"],
        "price": "0",
        "priceCurrency": "EUR",
    }
    assert described["performer"][0]["name"] == "Mara"


def test_unknown_is_left_out():
    assert not {"image", "offers", "performer"} & event_json_ld.describe(EVENT).keys()
