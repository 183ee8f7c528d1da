"""Batches hold every item once and in order."""

import pytest

from app.database.batches import batches


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (1, [1]), (3, [3]), (7, [3, 3, 1])])
def test_items_come_in_order_and_at_most_so_many_at_a_time(count, sizes):
    items = list(range(count))
    pieces = list(batches(items, 3))
    assert [len(piece) for piece in pieces] == sizes
    assert [item for piece in pieces for item in piece] == items
