"""Importing a calendar file: upload, preview, report, undo."""

import io
import re

import pytest

from app.background.worker import Worker
from app.extensions import db
from app.models.calendar_files.imports import calendar_import, file_reading, import_work
from app.models.events.event import Event
from app.models.teams.membership import Role
from app.models.teams.team import Team
from app.portal.events import import_presenter, imports
from tests.support.factories import join, make_team, make_user
from tests.support.forms import find_form, submit
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
    "30 MB": b"X" * 30_000_000,
    "60,000 events": BEGIN + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 60_000 + END,
    "binary": bytes(range(256)) * 400,
    "zip": b"PK\x03\x04" + BEGIN + NIGHT + END,
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
    """The answer to the upload: the preview, or the form with what is wrong."""
    answer = submit(client, IMPORT, "Preview", file=(io.BytesIO(data), "calendar.ics"), **fields)
    return client.get(answer.location) if answer.status_code == 302 else answer


def confirm(client, preview, **fields):
    """The report after pressing Import on the preview."""
    address = find_form(preview.text, "Import").action
    answer = submit(client, address, "Import", page=preview, **fields)
    assert answer.status_code == 302, answer.text
    return client.get(answer.location)


def undo(client, report):
    answer = submit(client, report.request.path, "Undo this import")
    return client.get(answer.location)


def stored(app) -> list[Event]:
    with app.app_context():
        return list(db.session.scalars(db.select(Event).order_by(Event.id)))


def shown(app) -> dict[str, str]:
    """The titles of the events on the calendar, each with who may see it."""
    return {one.title: one.visibility for one in stored(app) if one.deleted_at is None}


def counts(answer) -> dict[str, int]:
    """The numbers of the preview or report that are not zero."""
    parts = answer.text.split('class="stats"')[1].split("</dl>")[0].split("<dt>")[1:]
    numbers = {
        part.split("</dt>")[0].lower(): int(part.split("<dd>")[1].split("</dd>")[0])
        for part in parts
    }
    return {name: number for name, number in numbers.items() if number}


def boxes(preview) -> dict[str, str]:
    """The value of the box of each event, by its title."""
    found = re.findall(r'name="take"\s+value="([^"]+)"\s+aria-label="([^"]+)"', preview.text)
    return {title: value for value, title in found}


def test_preview_tells_what_would_happen_and_changes_nothing(app, editor):
    preview = upload(editor, BEGIN + NIGHT + event(uid="two@x", title="No start") + END)

    assert preview.status_code == 200
    assert counts(preview) == {"new": 1, "refused": 1}
    assert '<td class="r">9</td><td class="cell-wrap">No start</td>' in compact(preview.text)
    assert stored(app) == []


def test_report_has_an_address_that_the_import_page_links_to(app, editor):
    report = confirm(editor, upload(editor, BEGIN + NIGHT + END))

    assert counts(report) == {"new": 1}
    assert shown(app) == {"Spring night": "public"}
    assert f'href="{report.request.path}"' in editor.get(IMPORT).text
    assert editor.get(report.request.path).status_code == 200


def test_changes_are_shown_before_they_are_made(app, editor):
    confirm(editor, upload(editor, BEGIN + NIGHT + END))
    later = BEGIN + event("DTSTART:20270320T213000", title="Summer night") + END

    preview = upload(editor, later)

    assert counts(preview) == {"changed": 1}
    assert "Title: Spring night → Summer night" in preview.text
    assert "Time: 20 Mar 2027, 20:00" in preview.text
    assert shown(app) == {"Spring night": "public"}
    confirm(editor, preview)
    assert shown(app) == {"Summer night": "public"}


def test_only_chosen_events_are_imported(app, editor):
    data = BEGIN + NIGHT + event("DTSTART:20270321T200000", uid="two@x", title="Late night") + END
    preview = upload(editor, data)

    report = confirm(editor, preview, take=[boxes(preview)["Late night"]])

    assert counts(report) == {"new": 1, "skipped": 1}
    assert "Not selected." in report.text
    assert shown(app) == {"Late night": "public"}


def test_nothing_chosen_is_refused_beside_the_form(app, editor):
    preview = upload(editor, BEGIN + NIGHT + END)

    answer = submit(editor, preview.request.path, "Import", take=[])

    assert answer.status_code == 422
    assert "Choose at least one event." in answer.text
    assert shown(app) == {}


