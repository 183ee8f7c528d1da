"""Cancelling what a followed calendar lists no more, when it is so much that somebody must say."""

from app.extensions import db
from app.models.events.event import Event
from tests.support.calendar_pages import HALL, MINUTE
from tests.support.calendars import calendar
from tests.support.forms import submit
from tests.support.listener import answer


def test_what_is_missing_is_cancelled_once_somebody_says_so(
    app, follower, followed, listener, clock
):
    clock.advance(MINUTE)
    listener.says(answer(calendar()))
    submit(follower, followed, "Read it now")
    assert "2 events are missing in Town" in follower.get(HALL).text

    submit(follower, f"{followed}/missing", "Cancel them")

    assert "2 events cancelled." in follower.get(followed).text
    with app.app_context():
        assert set(db.session.scalars(db.select(Event.status))) == {"cancelled"}
    assert follower.get(f"{followed}/missing").status_code == 404
    assert "missing" not in follower.get(HALL).text
