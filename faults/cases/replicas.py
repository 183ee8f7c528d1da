"""A read replica that ends, hangs or falls behind; and a primary that ends while one answers."""

import re
import time
import urllib.request

import psycopg

from faults.cases import databases
from faults.check_invariants import Finding
from faults.fault import Window
from faults.installation import Installation
from faults.machine.postgres import Postgres

AWAY, BEHIND, FROZEN = 4.0, 10.0, 12.0  # seconds
BACK = 15.0  # seconds in which it answers again
ANSWERS = re.compile(r'process_replica_answers_total\{by="(\w+)"\} (\d+)')


def end(installation: Installation) -> Window:
    """The replica crashes, is away for seconds, and comes back."""
    replica, window = _replica(installation), Window()
    replica.stop("immediate")
    time.sleep(AWAY)
    replica.start()
    window.end()
    return _used_again(installation, window)


def fall_behind(installation: Installation) -> Window:
    """The replica receives everything and shows nothing of it, longer than it may be behind."""
    window = Window()
    with psycopg.connect(_replica(installation).url(), autocommit=True) as connection:
        connection.execute("SELECT pg_wal_replay_pause()")
        time.sleep(BEHIND)
        connection.execute("SELECT pg_wal_replay_resume()")
    window.end()
    return _used_again(installation, window)


def freeze(installation: Installation) -> Window:
    """The network to the replica swallows everything, without a word."""
    relay, window = installation.replica_relay, Window()
    assert relay is not None
    relay.freeze()
    time.sleep(FROZEN)
    relay.thaw()
    window.end()
    return _used_again(installation, window)


def lose_primary(installation: Installation) -> Window:
    """The primary is away for seconds, while the replica is there."""
    return _used_again(installation, databases.stop(installation))


def promote(installation: Installation) -> Window:
    """The primary is gone for good; the replica takes its place, and is none any more."""
    window = databases.fail_over(installation)
    time.sleep(BACK / 3)
    before = _answers(installation)["replica"]
    window.look = lambda: _has_answered(installation, before)
    return window


def _replica(installation: Installation) -> Postgres:
    assert installation.replica is not None
    return installation.replica


def _used_again(installation: Installation, window: Window) -> Window:
    """Look whether the replica answers again, while there is load."""
    before, until = _answers(installation)["replica"], time.monotonic() + BACK
    while _answers(installation)["replica"] <= before:
        if time.monotonic() > until:
            text = f"it does not answer after {BACK:.0f} s"
            window.findings.append(Finding("replica", "broken", text))
            break
        time.sleep(0.2)
    counts = _answers(installation)
    window.remarks.append(
        f"{counts['replica']} reads by the replica, {counts['primary']} by the primary instead"
    )
    return window


def _has_answered(installation: Installation, before: int) -> list[Finding]:
    """A finding if a server that is no replica any more was read as one."""
    count = _answers(installation)["replica"] - before
    text = f"{count} read(s) of the new primary as its own replica"
    return [Finding("replica", "broken", text)] if count else []


def _answers(installation: Installation) -> dict[str, int]:
    """By whom the servers had reads answered, so far."""
    counts = {"replica": 0, "primary": 0}
    for port in installation.ports:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
            for by, number in ANSWERS.findall(answer.read().decode()):
                counts[by] += int(number)
    return counts
