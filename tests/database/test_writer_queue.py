"""Writers wait for SQLite's lock in a line, and not for a lock that no one lets go."""

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
    monkeypatch.setattr(writer_queue, "PAUSE", 0.001)
    return WriterQueue()


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


def enter(queue, done, name):
    """A thread that waits for a place, and says so in ``done`` when it had one."""

    def wait():
        with queue.place():
            done.append(name)

    thread = Thread(target=wait)
    thread.start()
    return thread


def test_who_came_first_is_first(monkeypatch, queue, holder):
    monkeypatch.setattr(writer_queue, "PATIENCE", 5)
    done = []
    threads = []
    for number in range(8):
        threads.append(enter(queue, done, number))
        time.sleep(writer_queue.LOOK * 1.5)  # longer than a waiting one looks up
    holder.set()
    for thread in threads:
        thread.join()
    assert done == list(range(8))


@pytest.fixture
def two_processes(queue, tmp_path):
    """Queues of two processes of one database, as an open file of each sees them."""
    return WriterQueue(folder=str(tmp_path)), WriterQueue(folder=str(tmp_path))


def test_one_process_waits_for_its_turn(two_processes):
    one, other = two_processes
    done = []
    with one.place():
        thread = enter(other, done, "other")
        time.sleep(0.02)
        assert done == []
    thread.join()
    assert done == ["other"]


def test_turn_that_does_not_come_is_given_up(two_processes):
    one, other = two_processes
    with one.place():
        for _writer in range(2):
            with pytest.raises(BusyError), other.place():
                pass
    with other.place():
        pass


def test_folder_that_cannot_be_locked_makes_no_one_wait(two_processes, monkeypatch):
    def fail(*_arguments):
        raise OSError(95, "not supported")

    monkeypatch.setattr(writer_queue.fcntl, "flock", fail)
    with two_processes[0].place(), two_processes[1].place():
        pass
