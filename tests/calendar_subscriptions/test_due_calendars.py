"""Reading calendars beside the requests: what is due, one after another, whatever goes wrong."""

import threading
import time

import pytest

from app.calendar_subscriptions import due_calendars, refresh
from app.extensions import db
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription
from tests.support.calendars import calendar
from tests.support.factories import make_team, make_user
from tests.support.listener import answer
from tests.support.outbound import towards

PATIENCE = 30  # seconds


@pytest.fixture
def follow(app):
    """A function that has a team follow an address; returns its row's number."""

    def follow(url):
        with app.app_context():
            row = CalendarSubscription.add(make_team(make_user()), url=url, name="Town")
            db.session.commit()
            return row.id

    return follow


@pytest.fixture
def row(app):
    """A function that returns the subscription of a number, as it is now."""

    def row(number):
        with app.app_context():
            return db.session.get_one(CalendarSubscription, number)

    return row


@pytest.fixture(autouse=True)
def reading_is_on(app):
    """The setting under which workers read calendars."""
    on = app.config["SETTINGS"].model_copy(update={"import_interval": 3600})
    app.config["SETTINGS"] = on


@pytest.fixture
def read_next(app, listener):
    """A function that reads what is due, for which every name is the listener."""
    app.extensions["outbound"] = towards(listener)
    return lambda: read_in(app)


def read_in(app):
    with app.app_context():
        return due_calendars.read_next()


def test_what_is_due_is_read_once_and_then_left_alone(follow, row, read_next, listener):
    listener.says(answer(calendar("one")))
    numbers = [follow(f"http://calendars.example/{name}") for name in "ab"]

    assert [read_next() for _ in range(3)] == [True, True, False]
    assert all(row(number).last_succeeded_at for number in numbers)
    assert listener.connections == 2


def test_hanging_source_does_not_keep_the_others_waiting(app, follow, row, listener):
    asked, released = threading.Event(), threading.Event()

    def resolve(host, port):
        if host == "slow.example":
            asked.set()
            released.wait(PATIENCE)
        return listener.resolve(host, port)

    listener.says(answer(calendar("one")))
    app.extensions["outbound"] = towards(listener, resolve=resolve)
    slow, quick = (follow(f"http://{host}.example/a.ics") for host in ("slow", "quick"))
    hanging = threading.Thread(target=read_in, args=(app,))
    hanging.start()
    assert asked.wait(PATIENCE)

    assert read_in(app)
    assert row(quick).last_succeeded_at
    assert row(slow).leased_until_at
    released.set()
    hanging.join(PATIENCE)


def test_source_that_trips_us_up_is_noted_and_comes_later(
    follow, row, read_next, listener, monkeypatch
):
    number = follow("http://calendars.example/a")

    def stumble(*_reading):
        raise RuntimeError

    monkeypatch.setattr(refresh, "understand", stumble)

    assert [read_next(), read_next()] == [True, False]
    assert "failed here" in row(number).last_error


def test_deleted_team_follows_nothing(app, follow, read_next):
    number = follow("http://calendars.example/a")
    with app.app_context():
        db.session.get_one(CalendarSubscription, number).team.deleted_at = 1
        db.session.commit()
    assert not read_next()


def test_settings_can_leave_reading_to_the_command(app, follow, read_next, listener):
    follow("http://calendars.example/a")
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"import_interval": 0})
    assert not read_next()
    assert listener.connections == 0


@pytest.mark.race
def test_several_processes_read_a_source_once(follow, row, start_server):
    number = follow("https://no-such-name.invalid/a")
    start_server(import_interval=3600, workers=2)
    until = time.monotonic() + PATIENCE
    while not row(number).failures and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.5)  # the others have looked, too

    assert row(number).failures == 1
    assert row(number).last_error == "There is no public server of this name."
