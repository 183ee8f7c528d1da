"""Wrong guesses: some are free, then pauses grow up to a minute; right ones are not counted."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask, Response

from app.callers import counts
from app.callers.guesses import LONGEST_PAUSE, Allowance, Guess, TooManyGuesses
from app.factory import make_counts
from tests.support.settings import make_settings

RATE = "3 per minute; 5 per hour"
MINE = [Allowance("mine")]


@pytest.fixture
def settings(request):
    """Counts in Redis, where a test asks for it."""
    in_redis = getattr(request, "param", "memory") == "redis"
    return make_settings(redis_url=request.getfixturevalue("redis_url") if in_redis else "")


@pytest.fixture
def storage(settings):
    """An application that has nothing but counts of its own."""
    app = Flask("counts")
    app.extensions[counts.KEY] = make_counts(settings)
    with app.app_context():
        yield app


in_both_places = pytest.mark.parametrize("settings", ["memory", "redis"], indirect=True)


class Clock:
    """Stands in for ``time.time`` in memory."""

    def __init__(self):
        self.at = 1_000_000.0

    def __call__(self):
        return self.at


@pytest.fixture
def moving(monkeypatch, storage):
    """A clock that the test moves, with counts in memory."""
    clock = Clock()
    monkeypatch.setattr(time, "time", clock)
    return clock


def wait_after(allowances=MINE, rate=RATE):
    """The seconds that a wrong guess has to wait; 0 when it was let through."""
    try:
        Guess.begin(rate, allowances)
    except TooManyGuesses as pause:
        return pause.retry_after
    return 0


@in_both_places
def test_some_are_free_and_then_there_is_a_pause(storage):
    assert [wait_after() for _guess in range(5)] == [0, 0, 0, 1, 1]


def test_pauses_double_up_to_a_minute(moving):
    waits = []
    for _guess in range(14):
        assert wait_after(rate="3 per day") == 0
        wait = wait_after(rate="3 per day")
        waits.append(wait)
        moving.at += wait
    assert waits == [0, 1, 2, 4, 8, 16, 32, *[LONGEST_PAUSE] * 7]


def test_window_that_is_over_begins_anew(moving):
    for _guess in range(3):
        wait_after(rate="3 per minute")
    moving.at += 61
    assert [wait_after(rate="3 per minute") for _guess in range(4)] == [0, 0, 0, 1]


def test_guesses_during_a_pause_do_not_prolong_it(moving):
    for _guess in range(50):
        wait_after()
    moving.at += 1
    assert wait_after() == 0


def test_every_rate_counts(moving):
    for _guess in range(3):
        wait_after()
    moving.at += 61
    assert [wait_after() for _guess in range(3)] == [0, 0, 1]


@in_both_places
def test_right_guess_is_not_counted(storage):
    for _time in range(20):
        Guess.begin(RATE, MINE).watch(lambda: Response(status=200), frozenset({401}))
    assert [wait_after() for _guess in range(4)] == [0, 0, 0, 1]


@in_both_places
def test_failure_of_the_server_is_not_counted(storage):
    def fail():
        raise RuntimeError

    for _time in range(20):
        with pytest.raises(RuntimeError):
            Guess.begin(RATE, MINE).watch(fail, frozenset({401}))
    assert wait_after() == 0


@in_both_places
def test_guess_that_one_allowance_refuses_costs_no_other(storage):
    for _guess in range(3):
        wait_after([Allowance("ana")])
    refused = [wait_after([Allowance("network"), Allowance("ana")]) for _guess in range(10)]
    assert refused == [1] * 10
    assert [wait_after([Allowance("network")]) for _guess in range(4)] == [0, 0, 0, 1]


@in_both_places
def test_allowance_may_be_several_times_the_rate(storage):
    waits = [wait_after([Allowance("all", times=2)], rate="3 per hour") for _guess in range(7)]
    assert waits == [0] * 6 + [1]


@in_both_places
def test_many_at_once_are_not_all_free(storage):
    """Each is counted when it begins, so no burst gets in before the first is refused."""

    def guess(_number):
        with storage.app_context():
            return wait_after(rate="3 per hour")

    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(guess, range(200)))
    assert waits.count(0) <= 4  # a slow machine may take longer than the pause of a second
