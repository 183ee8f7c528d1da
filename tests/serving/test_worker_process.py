"""A worker as the first process sees it: when it has ended, and signals while it starts."""

import os
import signal
from types import SimpleNamespace

import pytest

from app.serving import stop_signal
from app.serving.worker_process import Worker


@pytest.fixture
def fork(monkeypatch):
    """A function that starts a worker, which runs a function; no thread watches it."""
    monkeypatch.setattr(Worker, "_watch", lambda _worker: None)

    def fork(target, *arguments):
        worker = Worker(SimpleNamespace(), 0, target, arguments)
        worker.start()
        return worker

    return fork


def test_worker_is_alive_while_it_runs(fork):
    end, told = os.pipe()
    worker = fork(os.read, end, 1)
    assert worker.is_alive()
    os.write(told, b"!")
    worker.join(10)
    assert not worker.is_alive()


def test_worker_whose_exit_status_another_thread_has_taken_is_not_alive(fork):
    worker = fork(int)
    os.waitpid(worker.inner.pid, 0)
    assert worker.inner.is_alive()  # says multiprocessing, which cannot know
    assert not worker.is_alive()


def test_signal_that_comes_while_a_worker_starts_reaches_it_when_it_listens(fork):
    start, told = os.pipe()
    worker = fork(listen_after, start)
    os.kill(worker.inner.pid, signal.SIGTERM)
    os.write(told, b"!")
    worker.join(10)
    assert worker.inner.exitcode == 42
    assert signal.SIGTERM not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def listen_after(start: int) -> None:
    """In the worker: go on when told, with a handler of its own."""
    os.read(start, 1)
    signal.signal(signal.SIGTERM, lambda *_signal: os._exit(42))
    stop_signal.let_through()
