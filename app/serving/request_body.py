"""Reception of a request body, in the event loop: no thread waits for a slow client."""

import asyncio
import io
import tempfile
from collections.abc import AsyncIterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from app.config import Settings
from app.serving.request_environ import Headers

IN_MEMORY = 64 * 1024  # bytes; longer bodies go to a temporary file
# A body of up to so many times the limit is read to its end and forgotten: browsers and many
# libraries send all of it before they read the refusal.
READ_TO_THE_END = 4
UNDISTURBED = 1.0  # seconds in which a body keeps its place, however slow it is


class RefusedBodyError(Exception):
    """The body does not arrive as it should; ``status`` is that of the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Pace:
    """How fast a body must arrive: ``grace`` seconds, and one more for each ``rate`` bytes.

    ``deadline`` is the longest time in seconds, whatever the rate.
    """

    grace: float
    rate: int
    deadline: float

    @classmethod
    def of(cls, settings: Settings) -> "Pace":
        """The pace that the settings ask for."""
        return cls(settings.body_grace, settings.body_least_rate, settings.body_deadline)

    def seconds_for(self, received: int) -> float:
        """How long a body may take of which so many bytes have been received."""
        return min(self.deadline, self.grace + received / self.rate)


def has_body(headers: Headers) -> bool:
    """Whether the request has a body (RFC 9112 section 6)."""
    return headers.get("content-length") not in {None, "0"} or "transfer-encoding" in headers


async def receive(
    chunks: AsyncIterable[bytes],
    length: str | None,
    *,
    pace: Pace,
    max_bytes: int,
    receptions: "Receptions",
) -> tuple[IO[bytes], int]:
    """The whole body, to be closed by the caller, and its size.

    ``length`` is the Content-Length, None for a chunked body. Of a body beyond ``max_bytes``
    nothing is kept: the size tells the application, which refuses it as the view's limit says.
    Raises RefusedBodyError with 408 for a slow body, 400 for one that breaks off, and 503 for one
    that finds no place among the ``receptions`` or loses it.
    """
    expected = int(length) if length is not None else None  # the server has checked it
    if expected is not None and expected > max_bytes * READ_TO_THE_END:
        return io.BytesIO(), expected
    reception = Reception(expected, max_bytes)
    try:
        with receptions.place(reception, pace):
            await reception.copy(chunks)
        if reception.is_broken or (expected is not None and reception.size < expected):
            raise RefusedBodyError(400)
        if reception.size > max_bytes:
            reception.body.truncate(0)
    except BaseException:
        reception.body.close()
        raise
    reception.body.seek(0)
    return reception.body, reception.size


class Reception:
    """A body on its way: what has arrived so far."""

    def __init__(self, expected: int | None, max_bytes: int) -> None:
        is_short = expected is not None and expected <= IN_MEMORY
        self.body: IO[bytes] = io.BytesIO()
        if not is_short:
            self.body = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        self.size, self.is_broken = 0, False
        self.began = asyncio.get_running_loop().time()
        self._expected, self._max_bytes = expected, max_bytes

    async def copy(self, chunks: AsyncIterable[bytes]) -> None:
        """Copy the chunks until the body ends, breaks off or is far too long."""
        is_over = False
        async for chunk in chunks:
            if is_over:  # granian ends a body with one empty chunk, and a broken one with two
                self.is_broken = True
                return
            is_over = not chunk
            self.size += len(chunk)
            if self.size > self._max_bytes * READ_TO_THE_END:
                return
            if self.size <= self._max_bytes:
                self.body.write(chunk)
            if self.size == self._expected:  # to wait for its end costs a fifth of a request
                return


class Receptions:
    """The bodies on their way in one event loop, at most so many at once.

    When all places are taken, a new body takes that of the slowest one: bodies that barely arrive,
    however many, keep no one else from signing in.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        # Not in the reception: the two would hold each other, and the connection with them.
        self._watches: dict[Reception, Watch] = {}

    @contextmanager
    def place(self, reception: Reception, pace: Pace) -> Iterator[None]:
        """Hold a place for the block, which the present task runs and which keeps ``pace``.

        Raises RefusedBodyError with 408 when it does not, and with 503 when it loses its place or
        all bodies are as new.
        """
        if len(self._watches) >= self._places and not self._end_slowest(reception.began):
            raise RefusedBodyError(503)
        self._watches[reception] = watch = Watch(reception, pace)
        try:
            yield
        except asyncio.CancelledError:
            if watch.refusal is None:
                raise
            raise RefusedBodyError(watch.refusal) from None
        finally:
            watch.end()
            self._watches.pop(reception, None)

    def _end_slowest(self, now: float) -> bool:
        older = [each for each in self._watches if now - each.began >= UNDISTURBED]
        if not older:
            return False
        slowest = min(older, key=lambda each: each.size / (now - each.began))
        self._watches.pop(slowest).refuse(503)
        return True


class Watch:
    """Ends the present task's reception when too little has arrived; ``end`` it in any case."""

    def __init__(self, reception: Reception, pace: Pace) -> None:
        self.refusal: int | None = None  # the status, once it was refused
        self._reception, self._pace = reception, pace
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        self._timer = self._set_timer(pace.seconds_for(reception.size))

    def refuse(self, status: int) -> None:
        """Cancel the task."""
        self.refusal = status
        if self._task is not None:
            self._task.cancel()

    def end(self) -> None:
        """Watch no longer, and refer to nothing: the connection closes when nothing holds it."""
        self._timer.cancel()
        self._task = None

    def _look(self) -> None:
        seconds = self._pace.seconds_for(self._reception.size)
        rest = self._reception.began + seconds - self._loop.time()
        if rest <= 0:
            self.refuse(408)
        else:
            self._timer = self._set_timer(rest)

    def _set_timer(self, seconds: float) -> asyncio.TimerHandle:
        return self._loop.call_later(seconds, self._look)
