"""The server's first process: what it loads, and what SIGTERM and SIGINT do."""

import multiprocessing
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from granian import cli
from granian.server import mp

from app.serving import first_process, preload
from app.serving.drain import Drain
from app.serving.worker_process import Worker
from tests.support.live_server import LiveServer


@pytest.fixture
def server(monkeypatch):
    """One that drains for a moment when someone looks at its health."""
    monkeypatch.setattr(first_process, "DRAIN", Drain())
    monkeypatch.setattr(first_process.DrainingServer, "seconds", 0.1, raising=False)
    return first_process.DrainingServer("wsgi:receive")


def watch():
    for _look in range(2):
        first_process.DRAIN.note_look()


def test_watched_server_goes_on_and_then_stops(server):
    watch()
    server.signal_handler_interrupt(signal.SIGTERM, None)
    assert not server.interrupt_signal
    assert server.main_loop_interrupt.wait(5)
    assert server.interrupt_signal


def test_server_stops_at_once_at_control_c(server):
    watch()
    server.signal_handler_interrupt(signal.SIGINT, None)
    assert server.interrupt_signal


def test_server_stops_at_once_without_drain_seconds(server, monkeypatch):
    monkeypatch.setattr(first_process.DrainingServer, "seconds", 0.0)
    server.signal_handler_interrupt(signal.SIGTERM, None)
    assert server.interrupt_signal


def test_second_signal_stops_at_once(server, monkeypatch):
    monkeypatch.setattr(first_process.DrainingServer, "seconds", 60)
    watch()
    began = time.monotonic()
    server.signal_handler_interrupt(signal.SIGTERM, None)
    server.signal_handler_interrupt(signal.SIGTERM, None)
    assert server.interrupt_signal
    assert time.monotonic() - began < 30


@pytest.fixture
def acts(monkeypatch):
    """What ``main`` does, in order."""
    acts = []
    monkeypatch.setattr(sys, "argv", ["", *"--drain-seconds 3 --workers 2 wsgi:receive".split()])
    monkeypatch.setattr(preload, "load", lambda _settings: acts.append("load"))
    monkeypatch.setattr(cli, "entrypoint", lambda: acts.append("serve"))
    monkeypatch.setattr(cli, "Server", cli.Server)
    monkeypatch.setattr(mp, "WorkerProcess", mp.WorkerProcess)
    monkeypatch.setattr(first_process.DrainingServer, "seconds", 0.0, raising=False)
    former = signal.getsignal(signal.SIGINT)
    yield acts
    signal.signal(signal.SIGINT, former)


def test_house_is_loaded_before_workers_are_forked(acts, monkeypatch):
    monkeypatch.setattr(first_process, "DRAIN", Drain())
    first_process.main()
    assert acts == ["load", "serve"]
    assert (cli.Server, mp.WorkerProcess) == (first_process.DrainingServer, Worker)


@pytest.mark.parametrize(
    ("workers", "method", "is_shared"),
    [(1, "fork", False), (2, "fork", True), (2, "spawn", False), (2, "forkserver", False)],
)
def test_house_is_loaded_where_several_workers_are_forked(monkeypatch, workers, method, is_shared):
    monkeypatch.setattr(multiprocessing, "get_start_method", lambda: method)
    assert first_process.is_shared(workers) == is_shared


def test_first_process_of_one_worker_needs_no_library_but_the_server():
    code = "import sys, app.serving.first_process; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert {"sqlalchemy", "pydantic", "flask", "structlog"}.isdisjoint(loaded)


def test_unsafe_setting_ends_it_with_one_line(acts, monkeypatch):
    monkeypatch.setenv("PORT", "many")
    with pytest.raises(SystemExit, match="stagedoor: PORT"):
        first_process.main()
    assert acts == []


def test_worker_that_is_still_starting_hears_that_it_shall_stop(tmp_path, sqlite_url):
    server = LiveServer(tmp_path / "log", 1, database_url=sqlite_url, stagedoor_home=tmp_path)
    pid = server.process.pid
    children, deadline = Path(f"/proc/{pid}/task/{pid}/children"), time.monotonic() + 30
    while not children.read_text() and time.monotonic() < deadline:
        time.sleep(0.001)
    server.stop()
    assert "Killing worker-1" not in server.log
