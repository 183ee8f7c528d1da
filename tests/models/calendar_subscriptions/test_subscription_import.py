"""What a calendar elsewhere does to a team's events: new, changed, gone, back, not its own."""

from dataclasses import replace
from datetime import datetime

import pytest

from app.extensions import db
from app.models.calendar_subscriptions import subscription_import
from app.models.calendar_subscriptions.subscribed_event import SubscribedEvent
from app.models.events.event import Event
from app.models.recurrence.recurrence import Override
from tests.support.calendars import take, vevent
from tests.support.factories import make_event, make_team, make_user


@pytest.fixture
def team(source):
    return source.team


def find(team, uid) -> Event:
    return db.session.scalar(db.select(Event).where(Event.team_id == team.id, Event.uid == uid))


def events_of(team) -> list[Event]:
    return list(db.session.scalars(db.select(Event).where(Event.team_id == team.id)))


def missing(source) -> int:
    return SubscribedEvent.count_missing([source.row])[source.id]


@pytest.mark.both_databases
def test_what_vanished_is_cancelled_and_comes_back(source):
    source.says("one", "two", "three")
    counts = source.says("one", "three").imported.all_counts

    assert counts["cancelled"] == 1
    assert source.calls() == {"one": "scheduled", "two": "cancelled", "three": "scheduled"}

    counts = source.says("one", "two", "three").imported.all_counts

    assert (counts["restored"], counts["updated"], counts["unchanged"]) == (1, 1, 2)
    assert set(source.calls().values()) == {"scheduled"}


def test_series_that_ends_before_it_begins_is_gone(source):
    weekly = ("two", "", "20300320T200000", "RRULE:FREQ=WEEKLY")
    source.says("one", vevent(*weekly), "three")

    source.says("one", vevent(*weekly[:3], f"{weekly[3]};UNTIL=20300320T195959"), "three")

    assert source.calls() == {"one": "scheduled", "two": "cancelled", "three": "scheduled"}


WEEKLY = ("one", "", "20300320T200000", "RRULE:FREQ=WEEKLY;COUNT=5")
ALL_DAY = vevent("one", "", "20300403", "RECURRENCE-ID:20300403T200000").replace(
    "DTSTART:", "DTSTART;VALUE=DATE:"
)
LATER = vevent("one", "", "20300403T210000", "RECURRENCE-ID;RANGE=THISANDFUTURE:20300403T200000")
PRIVATE_DATE = Override(
    "2030-04-10T20:00:00",
    datetime(2030, 4, 10, 20),
    datetime(2030, 4, 10, 20),
    visibility="private",
)


@pytest.mark.parametrize("change", [ALL_DAY, LATER], ids=["all-day", "all-later-dates"])
@pytest.mark.parametrize(
    "hidden", [{"visibility": "private"}, {"visibility": "unlisted"}, {"status": "draft"}], ids=str
)
def test_dates_of_a_series_hidden_here_stay_hidden_as_an_event_of_their_own(team, change, hidden):
    take(team, vevent(*WEEKLY))
    series = find(team, "one")
    series.change(replace(series.details, **hidden))

    take(team, vevent(*WEEKLY), change)

    (own,) = [event for event in events_of(team) if event.uid != "one"]
    assert {name: getattr(own, name) for name in hidden} == hidden


def test_private_date_stays_private_as_an_event_of_its_own(team):
    take(team, vevent(*WEEKLY))
    series = find(team, "one")
    series.change(replace(series.details, overrides=(PRIVATE_DATE,)))

    take(team, vevent(*WEEKLY), ALL_DAY.replace("300403", "300410"))

    (own,) = [event for event in events_of(team) if event.uid != "one"]
    assert own.visibility == "private"


def test_private_date_stays_private_in_the_part_of_the_series_that_moves(team):
    take(team, vevent(*WEEKLY))
    series = find(team, "one")
    series.change(replace(series.details, overrides=(PRIVATE_DATE,)))

    take(team, vevent(*WEEKLY), LATER)

    (own,) = [event for event in events_of(team) if event.uid != "one"]
    (date,) = own.details.overrides
    assert (date.recurrence_id, date.visibility) == ("2030-04-10T21:00:00", "private")


