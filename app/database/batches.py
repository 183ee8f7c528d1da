"""Long lists in pieces: no statement grows with what somebody sent."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
SIZE = 500  # rows one statement is about; below every database's limit of parameters


def batches(items: Sequence[Item], size: int = SIZE) -> Iterator[Sequence[Item]]:
    """``items`` in their order, at most ``size`` at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
