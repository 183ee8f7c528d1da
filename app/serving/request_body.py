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
    expected = _read_length(length)
    if expected is not None and expected > max_bytes:
        return io.BytesIO(), expected
    body: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # returned
    try:
        size = await _copy(chunks, body, pace=pace, max_bytes=max_bytes)
    except TimeoutError:
        body.close()
        raise RefusedBodyError(408) from None
    except BaseException:
        body.close()
        raise
    if size is None or (expected is not None and size < expected):
        body.close()
        raise RefusedBodyError(400)
    body.seek(0)
    return body, size


def _read_length(length: str | None) -> int | None:
    # The server has refused what is not a number.
    return int(length) if length is not None else None


async def _copy(
    chunks: AsyncIterable[bytes], body: IO[bytes], *, pace: Pace, max_bytes: int
) -> int | None:
    """The bytes copied to ``body``; None if the client broke off."""
    loop = asyncio.get_running_loop()
    begin, size, is_over = loop.time(), 0, False
    async with asyncio.timeout_at(begin + pace.seconds_for(0)) as timeout:
        async for chunk in chunks:
            if is_over:  # granian ends a body with one empty chunk, and a broken one with two
                return None
            is_over = not chunk
            size += len(chunk)
            if size > max_bytes:
                break
            body.write(chunk)
            timeout.reschedule(begin + pace.seconds_for(size))
    return size