def test_date_of_a_series_that_was_deleted_here_does_not_come_as_an_event_of_its_own(team):
    take(team, vevent(*WEEKLY))
    find(team, "one").delete()

    row = take(team, vevent(*WEEKLY), ALL_DAY)

    assert [event.uid for event in events_of(team)] == ["one"]
    assert "deleted here" in row.report_json


def test_series_that_moves_its_private_date_out_of_the_calendar_is_refused_alone(team):
    take(team, vevent("one", "", "20300320T200000", "RRULE:FREQ=DAILY"))
    series = find(team, "one")
    far = PRIVATE_DATE.start.replace(year=8000)
    date = replace(PRIVATE_DATE, recurrence_id=far.isoformat(), start=far, end=far)
    series.change(replace(series.details, overrides=(date,)))

    row = take(team, vevent("one", "", "50300320T200000", "RRULE:FREQ=DAILY"), "two")

    assert {event.uid: event.start.year for event in events_of(team)} == {"one": 2030, "two": 2030}
    assert "1970 to 9000" in row.report_json


def test_rule_that_is_too_much_stops_no_other_event(source):
    hourly = vevent("two", "", "20300320T200000", "RRULE:FREQ=HOURLY")

    imported = source.says("one", hourly, "three").imported

    assert source.calls() == {"one": "scheduled", "three": "scheduled"}
    (line,) = imported.refused
    assert "HOURLY" in line.reason


def test_same_body_writes_nothing(source, team):
    source.says("one", "two")
    seq, digest = team.change_seq, source.row.body_digest

    refreshed = source.refresh()

    assert refreshed.imported is None
    assert refreshed.error is None
    assert (team.change_seq, source.row.body_digest) == (seq, digest)


def test_unchanged_state_is_asked_for_and_believed(source, listener):
    source.says("one", ETag='"v1"', **{"Last-Modified": "Sat, 21 Nov 2026 08:00:00 GMT"})
    refreshed = source.answers(b"HTTP/1.1 304 Not Modified\r\n\r\n")

    assert 'If-None-Match: "v1"' in listener.heads[-1]
    assert "If-Modified-Since: Sat, 21 Nov 2026 08:00:00 GMT" in listener.heads[-1]
    assert (refreshed.imported, refreshed.error) == (None, None)
    assert source.calls() == {"one": "scheduled"}


@pytest.mark.parametrize(
    ("left", "cancelled"),
    [
        ([], 0),
        (["one"], 0),
        (["new"], 0),
        (["one", "two"], 2),
        (["one", "two", "three"], 1),
        (["one", "two", "three", "BEGIN:VEVENT\nUID:four\nSUMMARY\nEND:VEVENT"], 0),
    ],
    ids=["empty", "nearly-all", "other-uids", "half", "one", "nameless"],
)
def test_answer_that_is_hard_to_believe_cancels_nothing(source, left, cancelled):
    source.says("one", "two", "three", "four")

    imported = source.says(*left).imported

    assert imported.cancelled == cancelled
    assert list(source.calls().values()).count("cancelled") == cancelled


def test_what_was_not_believed_is_cancelled_by_a_person_or_comes_back(source, team):
    source.says("one", "two", "three")
    source.says("one")
    assert missing(source) == 2
    source.says("one", "two")
    assert missing(source) == 0  # one of two is believed
    assert source.calls()["three"] == "cancelled"

    source.says("one", "two", "three", "four")
    source.says("one")
    assert subscription_import.cancel_missing(source.row, by=make_user()) == 3
    db.session.commit()

    assert list(source.calls().values()).count("cancelled") == 3
    assert missing(source) == 0
    source.says("one", "two", "three", "four")
    assert set(source.calls().values()) == {"scheduled"}


