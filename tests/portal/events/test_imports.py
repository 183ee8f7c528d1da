"""Importing a calendar file through the upload form."""

import io

import pytest

from app.extensions import db
from app.models.events.event import Event
from app.models.teams.membership import Role
from app.models.teams.team import Team
from app.portal.events import imports
from tests.support.factories import join, make_team, make_user
from tests.support.forms import submit
from tests.support.ics import SHARED_FILES
from tests.support.markup import compact
from tests.support.people import sign_in

IMPORT = "/teams/harbour-hall/events/import"
BEGIN = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n"
END = b"END:VCALENDAR\r\n"


def event(*lines: str, uid="one@x", title="Spring night") -> bytes:
    all_lines = ("BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", *lines, "END:VEVENT")
    return "".join(f"{line}\r\n" for line in all_lines).encode()


NIGHT = event("DTSTART:20270320T200000")
HOSTILE = {
    "20 MB": b"X" * 20_000_000,
    "6 MB": BEGIN + b"X" * 6_000_000,
    "100,000 events": BEGIN + NIGHT * 40_000 + END,
    "every second": BEGIN
    + NIGHT
    + event("DTSTART:20270320T200000", "RRULE:FREQ=SECONDLY", uid="two@x")
    + END,
    "binary": bytes(range(256)) * 400,
    "zip": b"PK\x03\x04" + BEGIN + NIGHT + END,
    "endless line": BEGIN + event("DTSTART:20270320T200000", "DESCRIPTION:" + "x" * 900_000) + END,
    "no calendar": b"<html>hello</html>",
    "cut off": BEGIN + NIGHT[:40],
    "nothing": b"",
}


@pytest.fixture
def editor(app, client):
    """The browser of an editor of Harbour Hall, which is in Rome."""
    with app.app_context():
        team = make_team(name="Harbour Hall", slug="harbour-hall")
        join(team, make_user("ed@example.org"), Role.EDITOR)
        db.session.commit()
    sign_in(client, "ed@example.org")
    return client


def upload(client, data: bytes, **fields):
    return submit(client, IMPORT, "Import", file=(io.BytesIO(data), "calendar.ics"), **fields)


def stored(app) -> list[Event]:
    with app.app_context():
        return list(db.session.scalars(db.select(Event).order_by(Event.id)))


def counts(answer) -> dict[str, int]:
    """The four numbers of the report."""
    parts = answer.text.split('class="stats"')[1].split("</dl>")[0].split("<dt>")[1:]
    return {
        part.split("</dt>")[0].lower(): int(part.split("<dd>")[1].split("</dd>")[0])
        for part in parts
    }


def test_import_is_one_click_from_the_list(editor):
    assert f'href="{IMPORT}"' in editor.get("/teams/harbour-hall/events").text


def test_report_counts_and_names_what_was_refused_with_its_line(app, editor):
    answer = upload(editor, BEGIN + NIGHT + event(uid="two@x", title="No start") + END)

    assert answer.status_code == 200
    assert counts(answer) == {"created": 1, "updated": 0, "unchanged": 0, "refused": 1}
    assert '<td class="r">9</td><td class="cell-wrap">No start</td>' in compact(answer.text)
    assert [one.title for one in stored(app)] == ["Spring night"]


@pytest.mark.skipif(not SHARED_FILES, reason="The calendars are not on this machine")
@pytest.mark.parametrize("path", SHARED_FILES, ids=lambda path: path.stem)
def test_real_calendar_comes_in_once(app, editor, path):
    first = counts(upload(editor, path.read_bytes()))
    with app.app_context():
        seq = Team.find("harbour-hall").change_seq

    again = counts(upload(editor, path.read_bytes()))

    assert first["created"] > 0
    assert again == {**first, "created": 0, "unchanged": first["created"]}
    with app.app_context():
        assert Team.find("harbour-hall").change_seq == seq


def test_more_events_than_others_can_wait_for_are_refused(app, editor, monkeypatch):
    monkeypatch.setattr(imports, "MAX_EVENTS", 1)

    answer = upload(editor, BEGIN + NIGHT + event("DTSTART:20270321T200000", uid="two@x") + END)

    assert answer.status_code == 422
    assert "more than 1 events" in answer.text
    assert stored(app) == []


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_file_is_refused_clearly_and_imports_nothing(app, editor, data):
    answer = upload(editor, data)

    assert answer.status_code in (413, 422)
    said = answer.text.split("<main")[1]
    assert "Nothing was imported" in said or "Too large" in said or "Fill this in" in said
    assert stored(app) == []


def test_times_without_a_zone_are_on_the_clocks_that_were_chosen(app, editor):
    upload(editor, BEGIN + NIGHT + END, timezone="America/New_York")

    assert stored(app)[0].timezone == "America/New_York"


def test_zone_that_does_not_exist_is_refused(app, editor):
    answer = upload(editor, BEGIN + NIGHT + END, timezone="../../etc/passwd")

    assert answer.status_code == 422
    assert stored(app) == []


def test_hostile_text_is_shown_as_text(app, editor):
    """What a file says reaches the report and the pages as text."""
    title = "<script>alert(1)</script>{{7*7}}"
    bad = event(uid="two@x", title=title)

    answer = upload(editor, BEGIN + event("DTSTART:20270320T200000", title=title) + bad + END)

    assert "<script>alert" not in answer.text
    assert "{{7*7}}" in answer.text
    page = editor.get(f"/harbour-hall/{stored(app)[0].slug}")
    assert "<script>alert" not in page.text


def test_other_pages_take_no_large_body(editor):
    answer = editor.post("/teams/harbour-hall/events/new", data={"title": "x" * 1_100_000})

    assert answer.status_code == 413
