"""Callers that are too many, too slow or gone, and those that are counted."""

import socket
import statistics
import time
from collections import Counter
from contextlib import suppress

from app.extensions import db
from app.models.usage import usage_total
from faults.check_invariants import Finding
from faults.fault import Window
from faults.installation import Installation
from faults.ledger import Outcome
from faults.load import Load
from faults.machine.relay import RESET

LONG = 10.0  # seconds
WRITERS, CROWD = 32, 120
SLOW_BODIES = 64
BODY = (
    b"POST /api/v1/organizer/hall-0/events HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/json\r\nContent-Length: 4000\r\n\r\n"
)
READ = b"GET /hall-0/events.ics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
METERED = ("read", "revoked", "write", "exchange", "refresh", "revoke")


def write_all_at_once(installation: Installation) -> Window:
    """Many writers on SQLite, without a pause."""
    _call(installation, WRITERS, "write", seed="first", pause=0.01)  # what is only slow once
    window = Window()
    outcomes = _call(installation, WRITERS, "write", seed="writers", pause=0.01)
    window.end()
    done = [each for each in outcomes if each.act == "write"]
    times = statistics.quantiles([each.ended - each.began for each in done], n=100)
    middle, slow = times[49] * 1000, times[98] * 1000
    rate = len(done) / LONG
    window.remarks.append(f"{rate:.0f} writes/s, p50 {middle:.0f} ms, p99 {slow:.0f} ms")
    return window


def crowd(installation: Installation) -> Window:
    """Ten times as many callers as usual, without a pause."""
    window = Window()
    usual = _goodput(installation, 8)
    window.began = time.monotonic()
    crowded = _goodput(installation, CROWD)
    window.end()
    share = crowded / usual if usual else 0.0
    window.remarks.append(
        f"{usual:.0f} answers/s by 8 callers, {crowded:.0f} by {CROWD}: {share:.0%}"
    )
    if share < 0.8:
        window.findings.append(Finding("speed", "broken", f"goodput fell to {share:.0%}"))
    return window


def _goodput(installation: Installation, callers: int) -> float:
    began = time.monotonic()
    outcomes = _call(installation, callers, "read", seed=str(callers), pause=0.001)
    good = [each for each in outcomes if not each.is_failure]
    return len(good) / (time.monotonic() - began)


def _call(
    installation: Installation, callers: int, act: str, *, seed: str, pause: float
) -> list[Outcome]:
    """Let that many callers do nothing but this act for LONG seconds; what came of it."""
    first = len(installation.ledger.outcomes)
    load = Load(
        installation.url,
        (installation.accounts * callers)[:callers],
        installation.ledger,
        seed=f"{installation.choices.seed}/{seed}",
        pause=pause,
        shares={act: 100},
    )
    load.start()
    time.sleep(LONG)
    load.stop()
    return installation.ledger.outcomes[first:]


def leave(installation: Installation) -> Window:
    """Many who send a request and are gone before it is answered, past the proxy."""
    window, number = Window(), 0
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        port = installation.ports[number % len(installation.ports)]
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            connection.sendall(READ if number % 2 else READ[:40])
        number += 1
        time.sleep(0.005)
    window.remarks.append(f"{number} connections were reset")
    return window.end()


def count(installation: Installation) -> Window:
    """Nothing breaks: what the metrics say is what callers saw."""
    window = Window()
    time.sleep(LONG)
    window.look = lambda: _compare_counts(installation)
    return window.end()


def _compare_counts(installation: Installation) -> list[Finding]:
    """Findings where counts differ, once the servers have written theirs."""
    outcomes = [each for each in installation.ledger.outcomes if each.act in METERED]
    seen = Counter(each.status for each in outcomes)
    end, told = time.monotonic() + LONG, Counter[int | None]()
    while told != seen and time.monotonic() < end:
        time.sleep(0.5)
        with installation.app.app_context():
            told = Counter()
            for _endpoint, status, _milliseconds, took in usage_total.read():
                told[status] += sum(took)
            db.session.rollback()
    if told == seen:
        return []
    return [Finding("metrics", "broken", f"callers saw {dict(seen)}, metrics say {dict(told)}")]


def send_slowly(installation: Installation) -> Window:
    """Many bodies that arrive a byte a second, past the proxy."""
    window, sockets = Window(), list[socket.socket]()
    for number in range(SLOW_BODIES):
        port = installation.ports[number % len(installation.ports)]
        connection = socket.create_connection(("127.0.0.1", port), timeout=5)
        connection.sendall(BODY)
        sockets.append(connection)
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        for connection in sockets:
            with suppress(OSError):
                connection.sendall(b" ")
        time.sleep(1)
    for connection in sockets:
        connection.close()
    return window.end()
