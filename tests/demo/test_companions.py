"""Processes beside the demo, and the ports that they use."""

import signal
import socket
import sys
import time

import pytest

from app.demo.companions import CompanionError, Companions, answers, is_free


@pytest.fixture
def companions():
    group = Companions()
    yield group
    group.stop()


def test_process_that_ends_is_reported_with_its_exit_code(companions):
    companions.start("The server", [sys.executable, "-Sc", "raise SystemExit(3)"], {})
    with pytest.raises(CompanionError, match=r"The server .* exit code 3"):
        companions.wait_until_ready("The server", "http://127.0.0.1:1/")


def test_stopping_ends_every_process_and_output_is_in_the_log(companions, tmp_path):
    log = tmp_path / "log"
    code = "print('started', flush=True); import time; time.sleep(60)"
    companions.start("A", [sys.executable, "-Sc", code], {}, log)
    while not log.read_text():
        time.sleep(0.01)
    companions.stop()
    [process] = companions._processes.values()
    assert process.returncode == -signal.SIGTERM
    assert log.read_text() == "started\n"


def test_port_is_free_until_a_server_listens():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port = server.getsockname()[1]
        server.listen()
        assert not is_free(port)
    assert is_free(port)
    assert not answers(f"http://127.0.0.1:{port}/")