def test_what_is_over_may_leave_the_calendar(source):
    """Many calendars list only what is to come."""
    source.says(vevent("past", start="20200320T200000"), "one", "two")
    source.says("one", "two", "three")
    assert source.calls()["past"] == "scheduled"


def test_what_cannot_be_read_any_more_is_not_gone(source):
    source.says("one", "two", "three")
    source.says("one", "two", vevent("three", start="nonsense"))
    assert source.calls()["three"] == "scheduled"


def test_calendar_there_wins_over_what_was_edited_here(source, team):
    source.says("one", "two")
    event = find(team, "one")
    event.change(replace(event.details, title="Ours", image_url="https://x.example/1.png"))
    db.session.commit()

    source.says("one", vevent("two", "Second"))

    assert find(team, "one").title == "One"
    assert find(team, "one").image_url == "https://x.example/1.png"
    assert find(team, "two").title == "Second"


def test_what_was_hidden_or_deleted_here_stays_so(source, team):
    source.says("one", "two", "three")
    one, two, three = (find(team, uid) for uid in ("one", "two", "three"))
    one.delete()
    two.change(replace(two.details, status="draft"))
    three.change(replace(three.details, visibility="private"))
    db.session.commit()

    imported = source.says("one", "two", "three", "four").imported

    assert [line.reason for line in imported.refused] == ["It was deleted here, and stays deleted."]
    assert source.calls() == {
        "one": "deleted",
        "two": "draft",
        "three": "scheduled",
        "four": "scheduled",
    }
    assert find(team, "three").visibility == "private"


def test_first_reading_takes_over_what_was_imported_and_no_other(source, team):
    by_hand, imported = make_event(team), make_event(team)
    imported.uid = "imported"
    db.session.commit()
    source.says("imported", vevent(by_hand.uid, "Stolen"))

    assert SubscribedEvent.source_of(imported) == source.row
    assert SubscribedEvent.source_of(by_hand) is None
    assert by_hand.title != "Stolen"

    late = make_event(team)
    late.uid = "late"
    db.session.commit()
    report = source.says("imported", vevent("late", "Stolen")).imported
    assert [line.uid for line in report.refused] == ["late"]
    assert late.title != "Stolen"


def test_event_of_another_source_is_not_taken_over(source, team):
    take(team, vevent("one", "Theirs"))
    db.session.commit()

    imported = source.says(vevent("one", "Stolen")).imported

    assert len(imported.refused) == 1
    assert find(team, "one").title == "Theirs"


def test_same_uid_on_another_team_is_another_event(source, team):
    other = make_team()
    take(other, vevent("one", "Theirs"))
    db.session.commit()

    source.says(vevent("one", "Ours"))

    assert (find(team, "one").title, find(other, "one").title) == ("Ours", "Theirs")


def gone(uid: str, *more: str) -> str:
    """Return what a feed lists of an event that it no longer has."""
    lines = (f"UID:{uid}", "STATUS:CANCELLED", "DTSTART:20300320T200000", *more)
    return "\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT"))


def test_event_that_is_said_to_be_gone_is_cancelled_and_comes_back(source, team):
    source.says("one", "two", "three")
    # Most of them at once: that would not be believed of events that are merely missing.
    source.says("one", gone("two"), gone("three"), gone("stranger"))

    assert source.calls() == {"one": "scheduled", "two": "cancelled", "three": "cancelled"}
    assert find(team, "two").title == "Two"
    assert find(team, "two").start == find(team, "one").start

    counts = source.says("one", "two", "three").imported.all_counts
    assert counts["restored"] == 2
    assert set(source.calls().values()) == {"scheduled"}


def test_line_that_is_no_property_stops_no_cancellation(source):
    source.says("one", "two", "three")
    source.says("one", vevent("two", "", "20300320T200000", "DESCRIPTION", ";:x", "DTEND;X"))
    assert source.calls() == {"one": "scheduled", "two": "scheduled", "three": "cancelled"}
