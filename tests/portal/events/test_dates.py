"""A series by hand: how it repeats, its next dates, changing one of them or more."""

from datetime import datetime

import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.recurrence.recurrence import Recurrence
from tests.support.forms import submit
from tests.support.hall import EVENTS, add, only_event
from tests.support.markup import compact
from tests.support.people import sign_in

START = datetime(2027, 3, 22, 20, 0)  # a Monday
SERIES = f"{EVENTS}/spring-night"
DATE = f"{SERIES}/dates/2027-04-05T20:00:00"


@pytest.fixture
def weekly(app, clock, request):
    clock.at = 1_805_700_000  # 22 March 2027
    editor = request.getfixturevalue("editor")
    add(app, start=START, recurrence=Recurrence("FREQ=WEEKLY;COUNT=4"))
    return editor


def rule(app):
    return only_event(app).details.recurrence.rrule


@pytest.mark.parametrize(
    ("fields", "expected", "words"),
    [
        ({"repeats": "day", "repeat_every": "2"}, "FREQ=DAILY;INTERVAL=2", "Every 2 days"),
        (
            {"repeats": "week", "repeat_days": ["MO", "TH"]},
            "FREQ=WEEKLY;BYDAY=MO,TH",
            "Every Monday and Thursday",
        ),
        (
            {"repeats": "week", "repeat_ends": "on", "repeat_until": "2027-05-03"},
            "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270503T215959Z",
            "Every Monday until 3 May 2027",
        ),
        ({"repeats": "weekday"}, "FREQ=MONTHLY;BYDAY=4MO", "Fourth Monday of each month"),
        (
            {"repeats": "month", "repeat_ends": "after", "repeat_count": "5"},
            "FREQ=MONTHLY;COUNT=5",
            "Day 22 of each month, 5 times",
        ),
        ({"repeats": "year"}, "FREQ=YEARLY", "Every year on 22 March"),
    ],
    ids=["days", "weekdays", "until", "weekday", "count", "year"],
)
def test_event_repeats_as_the_form_says_and_the_page_tells(app, editor, fields, expected, words):
    add(app, start=START)
    submit(editor, f"{SERIES}/edit", "Save", **fields)
    assert rule(app) == expected
    assert words in editor.get(SERIES).text

    submit(editor, f"{SERIES}/edit", "Save", title="Jam")
    assert (rule(app), only_event(app).title) == (expected, "Jam")

    submit(editor, f"{SERIES}/edit", "Save", repeats="")
    assert only_event(app).recurrence_json is None


@pytest.mark.parametrize(
    "fields",
    [
        {"repeats": "week", "repeat_ends": "on"},
        {"repeats": "week", "repeat_ends": "on", "repeat_until": "2027-01-01"},
        {"repeats": "week", "repeat_ends": "on", "repeat_until": "9999-12-31"},
        {"repeats": "week", "repeat_ends": "after"},
        {"repeats": "day", "repeat_every": "0"},
        {"repeats": "hourly"},
        {"repeats": "day", "repeat_ends": "after", "repeat_count": "10001"},
    ],
    ids=["no-day", "before", "too-late", "no-times", "every-0", "unknown", "runaway"],
)
def test_repeating_that_means_nothing_is_refused_beside_its_field(app, editor, fields):
    add(app, start=START)
    answer = submit(editor, f"{SERIES}/edit", "Save", **fields)
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert 'id="start_date-error"' not in answer.text
    assert only_event(app).recurrence_json is None


def test_rule_too_special_for_the_form_is_shown_and_kept(app, editor):
    special = "FREQ=MONTHLY;BYDAY=MO,WE;BYSETPOS=-1"
    add(app, start=START, recurrence=Recurrence(special))
    assert special in editor.get(SERIES).text
    assert special not in editor.get(EVENTS).text
    submit(editor, f"{SERIES}/edit", "Save", title="Jam")
    assert rule(app) == special


def test_date_is_cancelled_and_restored(app, weekly):
    assert compact(weekly.get(SERIES).text).count("Mon 5 Apr 2027, 20:00</th>") == 1
    submit(weekly, SERIES, "Cancel Mon 5 Apr")
    assert [one.status for one in only_event(app).details.overrides] == ["cancelled"]
    assert "Cancelled" in weekly.get(SERIES).text
    submit(weekly, SERIES, "Restore Mon 5 Apr")
    assert only_event(app).details.overrides == ()


