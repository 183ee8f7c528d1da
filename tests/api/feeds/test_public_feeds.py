"""Feeds for everybody: what is public, and nothing of what is not."""

from datetime import datetime

import icalendar
import pytest

from app.api.feed_formats.formats import FORMATS
from app.extensions import db
from app.models.events.event import Event
from app.models.recurrence.recurrence import Override, Recurrence
from tests.support.hall import add

HIDDEN = {
    "Draft": {"status": "draft"},
    "Own": {"visibility": "private"},
    "Linked": {"visibility": "unlisted"},
    "Deleted": {},
}


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_but_public_events_is_in_a_public_feed(app, client, hall, format):
    add(app, "Seen")
    add(app, "Called off", status="cancelled")
    for title, details in HIDDEN.items():
        add(app, title, venue_name=f"Secret of {title}", **details)
    with app.app_context():
        db.session.scalars(db.select(Event).where(Event.title == "Deleted")).one().delete()
        db.session.commit()

    answer = client.get(f"/harbour-hall/events.{format}")
    assert answer.status_code == 200
    assert answer.text.count("Called off") >= 1
    assert "Secret" not in answer.text
    assert "Draft" not in answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert answer.headers["Vary"] == "Accept"
    tag = answer.headers["ETag"]
    again = client.get(f"/harbour-hall/events.{format}", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    refused = client.get(f"/harbour-hall/events.{format}?colour=red")
    assert (refused.status_code, refused.json["error"]) == (400, "invalid_request")


def test_event_is_a_calendar_for_who_may_see_its_page(app, client, hall):
    add(app, "Spring night")
    for title, details in HIDDEN.items():
        add(app, title, **details)

    found = icalendar.Calendar.from_ical(client.get("/harbour-hall/spring-night.ics").data)
    assert [str(one["SUMMARY"]) for one in found.walk("VEVENT")] == ["Spring night"]
    seen = {title: client.get(f"/harbour-hall/{title.lower()}.ics").status_code for title in HIDDEN}
    assert seen == {"Draft": 404, "Own": 404, "Linked": 200, "Deleted": 200}
    assert client.get("/nobody/spring-night.ics").status_code == 404


def dates_on(client, day, event="rehearsal"):
    """UID, RECURRENCE-ID, start and title of each date in the calendar of this day."""
    answer = client.get(f"/harbour-hall/{event}.ics?date={day}")
    if answer.status_code == 404:
        return 404
    return [
        (
            str(entry["UID"]),
            entry["RECURRENCE-ID"].dt.isoformat() if "RECURRENCE-ID" in entry else None,
            entry["DTSTART"].dt.isoformat(),
            str(entry["SUMMARY"]),
            "RRULE" in entry,
        )
        for entry in icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    ]


MONDAY = datetime(2027, 3, 22, 20)
MOVED = Override(
    "2027-03-29T20:00:00", datetime(2027, 3, 31, 18), datetime(2027, 3, 31, 19), title="Open"
)
PRIVATE = Override(
    "2027-04-05T20:00:00", datetime(2027, 4, 5, 20), datetime(2027, 4, 5, 22), visibility="private"
)


def test_calendar_of_one_day_changes_no_other_date(app, client, hall):
    weekly = Recurrence("FREQ=WEEKLY;COUNT=5", exdates=("2027-04-12T20:00:00",))
    add(app, "Rehearsal", start=MONDAY, recurrence=weekly, overrides=(MOVED, PRIVATE))
    whole = icalendar.Calendar.from_ical(client.get("/harbour-hall/rehearsal.ics").data)
    uid = str(whole.walk("VEVENT")[0]["UID"])

    assert dates_on(client, "2027-03-22") == [
        (uid, "2027-03-22T20:00:00+01:00", "2027-03-22T20:00:00+01:00", "Rehearsal", False)
    ]
    assert dates_on(client, "2027-03-31") == [  # after the change of the clocks
        (uid, "2027-03-29T20:00:00+02:00", "2027-03-31T18:00:00+02:00", "Open", False)
    ]
    # Moved, private, excluded, after the end, and no day at all.
    for day in ("2027-03-29", "2027-04-05", "2027-04-12", "2027-04-26", "2027-02-30", "x", ""):
        assert dates_on(client, day) == 404


def test_event_that_does_not_repeat_has_one_day(app, client, hall):
    add(app, "Fair", start=datetime(2027, 7, 1), end=datetime(2027, 7, 4), all_day=True)
    [(_uid, recurrence_id, start, _title, _rule)] = dates_on(client, "2027-07-01", "fair")
    assert (recurrence_id, start) == (None, "2027-07-01")
    assert dates_on(client, "2027-07-02", "fair") == 404
    refused = client.get("/harbour-hall/fair.ics?day=2027-07-01")
    assert refused.status_code == 400
