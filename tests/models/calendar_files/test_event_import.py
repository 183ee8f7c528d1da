"""Importing calendar files: what is stored, and what a second import does."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.calendar_files import ics_file
from app.models.calendar_files.event_import import EventImport, Outcome
from app.models.calendar_files.import_candidate import check_file
from app.models.events.event import Event
from app.models.values import rich_text
from tests.support.factories import make_event, make_team

ROME = ZoneInfo("Europe/Rome")


def calendar(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT\r\n" for event in events)
    lines = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n{body}END:VCALENDAR\n"
    return "\r\n".join(lines.splitlines()).encode() + b"\r\n"


def vevent(uid="one@x", title="Spring night", start="20270320T200000", *more: str) -> str:
    return "\n".join((f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART:{start}", *more))


def bring_in(team, data: bytes, **options) -> EventImport:
    read = ics_file.read(data, default_timezone="Europe/Rome")
    imported = EventImport.of(team, check_file(read), **options)
    db.session.commit()
    return imported


def outcomes(imported: EventImport) -> list[str]:
    return [line.outcome for line in imported.lines]


def stored(team) -> list[Event]:
    return list(
        db.session.scalars(select(Event).where(Event.team_id == team.id).order_by(Event.id))
    )


@pytest.fixture
def team(context):
    return make_team()


@pytest.mark.both_databases
def test_same_file_twice_changes_nothing(team):
    data = calendar(vevent("a@x", "One"), vevent("b@x", "One"), vevent("c@x", "Other"))
    bring_in(team, data)
    before, rows = team.change_seq, [event.rendered for event in stored(team)]

    again = bring_in(team, data)

    assert outcomes(again) == [Outcome.UNCHANGED] * 3
    assert team.change_seq == before
    assert [event.rendered for event in stored(team)] == rows


@pytest.mark.both_databases
def test_every_imported_event_has_its_change_number_and_its_json(team):
    bring_in(team, calendar(*(vevent(f"{n}@x") for n in range(600))))

    events = stored(team)
    assert [event.change_seq for event in events] == list(range(1, 601))
    assert len({event.slug for event in events}) == 600
    assert all(f'"uid":"{event.uid}"' in event.rendered for event in events)


def test_changed_event_is_updated_and_keeps_its_page(team):
    bring_in(team, calendar(vevent(title="Spring night")))
    slug = stored(team)[0].slug

    imported = bring_in(team, calendar(vevent(title="Summer night")))

    assert outcomes(imported) == [Outcome.UPDATED]
    assert [(event.title, event.slug) for event in stored(team)] == [("Summer night", slug)]


def test_what_the_file_does_not_speak_about_stays(team):
    bring_in(team, calendar(vevent()))
    event = stored(team)[0]
    event.summary, event.image_url = "By hand", "https://pictures.example/a.png"
    db.session.commit()

    imported = bring_in(team, calendar(vevent()))

    assert outcomes(imported) == [Outcome.UNCHANGED]
    assert event.summary == "By hand"


def test_what_a_person_hid_or_wrote_survives_the_next_import(team):
    bring_in(team, calendar(vevent()))
    by_hand = {
        "status": "draft",
        "visibility": "private",
        "description_html": "<p>Ours</p>",
        "venue_name": "Great hall",
        "venue_city": "Trieste",
        "latitude": 45.6,
        "longitude": 13.8,
        "url": "https://hall.example/night",
        "tags": ("jazz",),
    }
    stored(team)[0].change(replace(stored(team)[0].details, **by_hand))

    bring_in(team, calendar(vevent(title="Summer night")))

    details = stored(team)[0].details
    assert details.title == "Summer night"
    assert {name: getattr(details, name) for name in by_hand} == by_hand


def test_storing_cleans_nothing_and_so_holds_up_writers_no_longer_than_it_must(team, monkeypatch):
    night = vevent("one@x", "Night", "20270320T200000", "DESCRIPTION:<p>Text</p>")
    checked = check_file(ics_file.read(calendar(night), default_timezone="UTC"))
    monkeypatch.setattr(rich_text, "clean", lambda _source: pytest.fail("cleaned while storing"))

    EventImport.of(team, checked)

    assert EventImport.of(team, checked).counts[Outcome.UNCHANGED] == 1


def test_deleted_event_comes_back_with_its_number(team):
    bring_in(team, calendar(vevent()))
    event = stored(team)[0]
    number = event.id
    event.delete()

    imported = bring_in(team, calendar(vevent()))

    assert outcomes(imported) == [Outcome.UPDATED]
    assert [(one.id, one.deleted_at) for one in stored(team)] == [(number, None)]


def test_bad_event_is_refused_with_its_line_and_the_others_come_in(team):
    imported = bring_in(
        team, calendar(vevent("a@x"), "UID:b@x\nSUMMARY:No start", vevent("c@x", "Later"))
    )

    assert outcomes(imported) == [Outcome.CREATED, Outcome.REFUSED, Outcome.CREATED]
    refused = imported.refused[0]
    assert (refused.line, refused.uid, refused.title) == (9, "b@x", "No start")
    assert refused.reason


def test_longer_than_a_year_is_refused_by_the_house_and_reported(team):
    imported = bring_in(
        team, calendar(vevent("a@x", "Long", "20270101T000000", "DTEND:20290101T000000"))
    )

    assert outcomes(imported) == [Outcome.REFUSED]
    assert "year" in imported.refused[0].reason


def test_series_keeps_its_rule_its_exceptions_and_its_changes(team):
    series = vevent(
        "s@x", "Jam", "20270104T200000", "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE:20270111T200000"
    )
    moved = vevent("s@x", "Late jam", "20270118T220000", "RECURRENCE-ID:20270118T200000")

    bring_in(team, calendar(series, moved))

    details = stored(team)[0].details
    assert details.recurrence.rrule == "FREQ=WEEKLY;COUNT=4"
    assert details.recurrence.exdates == ("2027-01-11T20:00:00",)
    assert [one.title for one in details.overrides] == ["Late jam"]


def test_series_without_any_date_is_refused_and_reported(team):
    off = vevent("s@x", "Jam", "20270104T200000", "RRULE:FREQ=DAILY;COUNT=1", "EXDATE:20270104")

    imported = bring_in(team, calendar(off))

    assert outcomes(imported) == [Outcome.REFUSED]
    assert "no dates left" in imported.refused[0].reason


def test_time_that_the_clocks_skip_moves_forward(team):
    bring_in(team, calendar(vevent(start="20270328T023000")))

    assert stored(team)[0].starts_at == int(datetime(2027, 3, 28, 1, 30, tzinfo=UTC).timestamp())


def test_highest_sequence_leaves_room_for_later_changes(team):
    bring_in(team, calendar(vevent("one@x", "A", "20270320T200000", "SEQUENCE:99999999999")))
    bring_in(team, calendar(vevent("one@x", "B", "20270320T200000", "SEQUENCE:99999999999")))

    assert 1_000_000_000 < stored(team)[0].sequence < 2**31 - 1


def test_event_of_another_team_with_the_same_uid_stays_as_it_is(team):
    other = make_team()
    bring_in(other, calendar(vevent(title="Theirs")))

    imported = bring_in(team, calendar(vevent(title="Ours")))

    assert outcomes(imported) == [Outcome.CREATED]
    assert [event.title for event in stored(other)] == ["Theirs"]


def test_slug_of_an_event_by_hand_is_not_taken(team):
    make_event(team, "Spring night")
    bring_in(team, calendar(vevent("a@x", "Spring night"), vevent("b@x", "Spring night")))

    slugs = [event.slug for event in stored(team)]
    assert slugs[:2] == ["spring-night", "spring-night-2027-03-20"]
    assert len(set(slugs)) == 3


def test_progress_is_told_up_to_the_last_event(team):
    told = []
    bring_in(
        team,
        calendar(*(vevent(f"{n}@x") for n in range(700))),
        progress=lambda *at: told.append(at),
    )

    assert told == [(500, 700), (700, 700)]