def test_events_that_are_not_listed_one_by_one_are_chosen_as_a_whole(app, editor, monkeypatch):
    monkeypatch.setattr(calendar_import, "MAX_LISTED", 1)
    monkeypatch.setattr(import_presenter, "MAX_LISTED", 1)
    data = BEGIN + NIGHT + event("DTSTART:20270321T200000", uid="two@x", title="Late night") + END
    preview = upload(editor, data)
    assert "1 more event that is not listed here" in preview.text

    confirm(editor, preview, take=[boxes(preview)["Spring night"]])
    assert shown(app) == {"Spring night": "public"}

    confirm(editor, upload(editor, data))
    assert set(shown(app)) == {"Spring night", "Late night"}


PERSONAL = {
    "named by an address": b"X-WR-CALNAME:ana@example.org\r\n" + NIGHT,
    "with guests": event("DTSTART:20270320T200000", "ATTENDEE;CN=Bo:mailto:bo@example.org"),
    "with a private event": NIGHT
    + event("DTSTART:20270321T200000", "CLASS:PRIVATE", uid="two@x", title="Doctor"),
    "with a confidential event": NIGHT
    + event("DTSTART:20270321T200000", "class:confidential", uid="two@x", title="Doctor"),
}


@pytest.mark.parametrize("events", PERSONAL.values(), ids=PERSONAL.keys())
def test_personal_calendar_is_private_unless_people_choose_otherwise(app, editor, events):
    confirm(editor, upload(editor, BEGIN + events + END))

    assert set(shown(app).values()) == {"private"}


@pytest.mark.parametrize("visibility", ["public", "unlisted", "private"])
def test_private_event_never_becomes_public(app, editor, visibility):
    private = event("DTSTART:20270321T200000", "CLASS:PRIVATE", uid="two@x", title="Doctor")
    preview = upload(editor, BEGIN + NIGHT + private + END)

    confirm(editor, preview, visibility=visibility)

    assert shown(app) == {"Spring night": visibility, "Doctor": "private"}


def test_unknown_visibility_is_refused(app, editor):
    preview = upload(editor, BEGIN + NIGHT + END)

    answer = submit(editor, preview.request.path, "Import", visibility="everyone")

    assert answer.status_code == 422
    assert shown(app) == {}


def test_older_version_is_skipped(app, editor):
    new, old = (
        event("DTSTART:20270320T200000", f"SEQUENCE:{n}", title=f"Night {n}") for n in (3, 2)
    )
    confirm(editor, upload(editor, BEGIN + new + END))

    preview = upload(editor, BEGIN + old + END)

    assert counts(preview) == {"skipped": 1}
    assert "The event here is newer than the file." in preview.text


def test_undo_takes_back_what_was_new_and_what_was_changed(app, editor):
    confirm(editor, upload(editor, BEGIN + NIGHT + END))
    changed = event("DTSTART:20270320T213000", title="Summer night")
    other = event("DTSTART:20270321T200000", uid="two@x", title="Late night")
    report = confirm(editor, upload(editor, BEGIN + changed + other + END))

    undone = undo(editor, report)

    assert "This import was undone" in undone.text
    assert shown(app) == {"Spring night": "public"}


def test_undo_keeps_what_was_edited_since_and_says_so(app, editor):
    report = confirm(editor, upload(editor, BEGIN + NIGHT + END))
    submit(editor, "/teams/harbour-hall/events/spring-night/edit", "Save", title="By hand")

    undone = undo(editor, report)

    assert "edited or booked since, so they were not undone" in undone.text
    assert shown(app) == {"By hand": "public"}


def test_file_is_imported_again_after_an_undo(app, editor):
    undo(editor, confirm(editor, upload(editor, BEGIN + NIGHT + END)))
    assert shown(app) == {}

    preview = upload(editor, BEGIN + NIGHT + END)
    assert counts(preview) == {"new": 1}
    confirm(editor, preview, visibility="unlisted")

    assert shown(app) == {"Spring night": "unlisted"}
    assert len(stored(app)) == 1


def test_import_can_be_undone_for_a_week(app, editor, clock):
    report = confirm(editor, upload(editor, BEGIN + NIGHT + END))
    form = find_form(report.text, "Undo this import")

    clock.advance(7 * 86_400)
    assert "Undo this import" not in editor.get(report.request.path).text
    answer = editor.post(form.action, data=form.press("Undo this import"), follow_redirects=True)

    assert "can no longer be undone" in answer.text
    assert shown(app) == {"Spring night": "public"}


def test_event_that_changed_after_the_preview_is_left_as_it_is(app, editor):
    confirm(editor, upload(editor, BEGIN + NIGHT + END))
    preview = upload(editor, BEGIN + event("DTSTART:20270320T200000", title="From the file") + END)
    submit(editor, "/teams/harbour-hall/events/spring-night/edit", "Save", title="By hand")

    report = confirm(editor, preview)

    assert counts(report) == {"skipped": 1}
    assert "It was changed after the preview." in report.text
    assert shown(app) == {"By hand": "public"}