def test_one_date_is_changed(app, weekly):
    submit(weekly, f"{DATE}/edit", "Save", title="Open jam", start_time="19:00")
    (override,) = only_event(app).details.overrides
    assert (override.title, override.start) == ("Open jam", datetime(2027, 4, 5, 19))
    assert only_event(app).title == "Spring night"
    assert "Cannot be changed for only one date." in weekly.get(f"{DATE}/edit").text


@pytest.mark.parametrize(
    ("field", "value"),
    [("tags", "jazz"), ("venue_city", "Rome"), ("all_day", "y"), ("visibility", "unlisted")],
)
def test_what_all_dates_share_is_refused_beside_its_field(app, weekly, field, value):
    answer = submit(weekly, f"{DATE}/edit", "Save", **{field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error">' in answer.text
    assert "All dates share this value" in answer.text
    assert only_event(app).details.overrides == ()


def test_date_that_the_clocks_skip_is_renamed_and_restored(app, editor):
    night = datetime(2027, 3, 22, 2, 30)
    add(app, start=night, end=night.replace(hour=3), recurrence=Recurrence("FREQ=DAILY"))
    date = f"{SERIES}/dates/2027-03-28T02:30:00/edit"
    assert submit(editor, date, "Save", title="Summer begins").status_code == 302
    (override,) = only_event(app).details.overrides
    assert (override.start, override.end) == (
        datetime(2027, 3, 28, 3, 30),
        datetime(2027, 3, 28, 4, 30),
    )
    assert submit(editor, date, "Save", title="Spring night").status_code == 302
    assert only_event(app).details.overrides == ()


def test_date_and_the_following_go_their_own_way(app, weekly):
    submit(weekly, f"{DATE}/edit", "Save", scope="following", title="New jam")
    with app.app_context():
        old, new = db.session.scalars(db.select(Event).order_by(Event.id)).all()
        assert (old.title, old.details.recurrence.rrule) == ("Spring night", "FREQ=WEEKLY;COUNT=2")
        assert (new.title, new.details.recurrence.rrule) == ("New jam", "FREQ=WEEKLY;COUNT=2")
        assert new.start == datetime(2027, 4, 5, 20)


def test_all_dates_are_changed_from_one_of_them(app, weekly):
    submit(weekly, f"{DATE}/edit", "Save", scope="all", start_date="2027-04-06", end_date="")
    assert only_event(app).start == datetime(2027, 3, 23, 20)


def test_dates_are_for_editors_and_there_or_not(app, weekly):
    assert weekly.get(f"{SERIES}/dates/2027-04-06T20:00:00/edit").status_code == 404
    assert weekly.get(f"{SERIES}/dates/soon/edit").status_code == 404
    page = weekly.get(f"{DATE}/edit")
    submit(weekly, f"{DATE}/edit", "Save", title="First")
    stale = submit(weekly, f"{DATE}/edit", "Save", page=page, title="Second")
    assert stale.status_code == 409
    viewer = app.test_client()
    sign_in(viewer, "vera@example.org")
    assert viewer.get(f"{DATE}/edit").status_code == 403
    assert "Next dates" in viewer.get(SERIES).text


def test_hidden_date_is_marked_for_members_and_excluded_for_everybody_else(app, weekly):
    submit(weekly, f"{DATE}/edit", "Save", title="Secret rehearsal", start_time="19:00")
    submit(weekly, f"{DATE}/edit", "Hide this date")
    page = weekly.get(SERIES).text
    assert "Private</span>" in page
    assert "Secret rehearsal" in page

    public = weekly.get("/harbour-hall/spring-night").text
    assert "5 Apr" not in public
    assert "Secret" not in public
    feed = weekly.get("/harbour-hall/events.ics").text
    assert "EXDATE;TZID=Europe/Rome:20270405T200000" in feed
    assert "RECURRENCE-ID" not in feed
    event = only_event(app)
    assert "Secret" not in event.rendered
    assert event.find_date("2027-04-05T20:00:00") is None

    submit(weekly, f"{DATE}/edit", "Show this date")
    assert "Secret rehearsal" in weekly.get("/harbour-hall/spring-night").text


def test_hidden_date_stays_hidden_when_it_is_edited_or_the_series_moves(app, weekly):
    submit(weekly, f"{DATE}/edit", "Hide this date")
    submit(weekly, f"{DATE}/edit", "Save", title="Rehearsal")
    submit(weekly, f"{SERIES}/edit", "Save", start_time="18:00")
    (override,) = only_event(app).details.overrides
    assert (override.title, override.visibility) == ("Rehearsal", "private")
    assert override.recurrence_id == "2027-04-05T18:00:00"
    assert only_event(app).find_date("2027-04-05T18:00:00") is None
