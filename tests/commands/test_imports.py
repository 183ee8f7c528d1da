"""``stagedoor refresh-imports``: a line a source, and whether one failed."""

import pytest

from app.extensions import db
from app.models.calendar_subscriptions.calendar_subscription import CalendarSubscription
from tests.support.calendars import calendar
from tests.support.factories import make_team, make_user
from tests.support.listener import answer
from tests.support.outbound import towards


@pytest.fixture
def run(app, listener):
    """A function that runs the command; every address leads to the listener."""
    app.extensions["outbound"] = towards(listener)
    listener.says(answer(calendar("one", "two")))
    return lambda *words: app.test_cli_runner().invoke(args=("refresh-imports", *words))


@pytest.fixture
def followed(app):
    """Harbour Hall and Night Owl follow a calendar each."""
    with app.app_context():
        for slug in ("harbour-hall", "night-owl"):
            team = make_team(make_user(), slug=slug)
            CalendarSubscription.add(team, url=f"http://{slug}.example/key", name=f"Of {slug}")
        db.session.commit()


def test_each_source_gets_a_line_with_its_counts(run, followed):
    done = run()

    assert done.exit_code == 0
    assert done.output.splitlines() == [
        f"{slug}  Of {slug}: 2 created, 0 updated, 0 unchanged, 0 refused, 0 cancelled, 0 restored"
        for slug in ("harbour-hall", "night-owl")
    ]
    assert "nothing new" in run().output
    assert run("--due").output == "Nothing to read.\n"


def test_one_that_fails_is_told_by_the_exit_code_and_stops_no_other(run, followed, listener):
    listener.says(answer(b"", status="404 Not Found"))
    done = run()

    assert done.exit_code == 1
    assert done.output.count("not read. It answers 404") == 2
    assert "key" not in done.output


def test_one_team_alone_is_read(run, followed):
    assert "night-owl" not in run("--team", "harbour-hall").output
    assert run("--team", "nobody").exit_code == 1
