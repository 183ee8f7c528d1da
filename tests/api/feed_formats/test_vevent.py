"""Events as VEVENTs."""

import pytest

from app.api.feed_formats import vevent
from tests.support.feeds import ALL_DAY, EVENT

OVERRIDE = {
    "recurrence_id": "2027-04-03T20:00:00",
    "start": "2027-04-04T21:00:00",
    "end": "2027-04-04T22:00:00",
    "title": None,
    "status": "cancelled",
    "description_html": None,
    "venue_name": None,
    "venue_address": None,
}


def series(rule="FREQ=WEEKLY", **changes):
    empty = {"rdates": [], "exdates": [], "overrides": []}
    return {**EVENT, "recurrence": {"rrule": rule, **empty, **changes}}


def lines(text):
    return text.replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (EVENT, "DTSTART;TZID=Europe/Rome:20270327T200000"),
        ({**EVENT, **ALL_DAY}, "DTEND;VALUE=DATE:20270329"),
        ({**EVENT, **ALL_DAY}, "X-STAGEDOOR-TIMEZONE:Europe/Rome"),
        ({**EVENT, "status": "postponed"}, "STATUS:TENTATIVE"),
        ({**EVENT, "visibility": "unlisted"}, "CLASS:PRIVATE"),
        (EVENT, "LOCATION:Old Harbour\\nMolo Vecchio\\, IT"),
    ],
    ids="start all-day zone status class place".split(),
)
def test_property(event, line):
    assert line in lines(vevent.render(event))


def test_event_without_length_has_no_end():
    assert "DTEND" not in vevent.render({**EVENT, "end": EVENT["start"]})


@pytest.mark.parametrize(
    ("until", "written"),
    [
        ("20270410T180000Z", "20270410T180000Z"),
        ("20270410", "20270410T215959Z"),
        ("20270410T200000", "20270410T180000Z"),
    ],
    ids=["utc", "day", "local"],
)
def test_until_is_of_the_kind_of_the_start(until, written):
    rule = f"RRULE:FREQ=WEEKLY;UNTIL={written}"
    assert rule in lines(vevent.render(series(f"FREQ=WEEKLY;UNTIL={until}")))


def test_changed_date_is_a_vevent_of_its_own():
    text = vevent.render(series(overrides=[OVERRIDE]))
    assert text.count("BEGIN:VEVENT") == 2
    assert "RECURRENCE-ID;TZID=Europe/Rome:20270403T200000" in lines(text)
    assert "STATUS:CANCELLED" in lines(text)


def test_zones_have_the_year_of_every_time():
    late = {**OVERRIDE, "start": "2031-01-01T20:00:00"}
    event = series(rdates=["2029-01-01T20:00:00"], overrides=[late])
    assert list(vevent.zones_of(event)) == [("Europe/Rome", year) for year in (2027, 2029, 2031)]
    assert list(vevent.zones_of({**EVENT, **ALL_DAY})) == []
