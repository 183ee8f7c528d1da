"""What importing a file would do, event by event."""

import pytest

from app.extensions import db
from app.models.calendar_files import ics_file
from app.models.calendar_files.import_candidate import check_file
from app.models.calendar_files.imports.import_plan import Outcome, plan
from tests.support.factories import make_event, make_team
from tests.support.ics import calendar, event

UID = "one@example.org"


@pytest.fixture
def team(context):
    return make_team()


def lines(team, data):
    checked = check_file(ics_file.read(data, default_timezone="Europe/Rome"))
    return [line for batch in plan(team, checked) for line in batch]


def add(team, **columns):
    known = make_event(team, "Jam")
    known.uid, known.sequence = UID, columns.get("sequence", 0)
    db.session.flush()
    return known


def cancels(*events):
    return calendar(*events).replace(b"VERSION:2.0", b"METHOD:CANCEL")


def cancellations():
    gone = event("STATUS:CANCELLED", "SEQUENCE:9", title=None)
    return {"without a title": calendar(gone), "by method": cancels(event("SEQUENCE:9"))}


@pytest.mark.parametrize("data", cancellations().values(), ids=cancellations().keys())
def test_cancellation_changes_the_state_of_the_event_alone(team, data):
    known = add(team)
    (line,) = lines(team, data)
    assert line.outcome == Outcome.CHANGED
    assert line.after.status == "cancelled"
    assert (line.after.title, line.after.start) == ("Jam", known.start)


@pytest.mark.parametrize("data", cancellations().values(), ids=cancellations().keys())
def test_cancellation_of_what_the_team_does_not_have_is_skipped(team, data):
    (line,) = lines(team, data)
    assert (line.outcome, line.after) == (Outcome.SKIPPED, None)
    add(team).delete()
    (line,) = lines(team, data)
    assert (line.outcome, line.after) == (Outcome.SKIPPED, None)


def test_cancellation_that_is_older_than_the_event_is_skipped(team):
    add(team, sequence=5)
    old = event("STATUS:CANCELLED", "SEQUENCE:2", "DTSTAMP:20200101T000000Z", title=None)
    (line,) = lines(team, calendar(old))
    assert line.outcome == Outcome.SKIPPED
