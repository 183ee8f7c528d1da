"""Writes of apps read first and lock late: what others write in between is never lost."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.api.events import event_writes
from app.extensions import db
from app.models.events.event import Event
from app.models.teams.team import Team
from tests.support.event_writer import NIGHT
from tests.support.statements import recorded_by_drivers

pytestmark = pytest.mark.both_databases
LOCK = "UPDATE team SET change_seq"


def events_of(app):
    """The titles and summaries of all events."""
    with app.app_context():
        rows = db.session.execute(db.select(Event.title, Event.summary).order_by(Event.id))
        return [tuple(row) for row in rows]


@pytest.fixture
def meanwhile(app, monkeypatch):
    """A function that has something done between the first reading of a write and its lock."""

    def arrange(deed):
        read = [event_writes._find, event_writes.Event.find_by_refs]
        pending = [deed]

        def after(function):
            def read_and_let_others_write(*args, **options):
                result = function(*args, **options)
                if pending:
                    with ThreadPoolExecutor(1) as pool:
                        pool.submit(pending.pop()).result()
                return result

            return read_and_let_others_write

        monkeypatch.setattr(event_writes, "_find", after(read[0]))
        monkeypatch.setattr(event_writes.Event, "find_by_refs", after(read[1]))

    return arrange


def do(app, act):
    """Have the act done with the night, and committed."""

    def done():
        with app.app_context():
            act(Event.find(Team.find("harbour-hall"), "spring-night"))
            db.session.commit()

    return done


def summarize(event):
    event.change(replace(event.details, summary="By the sea"))


def test_change_in_between_is_kept(writer, app, meanwhile):
    writer.add()
    meanwhile(do(app, summarize))
    answer = writer.send("PATCH", "/spring-night", {"title": "Summer night"})
    assert answer.status_code == 200
    assert events_of(app) == [("Summer night", "By the sea")]
    assert answer.json["data"]["sequence"] == 2


def test_precondition_is_checked_again(writer, app, meanwhile):
    etag = writer.add().headers["ETag"]
    meanwhile(do(app, summarize))
    answer = writer.send("PATCH", "/spring-night", {"title": "Summer night"}, If_Match=etag)
    assert answer.status_code == 412
    assert events_of(app) == [("Spring night", "By the sea")]


def test_event_that_is_deleted_in_between_is_not_found(writer, app, meanwhile):
    writer.add()
    meanwhile(do(app, Event.delete))
    changed = {**NIGHT, "title": "Summer night"}
    assert writer.send("PUT", "/spring-night", changed).status_code == 404
    assert writer.get("/api/v1/organizer/harbour-hall/events").json["data"] == []


def test_event_that_is_pushed_in_between_is_changed_and_not_added_twice(writer, app, meanwhile):
    other = app.test_client()

    def push():
        body = {**NIGHT, "external_ref": "7"}
        headers = {"Authorization": f"Bearer {writer.reader.token}"}
        other.post("/api/v1/organizer/harbour-hall/events", json=body, headers=headers)

    meanwhile(push)
    answer = writer.add({**NIGHT, "title": "Summer night", "external_ref": "7"})
    assert answer.status_code == 200
    assert events_of(app) == [("Summer night", None)]


@pytest.mark.parametrize("deed", ["add", "push", "change", "delete"])
def test_the_team_is_locked_for_the_storing_alone(writer, deed):
    writer.add({**NIGHT, "external_ref": "1"})
    deeds = {
        "add": lambda: writer.add({**NIGHT, "title": "Summer night"}),
        "push": lambda: writer.add({**NIGHT, "title": "Summer night", "external_ref": "1"}),
        "change": lambda: writer.send("PATCH", "/spring-night", {"title": "Summer night"}),
        "delete": lambda: writer.send("DELETE", "/spring-night"),
    }
    with recorded_by_drivers() as statements:
        assert deeds[deed]().status_code < 300
    locked_at = next(n for n, sql in enumerate(statements) if sql.startswith(LOCK))
    before, after = statements[:locked_at], statements[locked_at + 1 :]
    assert not [sql for sql in after if "FROM access_token" in sql or 'FROM "grant"' in sql]
    assert not [sql for sql in before if sql.startswith(("UPDATE", "INSERT", "DELETE"))]
    assert len(after) <= 13
