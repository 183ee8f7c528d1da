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
    reception = Reception(max_bytes)
    try:
        copying = asyncio.create_task(reception.copy(chunks))
        with receptions.place(reception, copying):
            await _keep_pace(reception, copying, pace)
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

    def __init__(self, max_bytes: int) -> None:
        self.body: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
        self.size, self.is_broken = 0, False
        self.began = asyncio.get_running_loop().time()
        self.has_place = True
        self._max_bytes = max_bytes

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


class Receptions:
    """The bodies on their way in one event loop, at most so many at once.

    When all places are taken, a new body takes that of the slowest one: bodies that barely arrive,
    however many, keep no one else from signing in.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        # Not in the reception: the two would hold each other, and the connection with them.
        self._copying: dict[Reception, asyncio.Task[None]] = {}

    @contextmanager
    def place(self, reception: Reception, copying: "asyncio.Task[None]") -> Iterator[None]:
        """Hold a place for the block; raises RefusedBodyError when all bodies are as new."""
        if len(self._copying) >= self._places and not self._end_slowest(reception.began):
            copying.cancel()
            raise RefusedBodyError(503)
        self._copying[reception] = copying
        try:
            yield
        finally:
            self._copying.pop(reception, None)

    def _end_slowest(self, now: float) -> bool:
        older = [each for each in self._copying if now - each.began >= UNDISTURBED]
        if not older:
            return False
        slowest = min(older, key=lambda each: each.size / (now - each.began))
        slowest.has_place = False
        self._copying.pop(slowest).cancel()
        return True


async def _keep_pace(reception: Reception, copying: "asyncio.Task[None]", pace: Pace) -> None:
    """Wait for ``copying``; raises RefusedBodyError when too little has arrived.

    The connection is closed after the answer only if nothing holds on to its body any more.
    """
    loop = asyncio.get_running_loop()
    while not copying.done():
        rest = reception.began + pace.seconds_for(reception.size) - loop.time()
        if rest <= 0:
            copying.cancel()
            raise RefusedBodyError(408)
        await asyncio.wait({copying}, timeout=rest)
    if not reception.has_place:
        raise RefusedBodyError(503)
    copying.result()
