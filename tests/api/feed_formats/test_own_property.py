"""A feed of ours, imported by another team: the events are equal, all fields."""

from dataclasses import fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import icalendar
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.api.feed_formats import calendar
from app.models.calendar_files import ics_file
from app.models.calendar_files.import_candidate import check_file
from app.models.events import event_json
from app.models.events.event_details import EventDetails
from app.models.events.performer import Performer
from app.models.events.writing.event_write import EventWrite
from app.models.recurrence.recurrence import Override, Recurrence
from app.models.teams.team import NumberedTeam
from app.models.values import plain_text
from app.models.values.errors import ValidationError
from tests.support.feeds import make_feed
from tests.support.ics import SHARED_FILES

REPORTED = sorted((Path(__file__).parents[2] / "data" / "ics-reported").glob("*.ics"))
HTML = "<p>Doors; at \\8, <b>bar</b></p><pre>a\n  b</pre>"
FULL = EventDetails(
    title="Spring, night; \\n",
    start=datetime(2027, 3, 27, 20),
    end=datetime(2027, 3, 27, 23),
    timezone="Europe/Rome",
    summary="One, sentence",
    description_html=HTML,
    status="postponed",
    visibility="unlisted",
    venue_name="Hall, 3",
    venue_address="Pier 3, Quay",
    venue_city="Genoa",
    venue_country="IT",
    latitude=44.41,
    longitude=0.0000001,
    online_url="https://meet.example/ü?a=1,2;b",
    image_url="https://pictures.example/poster.png",
    picture_alt='A "poster"',
    url="https://hall.example/night",
    offer_url="https://tickets.example/1",
    offer_price="12.50",
    offer_currency="EUR",
    organizer_name="Hall e.V.",
    organizer_url="https://hall.example",
    performers=(Performer("Ada, the band", "https://ada.example"), Performer("Bo; solo")),
    tags=("jazz", "late, loud"),
)
SERIES = replace(
    FULL,
    recurrence=Recurrence(
        "FREQ=WEEKLY;COUNT=9", ("2027-04-01T20:00:00",), ("2027-04-03T20:00:00",)
    ),
    overrides=(
        Override("2027-04-10T20:00:00", datetime(2027, 4, 11, 21), datetime(2027, 4, 11, 22)),
        Override(
            "2027-04-17T20:00:00",
            datetime(2027, 4, 17, 20),
            datetime(2027, 4, 17, 23),
            title="Other",
            status="scheduled",
            description_html="<p>Else</p>",
            venue_name="Park",
            venue_address="Green, 1",
        ),
        Override(
            "2027-04-24T20:00:00",
            datetime(2027, 4, 24, 20),
            datetime(2027, 4, 24, 23),
            status="cancelled",
            venue_address="Other side",
        ),
    ),
)
CASES = {
    "full": FULL,
    "series": SERIES,
    "bare": EventDetails("Night", FULL.start, FULL.start, "UTC"),
    "summary-alone": replace(FULL, description_html="", status="scheduled"),
    "series-with-summary-alone": replace(SERIES, description_html=""),
    "address-alone": replace(FULL, venue_name=None, venue_city=None, venue_country=None),
    "city-alone": replace(FULL, venue_name=None, venue_address=None),
    "name-alone": replace(FULL, venue_address=None, venue_city=None, venue_country=None),
    "position-alone": replace(
        FULL, venue_name=None, venue_address=None, venue_city=None, venue_country=None
    ),
    "days": replace(FULL, start=datetime(2027, 3, 27), end=datetime(2027, 3, 29), all_day=True),
    "utc-series": replace(SERIES, timezone="UTC"),
    "free": replace(FULL, offer_url=None, offer_price="0"),
    "link-alone": replace(FULL, offer_price=None, offer_currency=None, organizer_url=None),
}

