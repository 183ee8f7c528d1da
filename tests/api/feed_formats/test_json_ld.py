"""Lists of events in JSON-LD."""

import json

from app.api.feed_formats import json_ld
from tests.support.feeds import EVENT, make_page


def test_items_are_numbered_from_one():
    listed = json.loads(json_ld.render(make_page(EVENT, EVENT)))
    assert [item["position"] for item in listed["itemListElement"]] == [1, 2]
    assert listed["itemListElement"][0]["item"]["@type"] == "Event"


def test_no_text_can_end_the_element_around_it():
    assert "</script" not in json_ld.render(make_page({**EVENT, "title": "</script>"}))


def test_series_is_shown_at_its_first_date():
    series = {
        "rrule": "FREQ=WEEKLY;COUNT=3",
        "rdates": [],
        "exdates": ["2027-03-27T20:00:00"],
        "overrides": [],
    }
    listed = json.loads(json_ld.render(make_page({**EVENT, "recurrence": series})))
    assert listed["itemListElement"][0]["item"]["startDate"].startswith("2027-04-03T20:00:00")
