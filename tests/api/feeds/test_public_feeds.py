"""Feeds for everybody: what is public, and nothing of what is not."""

import icalendar
import pytest

from app.api.feed_formats.formats import FORMATS
from app.extensions import db
from app.models.events.event import Event
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
