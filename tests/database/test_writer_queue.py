"""Writers that wait for SQLite's lock leave threads to readers."""

import time
from threading import Event, Thread, Timer

import pytest

from app.cap import BusyError
from app.database import writer_queue
from app.database.writer_queue import WriterQueue


@pytest.fixture
def queue(monkeypatch):
    monkeypatch.setattr(writer_queue, "PATIENCE", 0.05)
    monkeypatch.setattr(writer_queue, "LOOK", 0.01)
    return WriterQueue(1)


@pytest.fixture
def holder(queue):
    """A thread that holds the only place until ``let_go`` is set."""
    holding, let_go = Event(), Event()

    def hold():
        with queue.place():
            holding.set()
            let_go.wait(5)

    thread = Thread(target=hold)
    thread.start()
    holding.wait(5)
    yield let_go
    let_go.set()
    thread.join()


def test_writer_waits_for_one_that_is_quick(queue, holder):
    holder.set()
    with queue.place():
        pass


def test_writer_is_refused_when_the_lock_is_held_for_long(queue, holder):
    for _writer in range(2):
        with pytest.raises(BusyError), queue.place():
            pass


def test_writer_goes_on_waiting_while_others_get_the_lock(monkeypatch, queue, holder):
    monkeypatch.setattr(writer_queue, "PATIENCE", 0.2)
    Timer(0.5, holder.set).start()
    for moment in range(5):
        Timer(0.1 * moment, lambda: setattr(queue, "_last_success", time.monotonic())).start()
    with queue.place():
        pass


def test_place_is_free_again(queue, holder):
    with pytest.raises(BusyError), queue.place():
        pass
    holder.set()
    with queue.place():
        pass
