"""The worker: all that goes on beside requests, in the threads of a server or of its own process.

Any number of workers run on any number of machines; the database decides which of them does what.
"""

import secrets
import time
from multiprocessing.util import Finalize
from threading import BoundedSemaphore, Event, Lock, Thread

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from app.background.signal_listener import SignalListener
from app.background.tasks import TASKS, Task
from app.config import settings
from app.database.work_signal import SIGNAL
from app.observability import tracing
from app.webhooks.dispatcher import Dispatcher

PAUSE = 0.5  # seconds between two looks at webhooks without a signal

log = structlog.get_logger("stagedoor")


class Worker:
    """The threads of one process."""

    def __init__(self, app: Flask, threads: int = 2) -> None:
        """Be ready to work for ``app``; nothing runs before ``start``."""
        self._app = app
        self._stopping = Event()
        self._dispatcher = Dispatcher(app)
        self._listener = SignalListener(app)
        self._turns = [_Turns(Task("webhooks", self._dispatcher.dispatch, pause=PAUSE))]
        self._turns += map(_Turns, TASKS)
        self._waiting = BoundedSemaphore(max(1, threads - 1))
        self._threads = [
            Thread(target=self._run, name=f"worker-{number}", daemon=True)
            for number in range(threads)
        ]

    def start(self) -> None:
        """Begin; the threads end with the process, at the latest."""
        self._listener.start()
        for thread in self._threads:
            thread.start()
        # Runs at the end of a server's worker process too, which ``atexit`` may not.
        Finalize(None, self.stop, exitpriority=20)

    def stop(self) -> None:
        """Begin nothing more. What is cut off in the middle was not committed, or is repeated."""
        self._stopping.set()
        self._dispatcher.stop()
        self._listener.stop()
        SIGNAL.give()

    def join(self, seconds: float) -> None:
        """Wait until everything that was begun has ended, at most for so long."""
        end = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        while not self._dispatcher.is_idle and time.monotonic() < end:
            time.sleep(0.05)

    def work(self) -> None:
        """Do everything that is due, in this thread."""
        tasks = (Task("webhooks", self._dispatcher.deliver_here), *TASKS)
        has_done = [True]
        while any(has_done) and not self._stopping.is_set():
            has_done = [self._do(task) for task in tasks]

    def _run(self) -> None:
        while not self._stopping.is_set():
            count = SIGNAL.count
            has_done = [self._take_turn(turns) for turns in self._turns]
            if not any(has_done) and SIGNAL.wait_beyond(count, PAUSE):
                self._turns[0].hurry()

    def _take_turn(self, turns: "_Turns") -> bool:
        """Do the task, unless it is not due, another thread does it, or all others wait."""
        if self._stopping.is_set() or not turns.begin():
            return False
        task, has_done = turns.task, True  # at a failure, too, it rests
        try:
            if task.waits and not self._waiting.acquire(blocking=False):
                return False
            try:
                has_done = self._do(task)
            finally:
                if task.waits:
                    self._waiting.release()
        finally:
            turns.end(has_done=has_done)
        return has_done

    def _do(self, task: Task) -> bool:
        """Whether the task did anything. What fails ends neither the thread nor other tasks."""
        with self._app.app_context():
            try:
                return tracing.run_task(self._app, task.name, task.do)
            except SQLAlchemyError as error:
                log.warning("work waits", task=task.name, error=type(error).__name__)
            except Exception as error:
                log.exception("work failed", task=task.name, error=type(error).__name__)
            return False


class _Turns:
    """When one task is due in this process."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self._lock, self._due_at = Lock(), 0.0

    def begin(self) -> bool:
        """Whether it is due and no other thread does it."""
        return time.monotonic() >= self._due_at and self._lock.acquire(blocking=False)

    def end(self, *, has_done: bool) -> None:
        """Let it rest when there was nothing to do, up to half as long again at random."""
        pause = self.task.pause * (1 + secrets.randbelow(500) / 1000)
        self._due_at = 0.0 if has_done else time.monotonic() + pause
        self._lock.release()

    def hurry(self) -> None:
        """Make it due."""
        self._due_at = 0.0


def start(app: Flask) -> None:
    """Start the worker of a server's process, unless it is left to ``stagedoor work``."""
    if threads := settings(app).workers_in_server:
        Worker(app, threads).start()
