"""Processes that are killed at random points."""

import os
import random
import signal
import time
from pathlib import Path

from faults.check_invariants import Finding
from faults.fault import Window
from faults.installation import Installation
from faults.machine.process import Process

KILLS, STOPS = 20, 4
NOTICED = 2.0  # seconds until the proxy has seen that a server is back
BACK = 5.0  # seconds in which a server has a new worker process


def kill_servers(installation: Installation) -> Window:
    """SIGKILL to all processes of one server after the other, at random points."""
    chance, window = random.Random(installation.choices.seed), Window()
    slowest = 0.0
    for number in range(installation.repeats(KILLS)):
        time.sleep(chance.uniform(0.1, 1.0))
        server = installation.servers[number % len(installation.servers)]
        began = time.monotonic()
        server.kill()
        window.end()
        time.sleep(0.1)
        server.wait_until_ready()
        slowest = max(slowest, time.monotonic() - began)
    window.remarks.append(f"a killed server was back after {slowest:.1f} s at most")
    return window


def kill_worker_process(installation: Installation) -> Window:
    """SIGKILL to one worker process of a server; its parent starts another."""
    window = Window()
    server = installation.servers[0]
    before = _workers(server)
    os.kill(before[-1], signal.SIGKILL)
    window.end()
    while len(set(_workers(server)) - set(before)) == 0:
        if time.monotonic() - window.began > BACK:
            text = f"no new worker process after {BACK:.0f} s"
            window.findings.append(Finding("respawn", "broken", text))
            return window
        time.sleep(0.05)
    window.remarks.append(
        f"another process was there after {time.monotonic() - window.began:.1f} s"
    )
    time.sleep(2)
    return window


def stop_servers(installation: Installation) -> Window:
    """SIGTERM to one server after the other, as a deployment does it; each has a successor."""
    window, slowest = Window(), 0.0
    for number in range(installation.repeats(STOPS)):
        server = installation.servers[number % len(installation.servers)]
        slowest = max(slowest, server.stop())
        server.start_again()
        server.wait_until_ready()
        time.sleep(NOTICED)
    window.remarks.append(f"a server had ended after {slowest:.1f} s at most")
    return window.end()


def kill_worker(installation: Installation) -> Window:
    """SIGKILL to ``stagedoor work``, between the commit of a change and its messages."""
    chance, window = random.Random(installation.choices.seed), Window()
    worker = installation.worker
    assert worker is not None
    for _number in range(installation.repeats(KILLS)):
        time.sleep(chance.uniform(0.3, 3.0))
        worker.kill()
    return window.end()


def _workers(server: Process) -> list[int]:
    return [pid for pid in server.children() if "resource_tracker" not in _command(pid)]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return "resource_tracker"
