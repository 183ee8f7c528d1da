"""Calendar files are imported from the command line."""

import pytest

from app.extensions import db
from app.models.calendar_files.imports.calendar_import import Import
from app.models.events.event import Event
from tests.support.ics import SHARED_FILES, calendar, event


@pytest.mark.skipif(not SHARED_FILES, reason="The calendars are not on this machine")
def test_real_calendars_come_in_once(app, run, hall):
    for path in SHARED_FILES:
        first = run("events", "import", str(path), "--team", "harbour-hall")
        assert first.exit_code == 0, first.output
        last = run("events", "import", str(path), "--team", "harbour-hall").stdout.splitlines()[-1]
        assert last.startswith("0 new, 0 changed"), path.name


def test_refused_event_is_named_with_its_line_and_reason(run, hall, tmp_path):
    file = tmp_path / "one.ics"
    file.write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:a\nSUMMARY:Bad\nEND:VEVENT\nEND:VCALENDAR\n"
    )

    output = run("events", "import", str(file), "--team", "harbour-hall").stdout

    assert "line 3  refused  Bad: " in output
    assert output.splitlines()[-1] == "0 new, 0 changed, 0 unchanged, 1 refused, 0 skipped"


@pytest.fixture
def file(tmp_path):
    """A file with a public event and a private one."""
    path = tmp_path / "two.ics"
    path.write_bytes(calendar(event(), event("CLASS:PRIVATE", uid="two@x", title="Doctor")))
    return str(path)


def visibilities(app) -> dict[str, str]:
    with app.app_context():
        return {one.title: one.visibility for one in db.session.scalars(db.select(Event))}


def test_dry_run_says_what_would_happen_and_stores_nothing(app, run, hall, file):
    output = run("events", "import", file, "--team", "harbour-hall", "--dry-run").stdout

    assert "new  Night" in output
    assert output.splitlines()[-1].startswith("2 new, 0 changed")
    with app.app_context():
        for noun in (Event, Import):
            assert db.session.scalar(db.select(db.func.count()).select_from(noun)) == 0


def test_personal_calendar_is_private_unless_the_command_says_otherwise(app, run, hall, file):
    result = run("events", "import", file, "--team", "harbour-hall")

    assert visibilities(app) == {"Night": "private", "Doctor": "private"}
    assert "looks like a personal calendar" in result.stderr
    assert "/teams/harbour-hall/imports/imp_" in result.stderr


def test_chosen_visibility_publishes_nothing_that_is_private_in_the_file(app, run, hall, file):
    run("events", "import", file, "--team", "harbour-hall", "--visibility", "public")

    assert visibilities(app) == {"Night": "public", "Doctor": "private"}


def test_hostile_file_imports_nothing_and_fails(app, run, hall, tmp_path):
    file = tmp_path / "bad.ics"
    file.write_bytes(b"X" * 30_000_000)

    result = run("events", "import", str(file), "--team", "harbour-hall")

    assert result.exit_code == 1
    assert "Nothing was imported" in result.output
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Event.id))) == 0
