"""Counts are shared in Redis, and kept in memory while it is away."""

import socket

import pytest

from app.callers import counts
from app.callers.counts import Counts
from tests.support.redis_server import run_redis


def test_processes_share_what_they_count_in_redis(redis_url):
    one, other = Counts(redis_url=redis_url), Counts(redis_url=redis_url)
    assert [one.incr("a", 60), other.incr("a", 60), one.get("a")] == [1, 2, 2]
    assert other.get_expiry("a") > 0
    assert one.check()
    other.clear("a")
    assert one.get("a") == 0


@pytest.mark.parametrize("redis_url", ["", "redis://127.0.0.1:1/0", "redis+unix:///nowhere.sock"])
def test_first_call_counts_where_no_redis_answers(redis_url):
    alone = Counts(redis_url=redis_url)
    assert [alone.incr("a", 60), alone.incr("a", 60), alone.get("a")] == [1, 2, 2]
    assert alone.get_expiry("a") > 0
    assert not alone.check()
    alone.clear("a")
    alone.reset()
    assert alone.get("a") == 0


def test_redis_that_hangs_is_asked_once_in_a_while(monkeypatch):
    monkeypatch.setattr(counts, "TIMEOUT", 0.02)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hanging = Counts(redis_url=f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        assert [hanging.incr("a", 60) for _time in range(20)] == [*range(1, 21)]


def test_redis_that_stops_and_comes_back(monkeypatch):
    monkeypatch.setattr(counts, "PAUSE", 0.0)
    with run_redis() as url:
        shared = Counts(redis_url=url)
        assert [shared.incr("a", 60), shared.incr("a", 60)] == [1, 2]
    assert [shared.incr("a", 60), shared.incr("a", 60)] == [1, 2]
    assert shared.get("a") == 2
