"""Calendar files are imported from the command line."""

import pytest

from app.extensions import db
from app.models.events.event import Event
from tests.support.ics import SHARED_FILES


@pytest.mark.skipif(not SHARED_FILES, reason="The calendars are not on this machine")
def test_real_calendars_come_in_once(app, run, hall):
    for path in SHARED_FILES:
        first = run("events", "import", str(path), "--team", "harbour-hall")
        assert first.exit_code == 0, first.output
        last = run("events", "import", str(path), "--team", "harbour-hall").output.splitlines()[-1]
        assert last.startswith("0 created, 0 updated"), path.name


def test_refused_event_is_named_with_its_line_and_reason(run, hall, tmp_path):
    file = tmp_path / "one.ics"
    file.write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:a\nSUMMARY:Bad\nEND:VEVENT\nEND:VCALENDAR\n"
    )

    output = run("events", "import", str(file), "--team", "harbour-hall").output

    assert "line 3  refused  Bad: " in output
    assert output.splitlines()[-1] == "0 created, 0 updated, 0 unchanged, 1 refused"


def test_hostile_file_imports_nothing_and_fails(app, run, hall, tmp_path):
    file = tmp_path / "bad.ics"
    file.write_bytes(b"X" * 20_000_000)

    result = run("events", "import", str(file), "--team", "harbour-hall")

    assert result.exit_code == 1
    assert "Nothing was imported" in result.output
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Event.id))) == 0
