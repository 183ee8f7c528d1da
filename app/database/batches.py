"""Batches of long lists, so that the size of statements is limited."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
SIZE = 500  # rows per statement; below every database's limit of parameters


def batches(items: Sequence[Item], size: int = SIZE) -> Iterator[Sequence[Item]]:
    """Yield ``items`` in order, at most ``size`` at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
