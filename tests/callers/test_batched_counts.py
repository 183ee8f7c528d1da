"""Counts that are sent to Redis in batches let little more through than the limit."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.callers import batched_counts
from app.callers.batched_counts import FRESH, PARTS, SWEEP, BatchedCounts
from app.callers.shared_counts import SharedCounts
from tests.support.redis_server import run_redis

HOUR = 3600


class Redis:
    """Counts as Redis does, and how often it was asked."""

    def __init__(self):
        self.counts, self.is_up, self.asked = {}, True, 0

    def send(self, key, _expiry, amount):
        self.asked += 1
        if not self.is_up:
            return None
        self.counts[key] = self.counts.get(key, 0) + amount
        return self.counts[key]


class Time:
    """Seconds that the test moves."""

    now = 0.0

    def monotonic(self):
        return self.now

    time = monotonic


@pytest.fixture
def moving(monkeypatch):
    monkeypatch.setattr(batched_counts, "time", Time())
    return batched_counts.time


def processes(redis, number):
    return [BatchedCounts(redis.send) for _number in range(number)]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.integers(0, 4), st.integers(1, 60)),  # so many requests to a process
        st.sampled_from([FRESH / 2, FRESH, 5.0]),  # seconds that pass
    ),
    min_size=10,
    max_size=60,
)


@given(steps=STEPS, limit=st.sampled_from([1, 3, 150, 199, 200, 400, 1200]))
def test_limit_holds_but_for_a_hundredth_a_process(steps, limit):
    """No one is refused who is within it.

    What is left is shown but for what others counted in a second, and a hundredth a process.
    """
    clock, redis = Time(), Redis()
    five = processes(redis, 5)
    allowed, earlier = 0, [(float("-inf"), 0)]
    most = max(1, limit // PARTS) - 1  # that one process has not sent
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batched_counts, "time", clock)
        for step in steps:
            if isinstance(step, float):
                earlier.append((clock.now, allowed))
                clock.now += step
                continue
            a_second_ago = max(each for at, each in earlier if at <= clock.now - FRESH)
            which, requests = step
            for _request in range(requests):
                count = five[which].incr("a", HOUR, limit, 1)
                if count > limit:
                    assert allowed >= limit
                    continue
                allowed += 1
                assert count <= allowed
                assert count >= a_second_ago - 4 * most
        assert allowed <= limit + 5 * most


@pytest.mark.parametrize("limit", [1, 60, 199])
def test_low_limit_is_exact(moving, limit):
    redis = Redis()
    three = processes(redis, 3)
    allowed = sum(three[n % 3].incr("a", HOUR, limit, 1) <= limit for n in range(limit * 2))
    assert allowed == limit


def test_burst_asks_redis_a_few_times(moving):
    redis = Redis()
    [one] = processes(redis, 1)
    assert [one.incr("a", HOUR, 1200, 1) for _request in range(100)] == [*range(1, 101)]
    assert redis.asked < 12


def test_caller_beyond_the_limit_costs_redis_nothing(moving):
    redis = Redis()
    one, other = processes(redis, 2)
    for _request in range(1200):
        one.incr("a", HOUR, 1200, 1)
    assert other.incr("a", HOUR, 1200, 1) == 1201
    asked = redis.asked
    for _second in range(30):
        moving.now += FRESH
        assert other.incr("a", HOUR, 1200, 1) == 1202
    assert redis.asked == asked


def test_what_others_counted_is_known_a_second_later(moving):
    one, other = processes(Redis(), 2)
    assert one.incr("a", HOUR, 1200, 1) == 1
    for _request in range(100):
        other.incr("a", HOUR, 1200, 1)
    moving.now += FRESH
    assert one.incr("a", HOUR, 1200, 1) >= 102 - 1200 // PARTS


def test_without_redis_a_process_counts_on_and_tells_later(moving):
    redis = Redis()
    one, other = processes(redis, 2)
    for _request in range(24):
        one.incr("a", HOUR, 1200, 1)
    redis.is_up = False
    assert [one.incr("a", HOUR, 30, 1) for _request in range(8)] == [*range(25, 33)]
    redis.is_up = True
    moving.now += FRESH
    assert other.incr("a", HOUR, 1200, 1) >= 12
    assert one.incr("a", HOUR, 1200, 1) == 34
    assert other.incr("b", HOUR, 1200, 1) == 1


def test_redis_that_was_emptied_knows_less_than_a_process(moving):
    redis = Redis()
    [one] = processes(redis, 1)
    for _request in range(60):
        one.incr("a", HOUR, 1200, 1)
    redis.counts.clear()
    moving.now += FRESH
    assert one.incr("a", HOUR, 1200, 1) == 61


def test_nothing_is_added_for_one_who_is_only_told(moving):
    [one] = processes(Redis(), 1)
    assert [one.incr("a", HOUR, 1200, amount) for amount in (1, 0, 0, 1)] == [1, 1, 1, 2]


def test_window_ends(moving):
    [one] = processes(Redis(), 1)
    one.incr("a", 60, 1200, 1)
    moving.now += SWEEP
    one.incr("b", 60, 1200, 1)
    assert list(one._windows) == ["b"]


def test_more_callers_than_there_is_room_for_are_counted_one_by_one(moving, monkeypatch):
    monkeypatch.setattr(batched_counts, "MOST", 2)
    redis = Redis()
    [one] = processes(redis, 1)
    for number in (1, 2, 3):
        assert {one.incr(key, HOUR, 1200, 1) for key in "abcd"} == {number}
    assert list(one._windows) == ["a", "b"]
    assert redis.counts["d"] == 3


def test_many_at_once_are_all_counted(redis_url):
    one = SharedCounts(redis_url)
    with ThreadPoolExecutor(8) as pool:
        counts = pool.map(lambda _n: one.incr_in_batches("many", 60, 300, 1), range(400))
        assert sum(count <= 300 for count in counts) == 300
    assert SharedCounts(redis_url).incr_in_batches("many", 60, 300, 0) == 300


def test_redis_that_stops_and_comes_back_hears_of_all(monkeypatch):
    monkeypatch.setattr("app.callers.shared_counts.PAUSE", 0.0)
    with run_redis() as url:
        one = SharedCounts(url)
        assert one.incr_in_batches("a", 60, 100) == 1
    assert [one.incr_in_batches("a", 60, 100) for _request in range(3)] == [2, 3, 4]


def test_clock_that_is_set_back_locks_no_one_out(moving):
    moving.now += 86_400
    own = BatchedCounts(lambda *_count: None)
    assert [own.incr("a", 60, 1, 1), own.incr("a", 60, 1, 1)] == [1, 2]
    moving.now -= 86_400
    assert own.incr("a", 60, 1, 1) == 1
