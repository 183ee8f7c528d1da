"""Caps: places for one kind of work."""

import pytest

from app.cap import BusyError, Cap, places_below


def test_a_place_is_free_again_however_its_work_ends():
    cap = Cap(1)
    with cap.place(), pytest.raises(BusyError), cap.place():
        pytest.fail("The only place is taken.")
    with pytest.raises(ZeroDivisionError), cap.place():
        _ = 1 / 0
    with cap.place():
        pass


def test_one_thread_is_always_left():
    assert [places_below(threads) for threads in (1, 2, 4)] == [1, 1, 3]