lines = st.text(max_size=30).map(lambda text: plain_text.squeeze(text, 30) or "x")
maybe = st.none() | lines
links = st.none() | st.builds(
    "https://x.example/{}".format,
    st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20),
)
moments = st.datetimes(datetime(1975, 1, 1), datetime(2090, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0, fold=0)
)
details = st.builds(
    lambda start, length, **values: EventDetails(start=start, end=start + length, **values),
    start=moments,
    length=st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds)),
    title=lines,
    timezone=st.sampled_from(["Europe/Rome", "UTC", "America/New_York", "Asia/Kolkata"]),
    all_day=st.booleans(),
    summary=maybe,
    description_html=st.text(max_size=60) | st.just(HTML),
    status=st.sampled_from(["scheduled", "postponed", "cancelled"]),
    visibility=st.sampled_from(["public", "unlisted"]),
    venue_name=maybe,
    venue_address=maybe,
    venue_city=maybe,
    venue_country=st.sampled_from([None, "IT"]),
    latitude=st.floats(-90, 90),
    longitude=st.floats(-180, 180),
    online_url=links,
    image_url=links,
    picture_alt=maybe,
    url=links,
    offer_url=links,
    offer_price=st.sampled_from([None, "0", "12.50"]),
    offer_currency=st.just("EUR"),
    organizer_name=lines,
    organizer_url=links,
    performers=st.lists(st.builds(Performer, lines, links), max_size=3).map(tuple),
    tags=st.lists(lines, max_size=4).map(tuple),
    recurrence=st.sampled_from([None, Recurrence("FREQ=DAILY;COUNT=4")]),
)


def as_json(event_details, uid="x"):
    event = EventWrite("event.created", 1, "evt_x", uid, event_details, slug="night")
    event.settle(NumberedTeam(1, "hall", "Hall", 1), 1, 1_800_000_000)
    return event_json.load(event_json.render(event), "http://localhost")


def feed_of(event_details) -> str:
    return calendar.render_one(as_json(event_details), make_feed())


def come_back(event_details) -> EventDetails:
    file = ics_file.read(feed_of(event_details).encode(), default_timezone="Asia/Tokyo")
    checked = check_file(file)
    assert checked.refusals == ()
    (candidate,) = checked.candidates
    return candidate.details


@pytest.mark.parametrize("path", [*REPORTED, *SHARED_FILES], ids=lambda path: path.stem)
def test_calendar_that_is_imported_comes_back_from_our_feed_as_it_was(context, path):
    file = ics_file.read(path.read_bytes(), default_timezone="Europe/Rome")
    before = {one.vevent.uid: one.details for one in check_file(file).candidates}
    events = [as_json(event_details, uid) for uid, event_details in before.items()]
    feed = SimpleNamespace(
        team=SimpleNamespace(name="Hall", timezone="Asia/Tokyo"),
        home="https://x.example",
        batches=lambda: iter([events]),
        tombstones=list,
    )
    text = "".join(calendar.render(feed)).encode()
    back = check_file(ics_file.read(text, default_timezone="Asia/Tokyo"))
    assert back.refusals == ()
    assert {one.vevent.uid: one.details for one in back.candidates} == before


def differences(first, second):
    return {
        field.name: (getattr(first, field.name), getattr(second, field.name))
        for field in fields(EventDetails)
        if getattr(first, field.name) != getattr(second, field.name)
    }


@pytest.mark.parametrize("event", CASES.values(), ids=CASES.keys())
def test_event_comes_back_from_the_feed_as_it_was(context, event):
    event = event.checked()
    back = come_back(event)
    assert differences(event, back) == {}
    assert feed_of(event) == feed_of(back)


@settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(details)
def test_any_event_comes_back_from_the_feed_as_it_was(context, event):
    try:
        event = event.checked(strict=False)
    except ValidationError:
        assume(False)
    assert differences(event, come_back(event)) == {}


def test_imported_again_an_event_loses_what_the_feed_no_longer_has(context):
    bare = replace(CASES["bare"], timezone="Europe/Rome").checked()
    file = ics_file.read(feed_of(bare).encode(), default_timezone="UTC")
    (candidate,) = check_file(file).candidates
    assert differences(candidate.over(FULL.checked()), replace(bare, visibility="unlisted")) == {}


def test_other_readers_see_standard_properties(context):
    [event] = icalendar.Calendar.from_ical(feed_of(FULL.checked())).walk("VEVENT")
    assert event["IMAGE"] == FULL.image_url
    assert event["CONFERENCE"] == "https://meet.example/%C3%BC?a=1,2;b"
    assert event["LOCATION"] == "Hall, 3\nPier 3, Quay, Genoa, IT"
    assert event["GEO"].to_ical() == "44.41;1e-07"
    assert [str(tag) for tag in event["CATEGORIES"].cats] == ["jazz", "late, loud"]
