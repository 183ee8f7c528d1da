"""Writers wait for SQLite's lock in a line, and not for a lock that no one lets go."""

import time
from threading import Event, Thread

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
def let_go(queue):
    """A function that ends the thread which holds the only place until then."""
    holding, ending = Event(), Event()

    def hold():
        with queue.place():
            holding.set()
            ending.wait(60)

    thread = Thread(target=hold)
    thread.start()
    assert holding.wait(60)

    def let_go():
        ending.set()
        thread.join()

    yield let_go
    let_go()


def enter(queue, done, name):
    """A thread that waits for a place, and says so in ``done`` when it had one."""

    def wait():
        with queue.place():
            done.append(name)

    thread = Thread(target=wait)
    thread.start()
    return thread


def wait_for_line(queue, length):
    """Return when so many threads wait in the line."""
    end = time.monotonic() + 20
    while len(queue._line) < length:
        assert time.monotonic() < end
        time.sleep(0.001)


def test_writer_waits_for_one_that_is_quick(monkeypatch, queue, let_go):
    monkeypatch.setattr(writer_queue, "PATIENCE", 20)
    done = []
    writer = enter(queue, done, "writer")
    wait_for_line(queue, 1)
    let_go()
    writer.join()
    assert done == ["writer"]


def test_writer_is_refused_when_the_lock_is_held_for_long(queue, let_go):
    for _writer in range(2):
        with pytest.raises(BusyError), queue.place():
            pass


class SteppingTime:
    """Stands in for the module ``time``: its clock only goes on when it is told to."""

    sleep = staticmethod(time.sleep)

    def __init__(self):
        self.at = time.monotonic()

    def monotonic(self):
        return self.at


def test_writer_goes_on_waiting_while_others_get_the_lock(monkeypatch, queue, let_go):
    stepping = SteppingTime()
    monkeypatch.setattr(writer_queue, "time", stepping)
    done = []
    writer = enter(queue, done, "writer")
    wait_for_line(queue, 1)
    for _success in range(5):
        stepping.at += writer_queue.PATIENCE * 0.8
        queue._last_success = stepping.at
        time.sleep(writer_queue.LOOK * 2)  # it looks up, and finds that others got the lock
    let_go()
    writer.join()
    assert done == ["writer"]


def test_place_is_free_again(queue, let_go):
    with pytest.raises(BusyError), queue.place():
        pass
    let_go()
    with queue.place():
        pass


def test_who_came_first_is_first(monkeypatch, queue, let_go):
    monkeypatch.setattr(writer_queue, "PATIENCE", 20)
    monkeypatch.setattr(writer_queue, "LONGEST", 20)
    done = []
    threads = []
    for number in range(8):
        threads.append(enter(queue, done, number))
        wait_for_line(queue, number + 1)
        time.sleep(writer_queue.LOOK * 1.5)  # longer than a waiting one looks up
    let_go()
    for thread in threads:
        thread.join()
    assert done == list(range(8))


@pytest.fixture
def two_processes(queue, tmp_path):
    """Queues of two processes of one database, as an open file of each sees them."""
    return WriterQueue(folder=str(tmp_path)), WriterQueue(folder=str(tmp_path))


def test_one_process_waits_for_its_turn(monkeypatch, two_processes):
    monkeypatch.setattr(writer_queue, "PATIENCE", 20)
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
