"""What requests began is continued beside them: imports and mails, whatever goes wrong."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.background.worker import Worker
from app.extensions import db
from app.models.calendar_files.imports import file_reading, import_work
from app.models.calendar_files.imports.calendar_import import LEASE, Import, State
from app.models.events.event import Event
from app.models.tickets.ticket import News
from tests.support.factories import make_event, make_team, make_ticket, make_user
from tests.support.ics import calendar, event

PATIENCE = 30  # seconds


@pytest.fixture
def begin(app, monkeypatch):
    """A function that confirms an import of five events, of which one batch of two is done."""
    monkeypatch.setattr(import_work, "BATCH", 2)

    def begin():
        with app.app_context():
            events = [event(uid=f"{n}@x", title=f"N{n}") for n in range(5)]
            file = file_reading.read(calendar(*events), timezone="Europe/Rome")
            imported = file_reading.store(make_team(), file)
            imported.confirm(visibility="public")
            import_work.advance(imported)
            db.session.commit()

    return begin


@pytest.fixture
def outcome(app):
    """A function that returns the state of the import, and how many events there are."""

    def outcome():
        with app.app_context():
            events = db.select(db.func.count(Event.id)).where(Event.deleted_at.is_(None))
            return db.session.scalar(db.select(Import.state)), db.session.scalar(events)

    return outcome


def hand_over(app):
    with app.app_context():
        import_work.hand_over(db.session.scalar(db.select(Import)))
        db.session.commit()


def test_import_is_continued_while_its_page_is_closed(app, begin, outcome):
    begin()
    hand_over(app)

    Worker(app).work()

    assert outcome() == (State.IMPORTED, 5)


def test_undo_is_continued_too(app, begin, outcome):
    begin()
    hand_over(app)
    Worker(app).work()
    with app.app_context():
        imported = db.session.scalar(db.select(Import))
        imported.undo()
        import_work.advance(imported)
        import_work.hand_over(imported)
        db.session.commit()

    Worker(app).work()

    assert outcome() == (State.UNDONE, 0)


def test_import_of_a_killed_process_is_continued_when_its_lease_is_over(app, begin, outcome, clock):
    begin()
    worker = Worker(app)
    worker.work()
    assert outcome() == (State.IMPORTING, 2)

    clock.advance(LEASE)
    worker.work()

    assert outcome() == (State.IMPORTED, 5)


@pytest.mark.both_databases
@pytest.mark.race
def test_many_workers_import_each_event_once(app, begin, outcome):
    begin()
    hand_over(app)
    workers = [Worker(app) for _number in range(6)]

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(Worker.work, workers))
    Worker(app).work()

    assert outcome() == (State.IMPORTED, 5)
    with app.app_context():
        seqs = db.session.scalars(db.select(Event.change_seq).order_by(Event.change_seq)).all()
        assert seqs == [1, 2, 3, 4, 5]


def test_holders_are_told_although_an_import_fails(app, begin, outcome, monkeypatch):
    begin()
    hand_over(app)
    with app.app_context():
        night = make_event(make_team())
        make_ticket(night, make_user("bo@example.org"), news=News.EVENT)
        db.session.commit()

    def stumble(_imported):
        raise RuntimeError

    monkeypatch.setattr(import_work, "advance", stumble)
    Worker(app).work()

    assert [mail.to for mail in app.extensions["mail_outbox"]] == ["bo@example.org"]
    assert outcome()[0] == State.IMPORTING


def test_worker_ends_when_it_is_told_to(app):
    worker = Worker(app)
    worker.start()
    worker.stop()
    for thread in threading.enumerate():
        if thread.name.startswith("worker-"):
            thread.join(PATIENCE)
            assert not thread.is_alive()
