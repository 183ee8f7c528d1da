"""Changing an event, also when somebody else has just done so."""

from datetime import datetime

from app.extensions import db
from app.models.events.event import Event
from app.models.recurrence.recurrence import Override, Recurrence
from tests.support.forms import submit
from tests.support.hall import EVENTS, add, only_event


def test_edit_shows_what_is_stored_and_changes_what_is_said(app, editor):
    add(app, description_html="<p>Rich <em>text</em></p>", tags=("music",), summary="Short")

    submit(editor, f"{EVENTS}/spring-night/edit", "Save", title="Summer night")

    event = only_event(app)
    assert (event.title, event.slug, event.sequence) == ("Summer night", "spring-night", 1)
    assert event.description_html == "<p>Rich <em>text</em></p>"
    assert (event.tags, event.summary) == (("music",), "Short")


def test_saving_without_a_change_changes_nothing(app, editor):
    add(
        app,
        description_html="<p>One</p><pre>a\nb</pre>",
        all_day=True,
        start=datetime(2027, 3, 20),
        end=datetime(2027, 3, 22),
    )

    submit(editor, f"{EVENTS}/spring-night/edit", "Save")

    assert only_event(app).sequence == 0


def test_series_stays_a_series_when_it_is_edited(app, editor):
    add(app)
    rule = '{"exdates": [], "rdates": [], "rrule": "FREQ=WEEKLY;COUNT=4"}'
    with app.app_context():
        db.session.execute(db.update(Event).values(recurrence_json=rule))
        db.session.commit()

    submit(editor, f"{EVENTS}/spring-night/edit", "Save", title="Jam")

    assert only_event(app).recurrence_json == rule


def test_series_that_moves_takes_its_other_dates_along(app, editor):
    add_series(app, datetime(2027, 3, 20, 20))

    submit(
        editor,
        f"{EVENTS}/spring-night/edit",
        "Save",
        start_date="2027-03-21",
        start_time="21:30",
        end_date="2027-03-22",
        end_time="00:30",
    )

    details = only_event(app).details
    assert details.recurrence.exdates == ("2027-03-28T21:30:00",)
    assert details.recurrence.rdates == ("2027-05-03T19:30:00",)
    (override,) = details.overrides
    assert override.recurrence_id == "2027-04-04T21:30:00"
    assert override.start == datetime(2027, 4, 4, 23, 30)
    assert override.end == datetime(2027, 4, 5, 1, 30)


def test_series_that_becomes_all_day_keeps_its_other_dates(app, editor):
    add_series(app, datetime(2027, 3, 20, 20))

    submit(editor, f"{EVENTS}/spring-night/edit", "Save", all_day="y", end_date="2027-03-20")

    details = only_event(app).details
    assert details.recurrence.exdates == ("2027-03-27",)
    assert details.recurrence.rdates == ("2027-05-02",)
    (override,) = details.overrides
    assert override.recurrence_id == "2027-04-03"
    assert (override.start, override.end) == (datetime(2027, 4, 3), datetime(2027, 4, 4))


def add_series(app, start):
    """Put a weekly event there: one week off, one day more, one week later and shorter."""
    add(
        app,
        start=start,
        recurrence=Recurrence(
            "FREQ=WEEKLY;COUNT=5",
            rdates=("2027-05-02T18:00:00",),
            exdates=("2027-03-27T20:00:00",),
        ),
        overrides=(
            Override("2027-04-03T20:00:00", datetime(2027, 4, 3, 22), datetime(2027, 4, 4)),
        ),
    )


def test_another_venue_has_not_the_position_of_the_old_one(app, editor):
    add(app, venue_name="Hall", latitude=45.6, longitude=13.8)

    submit(editor, f"{EVENTS}/spring-night/edit", "Save", title="Summer night")
    assert only_event(app).latitude == 45.6

    submit(editor, f"{EVENTS}/spring-night/edit", "Save", venue_name="Quay")
    assert (only_event(app).latitude, only_event(app).longitude) == (None, None)


def test_seconds_that_the_form_does_not_show_stay(app, editor):
    start, end = datetime(2027, 3, 20, 20, 0, 30), datetime(2027, 3, 20, 23, 0, 15)
    add(app, start=start, end=end)
    path = f"{EVENTS}/spring-night/edit"

    submit(editor, path, "Save", title="Jam", start_time="20:00", end_time="23:00")
    assert (only_event(app).start, only_event(app).end) == (start, end)

    submit(editor, path, "Save", start_time="21:00", end_time="23:00")
    assert (only_event(app).start, only_event(app).end) == (datetime(2027, 3, 20, 21), end)


def test_edit_that_meets_another_shows_both_and_loses_neither(app, editor):
    add(app)
    path = f"{EVENTS}/spring-night/edit"
    opened = editor.get(path)
    submit(editor, path, "Save", title="Theirs", venue_name="Their hall")

    answer = submit(Replay(editor, opened), path, "Save", title="Mine")

    assert answer.status_code == 409
    assert only_event(app).title == "Theirs"
    assert "Saved version" in answer.text
    assert "Theirs" in answer.text
    assert "Their hall" in answer.text
    assert 'value="Mine"' in answer.text

    submit(Replay(editor, answer), path, "Save")
    assert only_event(app).title == "Mine"


def test_event_deleted_a_moment_before_does_not_come_back(app, editor, monkeypatch):
    add(app)
    hold = Event.hold

    def hold_after_another_deleted_it(event):
        db.session.execute(db.update(Event).values(deleted_at=1))
        hold(event)

    monkeypatch.setattr(Event, "hold", hold_after_another_deleted_it)
    for page, button in (("edit", "Save"), ("cancel", "Cancel the event")):
        answer = submit(editor, f"{EVENTS}/spring-night/{page}", button)
        assert answer.status_code == 404

    with app.app_context():
        assert db.session.scalar(db.select(db.func.max(Event.sequence))) == 0


class Replay:
    """A browser that still has a page open: the first GET answers with that page."""

    def __init__(self, client, opened):
        """Keep the page."""
        self.client, self.opened = client, opened
        self.opened.status_code = 200
        self.post = client.post

    def get(self, _path):
        """Return the page as it was."""
        return self.opened
