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
    ("looks", "drains"),
    [
        ([], False),
        ([999.5], False),  # such as a person's
        ([998, 999], True),
        ([970, 999], False),  # a look each half minute would not notice it
        ([900, 901], False),  # who looked has left
    ],
)
def test_server_drains_only_when_someone_would_notice(now, looks, drains):
    server = drain.Drain()
    for now[0] in looks:
        server.note_look()
    now[0] = 1000.0
    assert server.begin(3) == drains
    assert server.has_begun == drains


def test_second_request_to_stop_does_not_drain_again(now):
    server = drain.Drain()
    server.note_look()
    server.note_look()
    assert [server.begin(3), server.begin(3)] == [True, False]


def test_processes_of_a_server_see_the_same_drain():
    server = drain.Drain()
    server.share()
    pid = os.fork()
    if not pid:
        server.note_look()
        server.note_look()
        os._exit(0)
    os.waitpid(pid, 0)
    assert server.begin(3)
