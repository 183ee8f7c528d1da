"""Counts of one process: fixed windows, which take no memory once they have ended."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.callers.counts import SWEEP, Counts


@pytest.fixture
def own():
    return Counts()


@pytest.fixture
def moving(monkeypatch):
    """Seconds since 1970, which the test moves."""
    at = [1_000_000.0]
    monkeypatch.setattr(time, "time", lambda: at[0])
    return at


def test_window_begins_with_its_first_count_and_ends(own, moving):
    assert [own.incr("a", 60), own.incr("a", 60), own.get("a")] == [1, 2, 2]
    assert own.get_expiry("a") == moving[0] + 60
    moving[0] += 60
    assert (own.get("a"), own.incr("a", 60)) == (0, 1)


def test_clock_that_is_set_back_locks_no_one_out(own, moving):
    moving[0] += 86_400
    assert [own.incr("a", 60), own.incr("a", 60)] == [1, 2]
    moving[0] -= 0.5  # a correction
    assert own.get("a") == 2
    moving[0] -= 86_400
    assert (own.get("a"), own.get_expiry("a"), own.incr("a", 60)) == (0, moving[0], 1)


def test_count_is_given_back_and_forgotten(own):
    assert [own.incr("a", 60), own.incr("a", 60), own.incr("a", 60, -1)] == [1, 2, 1]
    own.clear("a")
    own.clear("a")
    assert (own.get("a"), own.is_shared()) == (0, False)


def test_what_is_not_counted_ends_now(own, moving):
    assert own.get_expiry("a") == moving[0]


def test_many_at_once_are_all_counted(own):
    with ThreadPoolExecutor(16) as pool:
        counts = list(pool.map(lambda _number: own.incr("a", 60), range(500)))
    assert sorted(counts) == list(range(1, 501))


def test_ended_windows_take_no_memory(own, moving):
    for number in range(1000):
        own.incr(f"caller {number}", 10)
    moving[0] += SWEEP
    own.incr("a", 60)
    assert list(own._windows) == ["a"]
