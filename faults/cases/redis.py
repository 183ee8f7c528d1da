"""Redis is away, ends in the middle, or hangs."""

import signal
import statistics
import time

from faults.check_invariants import Finding
from faults.fault import Window
from faults.installation import Installation

AWAY = 12.0  # seconds
GROWTH = 0.1  # seconds that 95 of 100 requests may take longer


def kill(installation: Installation) -> Window:
    """Redis ends in the middle, and comes back."""
    return _without(installation, signal.SIGKILL)


def start_without(installation: Installation) -> Window:
    """Redis is away while a server starts, and comes later."""
    redis, server = installation.redis, installation.servers[0]
    assert redis is not None
    window = Window()
    redis.signal(signal.SIGKILL)
    server.stop()
    server.start_again()
    server.wait_until_ready()
    redis.start()
    return window.end()


def freeze(installation: Installation) -> Window:
    """Redis hangs: it takes connections and answers nothing."""
    return _without(installation, signal.SIGSTOP)


def _without(installation: Installation, number: signal.Signals) -> Window:
    redis = installation.redis
    assert redis is not None
    before = _p95(installation, 0)
    first, window = len(installation.ledger.outcomes), Window()
    redis.signal(number)
    time.sleep(AWAY)
    if number == signal.SIGKILL:
        redis.start()
    else:
        redis.signal(signal.SIGCONT)
    during = _p95(installation, first)
    window.remarks.append(f"95 of 100 within {before * 1000:.0f} ms, then {during * 1000:.0f} ms")
    if during > max(before, 0.05) * 2 + GROWTH:
        window.findings.append(Finding("speed", "broken", f"p95 grew to {during:.2f} s"))
    return window.end()


def _p95(installation: Installation, first: int) -> float:
    times = [each.ended - each.began for each in installation.ledger.outcomes[first:]]
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else 0.0
