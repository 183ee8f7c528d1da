"""Imports and their undoing, in batches, on both databases."""

from dataclasses import replace

import pytest

from app.background import imports
from app.database import slices
from app.database.slices import Slices
from app.extensions import db
from app.models.calendar_files.imports import calendar_import, file_reading, import_work
from app.models.calendar_files.imports.calendar_import import DAY, Import, State
from app.models.calendar_files.imports.import_line import ImportLine, Stage
from app.models.calendar_files.imports.import_plan import Outcome
from app.models.events.event import Event
from tests.support.factories import make_event, make_team, make_ticket, make_user
from tests.support.ics import calendar, event

pytestmark = pytest.mark.both_databases
LATER = "DTSTART:20270328T190000Z"


@pytest.fixture
def team(context):
    team = make_team()
    db.session.commit()
    return team


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(import_work, "BATCH", 2)


def preview(team, *events) -> Import:
    file = file_reading.read(calendar(*events), timezone="Europe/Rome")
    return file_reading.store(team, file)


def work(imported: Import) -> int:
    """Do all batches, and return how many there were."""
    batches = 1
    while import_work.advance(imported):
        db.session.commit()
        batches += 1
    db.session.commit()
    return batches


def import_all(team, *events, visibility="public") -> Import:
    imported = preview(team, *events)
    imported.confirm(visibility=visibility)
    work(imported)
    return imported


def undo(imported: Import) -> None:
    assert imported.undo()
    work(imported)


def stored(team) -> dict[str, Event]:
    """The events of the team that are not deleted, by title."""
    events = db.session.scalars(db.select(Event).where(Event.team_id == team.id))
    return {one.title: one for one in events if one.deleted_at is None}


def numbered(count: int) -> list[str]:
    return [event(uid=f"{n}@x", title=f"N{n}") for n in range(count)]


def test_preview_changes_nothing_and_each_batch_is_a_change_of_the_stream(team):
    imported = preview(team, *numbered(5))
    assert (stored(team), team.change_seq) == ({}, 0)

    imported.confirm(visibility="public")

    assert work(imported) == 3
    assert imported.state == State.IMPORTED
    assert [stored(team)[f"N{n}"].change_seq for n in range(5)] == [1, 2, 3, 4, 5]


def test_undone_event_leaves_the_stream_and_comes_back_with_its_number(team):
    first = import_all(team, *numbered(3))
    number = stored(team)["N1"].id
    undo(first)
    assert stored(team) == {}
    assert team.change_seq == 6

    import_all(team, *numbered(3))

    assert stored(team)["N1"].id == number
    assert stored(team)["N1"].sequence > 1


def test_undo_gives_back_all_that_the_event_was(team):
    import_all(team, event("LOCATION:Old hall", "CATEGORIES:jazz", "RRULE:FREQ=DAILY;COUNT=3"))
    before = stored(team)["Night"].details

    changed = import_all(team, event("LOCATION:New hall", start=LATER, title="Late night"))
    undo(changed)

    assert stored(team)["Night"].details == before


def test_file_whose_import_was_undone_is_not_older_than_what_is_here(team):
    first, second = event("SEQUENCE:1"), event("SEQUENCE:2", title="Late night")
    import_all(team, first)
    undo(import_all(team, second))

    again = import_all(team, second)

    assert again.counts[Outcome.CHANGED] == 1
    assert "Late night" in stored(team)


def test_older_undo_keeps_what_a_newer_import_changed(team):
    first = import_all(team, event(title="One"), event(uid="two@x", title="Other"))
    import_all(team, event(title="Two"))

    undo(first)

    assert set(stored(team)) == {"Two"}


@pytest.mark.parametrize("versions", [("SEQUENCE:0",) * 3, ()], ids=["same sequence", "none"])
def test_calendar_that_never_counts_its_changes_is_followed(team, versions):
    """Google writes SEQUENCE:0 again and again, with LAST-MODIFIED long before the import."""
    for month in ("01", "02", "03"):
        lines = (*versions[:1], f"LAST-MODIFIED:2026{month}01T000000Z")
        imported = import_all(team, event(*lines, title=f"Month {month}"))
        assert imported.counts[Outcome.SKIPPED] == 0
    assert set(stored(team)) == {"Month 03"}


def test_feed_from_before_an_edit_by_hand_is_older(team):
    night = make_event(team, "Night")
    exported = event("SEQUENCE:0", "DTSTAMP:20260101T000000Z", uid=night.uid, title="Night, old")
    night.change(replace(night.details, title="Night, new"))
    db.session.commit()

    imported = import_all(team, exported)

    assert imported.counts[Outcome.SKIPPED] == 1
    assert set(stored(team)) == {"Night, new"}


def test_of_two_versions_in_one_file_the_older_is_skipped_and_not_refused(team):
    imported = preview(team, event("SEQUENCE:1"), event("SEQUENCE:2", title="Late night"))

    assert imported.counts[Outcome.NEW] == imported.counts[Outcome.SKIPPED] == 1
    assert imported.counts[Outcome.REFUSED] == 0


def test_event_that_was_added_or_deleted_after_the_preview_is_left_alone(team):
    import_all(team, event())
    imported = preview(team, event(title="Changed"), event(uid="two@x", title="From the file"))
    stored(team)["Night"].delete()
    Event.create(team, make_event(team, "By hand").details, uid="two@x")
    db.session.commit()

    imported.confirm(visibility="public")
    work(imported)

    assert imported.counts[Outcome.SKIPPED] == 2
    assert set(stored(team)) == {"By hand"}


