"""When a server that is told to stop drains, and who sees it."""

import os

import pytest

from app.serving import drain


@pytest.fixture
def now(monkeypatch):
    """A clock of the test's own: ``now[0]``."""
    now = [1000.0]
    monkeypatch.setattr(drain.time, "monotonic", lambda: now[0])
    return now


@pytest.mark.parametrize(
    ("looks", "seconds"),
    [
        ([], drain.SHORT),
        ([999.5], drain.SHORT),  # such as a person's
        ([998, 999], 3),
        ([970, 999], drain.SHORT),  # a look each half minute would not notice it
        ([900, 901], drain.SHORT),  # who looked has left
    ],
)
def test_server_drains_long_only_when_someone_would_notice(now, looks, seconds):
    server = drain.Drain()
    for now[0] in looks:
        server.note_look()
    now[0] = 1000.0
    assert server.begin(3) == seconds
    assert server.has_begun


@pytest.mark.parametrize("seconds", [0, 0.1])
def test_no_drain_is_longer_than_the_setting(seconds):
    assert drain.Drain().begin(seconds) == seconds


def test_second_request_to_stop_does_not_drain_again(now):
    server = drain.Drain()
    server.note_look()
    server.note_look()
    assert [server.begin(3), server.begin(3)] == [3, 0]


def test_processes_of_a_server_see_the_same_drain():
    server = drain.Drain()
    server.share()
    pid = os.fork()
    if not pid:
        server.note_look()
        server.note_look()
        os._exit(0)
    os.waitpid(pid, 0)
    assert server.begin(3) == 3
