"""Receives requests in an event loop and answers them in a fixed number of threads.

granian calls it by RSGI. A thread gets a request when its body has arrived whole, and leaves it
when the answer is made: it never waits for the client (invariant 20).
"""

import asyncio
import io
import time
from collections import deque
from collections.abc import Awaitable
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any, NamedTuple

import structlog
from flask import Flask

from app.cap import BusyError, Cap
from app.config import settings
from app.database import outages
from app.observability.health import STOPPING
from app.serving import request_body, stop_signal, waiting_room
from app.serving.deliveries import Deliveries
from app.serving.drain import DRAIN, LOOKED_AT
from app.serving.refusals import Refusals
from app.serving.request_body import Pace, Receptions, RefusedBodyError
from app.serving.request_environ import Scope, make_environ
from app.serving.waiting_room import Parked, Wait, WaitingRoom
from app.serving.wsgi_answer import WsgiAnswer

LARGE, STREAMS = 64, 8  # answers that clients have not taken yet, which are kept in memory
TICK = 1.0  # seconds
# In the queue for a thread; beyond it callers hear at once that they shall come back, instead of
# having work done that they no longer wait for.
LONGEST_WAIT = 4.0  # seconds

log = structlog.get_logger("stagedoor")


class Job(NamedTuple):  # made for every request, at a third of a frozen dataclass's cost
    """A request that is ready to be answered."""

    scope: Scope
    protocol: Any
    body: IO[bytes]
    size: int
    done: "asyncio.Future[None]"
    queued_at: float  # on the monotonic clock
    waited: Wait | None = None  # its wait is over


class Receiver:
    """An RSGI application around a Flask application, with threads of its own."""

    def __init__(self, app: Flask) -> None:
        chosen = settings(app)
        self._app, self._threads = app, chosen.threads
        self._pace, self._max_bytes = Pace.of(chosen), largest_body(app)
        self._receptions = Receptions(chosen.body_receptions)
        self._deliveries = Deliveries(Cap(LARGE), Cap(STREAMS))
        self._refusals = Refusals(app)
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._answered: deque[asyncio.Future[None]] = deque()
        self._room = WaitingRoom(app, chosen.waiting_readers, self._resume)
        self._watches: set[asyncio.Task[None]] = set()

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the threads."""
        self._loop = loop
        loop.call_soon(self._tick)
        stop_signal.before_stop(self._room.close)
        loop.call_soon(stop_signal.let_through)
        self._room.start()
        for number in range(self._threads):
            Thread(target=self._work, name=f"requests-{number}", daemon=True).start()

    def __rsgi__(self, scope: Scope, protocol: Any) -> Awaitable[None]:
        """Return what granian awaits: it ends after the answer was sent."""
        self._end_answered()
        if self._deliveries.unread:
            self._deliveries.end(scope.client)
        if scope.path == LOOKED_AT:
            DRAIN.note_look()
        if request_body.has_body(scope.headers):
            # A task, which can be cancelled; granian's own cannot.
            return self._loop.create_task(self._receive(scope, protocol))
        return self._pass_on(scope, protocol, io.BytesIO(), 0)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let the requests end that were answered last."""
        self._end_answered()
        loop.run_until_complete(asyncio.sleep(0))

    async def _receive(self, scope: Scope, protocol: Any) -> None:
        received = await self._try_to_receive(scope, protocol)
        # Not while an exception is handled: its frames hold the body, and the connection is closed
        # only when nothing does.
        if isinstance(received, int):
            self._refuse(received, scope, protocol)
        else:
            await self._pass_on(scope, protocol, *received)

    async def _try_to_receive(self, scope: Scope, protocol: Any) -> tuple[IO[bytes], int] | int:
        """The body and its size, or the status of the refusal."""
        try:
            return await request_body.receive(
                protocol,
                scope.headers.get("content-length"),
                pace=self._pace,
                max_bytes=self._max_bytes,
                receptions=self._receptions,
            )
        except RefusedBodyError as refused:
            return refused.status
        except OSError:  # no room for a temporary file
            return 503

    def _pass_on(
        self, scope: Scope, protocol: Any, body: IO[bytes], size: int
    ) -> "asyncio.Future[None]":
        done = self._loop.create_future()
        self._jobs.put(Job(scope, protocol, body, size, done, time.monotonic()))
        return done

    def _refuse(self, status: int, scope: Scope, protocol: Any) -> None:
        refusal = self._refusals.find(status, scope.path)
        protocol.response_bytes(refusal.status, refusal.headers, refusal.body)

    def _tick(self) -> None:
        self._end_answered()
        self._loop.call_later(TICK, self._tick)
        self._deliveries.look()

    def _end_answered(self) -> None:
        # Not at once from the thread that answered: to wake the loop costs a twentieth of a feed.
        while self._answered:
            done = self._answered.popleft()
            if not done.done():
                done.set_result(None)

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            if self._has_answered(job):
                self._answered.append(job.done)
            del job

    def _has_answered(self, job: Job) -> bool:
        """Answer, if only with a refusal; False for a request that waits now."""
        try:
            self._answer(job)
        except Parked as parked:
            return not self._may_wait(job, parked.wait)
        except BusyError:
            self._refuse(503, job.scope, job.protocol)
        except BaseException as error:  # whatever it is, the thread must not end
            # Also the end of the session after the view: its ROLLBACK finds no database.
            status = 503 if outages.is_outage(error) else 500
            log.exception("answering failed", error=type(error).__name__)
            self._refuse(status, job.scope, job.protocol)
        return True

    def _may_wait(self, job: Job, wait: Wait) -> bool:
        try:
            self._room.enter(job, wait)
        except BusyError:
            self._refuse(503, job.scope, job.protocol)
            return False
        self._loop.call_soon_threadsafe(self._watch, job)
        return True

    def _watch(self, job: Job) -> None:
        task = self._loop.create_task(self._leave_with_client(job))
        self._watches.add(task)
        task.add_done_callback(self._watches.discard)
        # granian tells only of clients that leave before they are answered.
        job.done.add_done_callback(lambda _done: task.cancel())

    async def _leave_with_client(self, job: Job) -> None:
        await job.protocol.client_disconnect()
        if self._room.leave(job) is not None:
            self._answered.append(job.done)

    def _resume(self, job: Job, wait: Wait) -> None:
        now = time.monotonic()
        self._jobs.put(job._replace(body=io.BytesIO(), size=0, queued_at=now, waited=wait))

    def _answer(self, job: Job) -> None:
        if time.monotonic() - job.queued_at > LONGEST_WAIT:
            job.body.close()
            raise BusyError
        answer = WsgiAnswer(job.protocol, self._deliveries)
        try:
            environ = make_environ(job.scope, job.body, job.size)
            if DRAIN.has_begun:
                environ[STOPPING] = True
            if job.waited is None:
                environ[waiting_room.ROOM] = True
            else:
                environ[waiting_room.WAITED] = job.waited.kept
            answer.send(self._app, environ)
        finally:
            job.body.close()
            if answer.place:
                self._deliveries.add(job.scope, answer.size, answer.place, answer.network)


def largest_body(app: Flask) -> int:
    """The most bytes that any view of ``app`` takes as a body."""
    limits = [getattr(view, "max_content_length", 0) for view in app.view_functions.values()]
    return max(int(app.config["MAX_CONTENT_LENGTH"]), *limits)