def test_new_event_is_never_more_visible_than_the_file_says_and_never_more_than_chosen(team):
    events = [event("CLASS:PRIVATE", uid="p@x", title="P"), event("CLASS:PUBLIC", title="O")]

    import_all(team, *events, visibility="unlisted")

    assert {title: one.visibility for title, one in stored(team).items()} == {
        "P": "private",
        "O": "unlisted",
    }


def test_changed_event_keeps_who_may_see_it(team):
    import_all(team, event(), visibility="private")

    import_all(team, event(title="Late night"), visibility="public")

    assert stored(team)["Late night"].visibility == "private"


def test_old_previews_make_room_and_reports_lose_what_undoing_no_longer_needs(team, clock):
    imported = import_all(team, event())
    previews = [preview(team, event()).public_id for _number in range(6)]
    assert Import.find(team, previews[0]) is None
    assert Import.find(team, previews[5]) is not None

    clock.advance(8 * DAY)
    assert calendar_import.forget_previews(Slices(), clock()) == 5
    assert calendar_import.forget_reports(Slices(), clock()) == 0
    [line] = imported.list_lines(ImportLine.outcome == "new", limit=9)
    assert (line.before_json, line.after_json) == (None, None)
    assert not imported.is_undoable

    clock.advance(365 * DAY)
    assert calendar_import.forget_reports(Slices(), clock()) == 1
    assert db.session.scalar(db.select(db.func.count(ImportLine.id))) == 0


def test_many_previews_and_reports_are_forgotten_in_several_transactions(team, clock, monkeypatch):
    for module in (slices, calendar_import):
        monkeypatch.setattr(module, "SIZE", 1)
    monkeypatch.setattr(slices, "MOST", 1)
    imported = import_all(team, event(uid="1"), event(uid="2"))
    for _number in range(2):
        preview(team, event())
    db.session.commit()

    clock.advance(8 * DAY)
    assert calendar_import.forget_previews(Slices(), clock()) == 2
    calendar_import.forget_reports(Slices(), clock())
    db.session.rollback()
    assert db.session.scalar(db.select(db.func.count(Import.id))) == 1
    lines = imported.list_lines(ImportLine.outcome == "new", limit=9)
    assert [(line.before_json, line.after_json) for line in lines] == [(None, None)] * 2


def test_work_is_attributed_to_who_confirmed_and_who_undid(team):
    ana, bo = make_user(name="Ana"), make_user(name="Bo")
    imported = preview(team, event())
    imported.confirm(visibility="public", by=ana)
    work(imported)
    assert stored(team)["Night"].updated_by is ana

    imported.undo(by=bo)
    work(imported)
    assert db.session.scalar(db.select(Event)).updated_by is bo


def test_date_of_a_series_hidden_here_is_hidden_as_an_event_of_its_own(team):
    weekly = event("RRULE:FREQ=WEEKLY;COUNT=3")
    import_all(team, weekly, visibility="private")

    all_day = event(
        "RECURRENCE-ID:20270403T190000Z", start="DTSTART;VALUE=DATE:20270403", title="Own"
    )
    import_all(team, weekly, all_day, visibility="public")

    assert stored(team)["Own"].visibility == "private"


def test_undo_keeps_an_event_that_people_have_booked(team):
    imported = import_all(team, event(title="Booked"), event(uid="two@x", title="Other"))
    make_ticket(stored(team)["Booked"], make_user("ana@example.org"))
    db.session.commit()

    undo(imported)

    assert set(stored(team)) == {"Booked"}
    (kept,) = imported.list_lines(ImportLine.stage == Stage.KEPT.value, limit=5)
    assert "booked" in kept.reason


def test_file_that_is_still_being_read_makes_no_room_for_others(team):
    reading = Import.begin(team, name="slow", is_personal=False)
    db.session.commit()
    for number in range(calendar_import.MAX_PREVIEWS + 1):
        preview(team, event(uid=f"{number}@x"))

    assert db.session.get(Import, reading.id, populate_existing=True) is not None


@pytest.mark.parametrize("deed", ["import", "undo"])
def test_batch_that_always_fails_is_given_up(team, clock, monkeypatch, deed):
    events = [event(uid=f"{n}@x", title=f"N{n}") for n in range(3)]
    imported = import_all(team, *events) if deed == "undo" else preview(team, *events)
    imported.undo() if deed == "undo" else imported.confirm(visibility="public")
    db.session.commit()

    def fail(_imported):
        raise ZeroDivisionError

    monkeypatch.setattr(import_work, "advance", fail)
    for _try in range(calendar_import.MAX_TRIES):
        clock.advance(calendar_import.LEASE + 1)
        with pytest.raises(ZeroDivisionError):
            imports.continue_import()
        db.session.rollback()
    clock.advance(calendar_import.LEASE + 1)
    assert imports.continue_import()
    assert not imports.continue_import()
    lines = imported.list_lines(limit=5)
    if deed == "undo":
        assert (imported.state, {line.stage for line in lines}) == (State.UNDONE, {Stage.KEPT})
    else:
        refused = {Outcome.REFUSED: 3}
        assert imported.state == State.IMPORTED
        assert {outcome: n for outcome, n in imported.counts.items() if n} == refused


def test_import_that_gets_further_is_not_given_up(team, clock):
    imported = preview(team, *(event(uid=f"{n}@x", title=f"N{n}") for n in range(3)))
    imported.confirm(visibility="public")
    imported.tries = calendar_import.MAX_TRIES
    import_work.advance(imported)
    assert imported.tries == 0
