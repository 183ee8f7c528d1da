"""Reception of a request body, in the event loop: no thread waits for a slow client."""

import asyncio
import io
import tempfile
from collections.abc import AsyncIterable
from dataclasses import dataclass
from typing import IO

from app.config import Settings
from app.serving.request_environ import Headers

IN_MEMORY = 64 * 1024  # bytes; longer bodies go to a temporary file


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
    chunks: AsyncIterable[bytes], length: str | None, *, pace: Pace, max_bytes: int
) -> tuple[IO[bytes], int]:
    """The whole body, to be closed by the caller, and its size.

    ``length`` is the Content-Length, None for a chunked body. Of a body beyond ``max_bytes`` only
    so much is read: the size tells the application, which refuses it as the view's limit says.
    Raises RefusedBodyError with 408 for a slow body and 400 for one that breaks off.
    """
    expected = int(length) if length is not None else None  # the server has checked it
    if expected is not None and expected > max_bytes:
        return io.BytesIO(), expected
    reception = Reception(max_bytes)
    try:
        await _keep_pace(reception, asyncio.create_task(reception.copy(chunks)), pace)
        if reception.is_broken or (expected is not None and reception.size < expected):
            raise RefusedBodyError(400)
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
        self._max_bytes = max_bytes

    async def copy(self, chunks: AsyncIterable[bytes]) -> None:
        """Copy the chunks until the body ends, breaks off or is too long."""
        is_over = False
        async for chunk in chunks:
            if is_over:  # granian ends a body with one empty chunk, and a broken one with two
                self.is_broken = True
                return
            is_over = not chunk
            self.size += len(chunk)
            if self.size > self._max_bytes:
                return
            self.body.write(chunk)


async def _keep_pace(reception: Reception, copying: "asyncio.Task[None]", pace: Pace) -> None:
    """Wait for ``copying``; raises RefusedBodyError when too little has arrived.

    The connection is closed after the answer only if nothing holds on to its body any more.
    """
    loop = asyncio.get_running_loop()
    begin = loop.time()
    while not copying.done():
        rest = begin + pace.seconds_for(reception.size) - loop.time()
        if rest <= 0:
            copying.cancel()
            raise RefusedBodyError(408)
        await asyncio.wait({copying}, timeout=rest)
    copying.result()
