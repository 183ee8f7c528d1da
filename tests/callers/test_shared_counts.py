"""Counts are shared in Redis, and kept in memory while it is away."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from types import SimpleNamespace

import pytest

from app.callers import shared_counts
from app.callers.shared_counts import SharedCounts
from tests.support.redis_server import run_redis


def test_processes_share_what_they_count_in_redis(redis_url):
    one, other = SharedCounts(redis_url), SharedCounts(redis_url)
    assert [one.incr("a", 60), other.incr("a", 60), one.get("a")] == [1, 2, 2]
    assert other.get_expiry("a") > 0
    assert one.is_shared()
    other.clear("a")
    assert one.get("a") == 0


@pytest.mark.parametrize("redis_url", ["redis://127.0.0.1:1/0", "redis+unix:///nowhere.sock"])
def test_first_call_counts_where_no_redis_answers(redis_url):
    alone = SharedCounts(redis_url)
    assert [alone.incr("a", 60), alone.incr("a", 60), alone.get("a")] == [1, 2, 2]
    assert alone.get_expiry("a") > 0
    assert not alone.is_shared()
    alone.clear("a")
    assert alone.get("a") == 0


def test_redis_that_hangs_is_asked_once_in_a_while(monkeypatch):
    monkeypatch.setattr(shared_counts, "TIMEOUT", 0.02)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hanging = SharedCounts(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        assert [hanging.incr("a", 60) for _time in range(20)] == [*range(1, 21)]


def test_one_caller_looks_whether_redis_answers_again_and_the_others_do_not_wait(monkeypatch):
    shared, asked, answered = SharedCounts("redis://127.0.0.1:1/0"), Event(), Event()
    assert shared.incr("a", 60) == 1

    def hang(*_arguments):
        asked.set()
        assert answered.wait(20)
        return 100

    monkeypatch.setattr(shared._redis, "incr", hang)
    later = SimpleNamespace(monotonic=lambda: time.monotonic() + shared_counts.PAUSE)
    monkeypatch.setattr(shared_counts, "time", later)
    with ThreadPoolExecutor(1) as others:
        first = others.submit(shared.incr, "a", 60)
        assert asked.wait(20)
        assert shared.incr("a", 60) == 2
        answered.set()
        assert first.result() == 100
    assert shared.incr("a", 60) == 100


def test_what_takes_too_long_is_not_asked_again(monkeypatch):
    monkeypatch.setattr(shared_counts, "TIMEOUT", 0.02)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        shared = SharedCounts(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        assert shared.incr("a", 60) == 1
        silent.settimeout(0.2)
        silent.accept()
        with pytest.raises(TimeoutError):
            silent.accept()


def test_redis_that_stops_and_comes_back(monkeypatch):
    monkeypatch.setattr(shared_counts, "PAUSE", 0.0)
    with run_redis() as url:
        shared = SharedCounts(url)
        assert [shared.incr("a", 60), shared.incr("a", 60)] == [1, 2]
    assert [shared.incr("a", 60), shared.incr("a", 60)] == [1, 2]
    assert shared.get("a") == 2