def test_second_press_of_import_changes_nothing_more(app, editor):
    preview = upload(editor, BEGIN + NIGHT + END)
    report = confirm(editor, preview)
    undo(editor, report)

    form = find_form(preview.text, "Import")
    editor.post(form.action, data=form.press("Import"))

    assert shown(app) == {}


def test_preview_expires_after_a_day(app, editor, clock):
    preview = upload(editor, BEGIN + NIGHT + END)
    form = find_form(preview.text, "Import")
    clock.advance(86_400)

    editor.post(form.action, data=form.press("Import"))

    assert "This preview has expired" in editor.get(preview.request.path).text
    assert shown(app) == {}


def test_long_import_goes_on_while_its_page_is_closed(app, editor, monkeypatch):
    monkeypatch.setattr(imports, "WORK_SECONDS", 0)
    monkeypatch.setattr(import_work, "BATCH", 2)
    many = b"".join(event("DTSTART:20270320T200000", uid=f"{n}@x", title=f"N{n}") for n in range(5))
    preview = upload(editor, BEGIN + many + END)

    progress = confirm(editor, preview)
    assert "0 of 5 events" in progress.text
    assert "data-live" in progress.text  # what static/js/live.js takes anew

    Worker(app).work()
    report = editor.get(progress.request.path)
    assert counts(report) == {"new": 5}
    assert len(shown(app)) == 5


def test_import_of_another_team_is_not_found(app, editor, client):
    report = confirm(editor, upload(editor, BEGIN + NIGHT + END))
    with app.app_context():
        team = make_team(name="Other Hall", slug="other-hall")
        join(team, make_user("other@example.org"), Role.EDITOR)
        db.session.commit()
    sign_in(client, "other@example.org")

    for address in (report.request.path, report.request.path.replace("harbour", "other")):
        assert client.get(address).status_code == 404
        assert client.post(address + "/undo").status_code in (400, 404)


@pytest.mark.skipif(not SHARED_FILES, reason="The calendars are not on this machine")
@pytest.mark.parametrize("path", SHARED_FILES, ids=lambda path: path.stem)
def test_real_calendar_comes_in_once(app, editor, path):
    first = counts(confirm(editor, upload(editor, path.read_bytes())))
    with app.app_context():
        seq = Team.find("harbour-hall").change_seq

    again = counts(upload(editor, path.read_bytes()))

    assert again.pop("unchanged") == first.pop("new") > 0
    assert again == first
    with app.app_context():
        assert Team.find("harbour-hall").change_seq == seq


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_file_is_refused_clearly_and_imports_nothing(app, editor, data):
    answer = upload(editor, data)

    assert answer.status_code in (413, 422)
    said = answer.text.split("<main")[1]
    assert "Nothing was imported" in said or "Too large" in said or "Fill this in" in said
    assert stored(app) == []


def test_times_without_a_zone_are_on_the_clocks_that_were_chosen(app, editor):
    confirm(editor, upload(editor, BEGIN + NIGHT + END, timezone="America/New_York"))

    assert stored(app)[0].timezone == "America/New_York"


def test_zone_that_does_not_exist_is_refused(app, editor):
    answer = upload(editor, BEGIN + NIGHT + END, timezone="../../etc/passwd")

    assert answer.status_code == 422
    assert stored(app) == []


def test_hostile_text_is_shown_as_text(app, editor):
    """What a file says reaches the report and the pages as text."""
    title = "<script>alert(1)</script>{{7*7}}"
    bad = event(uid="two@x", title=title)

    preview = upload(editor, BEGIN + event("DTSTART:20270320T200000", title=title) + bad + END)

    for answer in (preview, confirm(editor, preview)):
        assert "<script>alert" not in answer.text
        assert "{{7*7}}" in answer.text
    page = editor.get(f"/harbour-hall/{stored(app)[0].slug}")
    assert "<script>alert" not in page.text


def test_other_pages_take_no_large_body(editor):
    answer = editor.post("/teams/harbour-hall/settings", data={"title": "x" * 1_100_000})

    assert answer.status_code == 413


def test_one_large_file_is_read_at_a_time(app, editor, monkeypatch):
    monkeypatch.setattr(file_reading, "LARGE", 10)
    with file_reading._large_file.place():
        answer = upload(editor, BEGIN + NIGHT + END)

    assert answer.status_code == 422
    assert "Another large file is being read" in answer.text
    assert counts(upload(editor, BEGIN + NIGHT + END)) == {"new": 1}
