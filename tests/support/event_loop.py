"""An event loop for coroutines of tests, in a thread of its own."""

import asyncio
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def run(coroutine: Awaitable[T]) -> T:
    """Return what the coroutine does; a browser's loop may be running in the test's own thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
