"""The server's first process: what SIGTERM and SIGINT do."""

import signal
import time

import pytest

from app.serving import first_process
from app.serving.drain import Drain


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
