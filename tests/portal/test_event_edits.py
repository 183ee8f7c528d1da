"""Changing an event, also when somebody else has just done so."""

from datetime import datetime

from app.extensions import db
from app.models.event import Event
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


def test_edit_that_meets_another_shows_both_and_loses_neither(app, editor):
    add(app)
    path = f"{EVENTS}/spring-night/edit"
    opened = editor.get(path)
    submit(editor, path, "Save", title="Theirs", venue_name="Their hall")

    answer = submit(Replay(editor, opened), path, "Save", title="Mine")

    assert answer.status_code == 409
    assert only_event(app).title == "Theirs"
    assert "Saved meanwhile" in answer.text
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
