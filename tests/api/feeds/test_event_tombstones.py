"""What calendars hear of events that they see no more."""

from dataclasses import replace

import icalendar
import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.housekeeping.purge import purge
from tests.support.api import EVENTS
from tests.support.hall import add

DAY = 86_400
PUBLIC = "/harbour-hall/events.ics"


def happen(app, which, **said):
    """Change the event, or without a word delete it."""
    with app.app_context():
        event = db.session.scalars(db.select(Event).where(Event.title.like(f"{which}%"))).one()
        event.change(replace(event.details, **said)) if said else event.delete()
        db.session.commit()
        return event.uid


def tombstones(answer):
    """The VEVENTs without a title, by UID."""
    assert answer.status_code == 200, answer.text
    found = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    return {str(one["UID"]): one for one in found if "SUMMARY" not in one}


@pytest.mark.both_databases
@pytest.mark.parametrize("said", [{}, {"status": "draft"}, {"visibility": "private"}], ids=str)
def test_calendars_hear_for_thirty_days_that_an_event_is_gone(app, reader, clock, said):
    [one, *_rest] = reader.get(EVENTS).json["data"]
    before = reader.get(f"{EVENTS}.ics")
    clock.advance(60)
    uid = happen(app, "One", **said)
    gone = reader.get(f"{EVENTS}.ics", if_none_match=before.headers["ETag"])

    told = tombstones(gone)
    assert told.keys() == {uid} == tombstones(reader.get(PUBLIC)).keys()
    assert told[uid]["STATUS"] == "CANCELLED"
    assert told[uid]["SEQUENCE"] > one["sequence"]
    assert told[uid].start.isoformat()[:19] == one["start"]["local"]
    assert gone.headers["Last-Modified"] > before.headers["Last-Modified"]
    assert tombstones(reader.get(f"{EVENTS}.ics?q=two")) == {}
    clock.advance(29 * DAY)
    assert tombstones(reader.get(f"{PUBLIC}?from=1980-01-01")) == {}
    assert tombstones(reader.get(PUBLIC)).keys() == {uid}
    clock.advance(3 * DAY)
    with app.app_context():
        assert purge()["tombstones of events"] == 2
        db.session.commit()
    happen(app, "Two", summary="More")
    assert tombstones(reader.get(PUBLIC)) == {}


def test_nothing_of_what_is_hidden_comes_out(app, reader, clock):
    uid = happen(app, "One", visibility="private")
    told = tombstones(reader.get(PUBLIC))[uid].to_ical()
    clock.advance(DAY)
    with app.app_context():
        event = db.session.scalars(db.select(Event).where(Event.uid == uid)).one()
        later = event.start.replace(year=2031), event.end.replace(year=2031)
    happen(app, "One", title="One changed", start=later[0], end=later[1])

    assert tombstones(reader.get(PUBLIC))[uid].to_ical() == told
    assert b"One" not in reader.get(PUBLIC).data.replace(b"BEGIN", b"")


def test_unlisted_event_leaves_the_public_feed_only(app, client, reader):
    uid = happen(app, "One", visibility="unlisted")
    assert tombstones(client.get(PUBLIC)).keys() == {uid}
    assert tombstones(reader.get(f"{EVENTS}.ics")) == {}
    happen(app, "One", visibility="private")
    assert tombstones(reader.get(f"{EVENTS}.ics")).keys() == {uid}


def test_feed_of_a_team_that_hid_everything_still_says_so(app, client, reader):
    uids = {happen(app, title, status="draft") for title in ("One", "Two", "Three")}
    assert tombstones(client.get(PUBLIC)).keys() == uids
    assert client.get("/harbour-hall").status_code == 404


def test_event_that_comes_back_is_no_longer_gone(app, reader):
    happen(app, "One", status="draft")
    happen(app, "One", status="scheduled")
    assert tombstones(reader.get(f"{EVENTS}.ics")) == tombstones(reader.get(PUBLIC)) == {}


@pytest.mark.parametrize("hidden", [{"status": "draft"}, {"visibility": "private"}], ids=str)
def test_nobody_hears_of_what_nobody_saw(app, reader, hidden):
    add(app, "Hidden", **hidden)
    happen(app, "Hidden", summary="Still")
    happen(app, "Hidden")
    assert tombstones(reader.get(f"{EVENTS}.ics")) == tombstones(reader.get(PUBLIC)) == {}
