"""A database that ends, hangs, moves, is locked or full."""

import random
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import psycopg

from faults.check_invariants import Finding
from faults.fault import SkippedError, Window
from faults.installation import Installation
from faults.machine.postgres import Postgres

RESTARTS, CUTS = 5, 50
AWAY, FROZEN, LOCKED = 2.0, 15.0, 12.0  # seconds
LOOK = 0.5  # seconds between two looks at the health of a server
SLOW = """
CREATE FUNCTION be_slow() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN PERFORM pg_sleep(60); RETURN NEW; END';
CREATE TRIGGER be_slow BEFORE INSERT OR UPDATE ON event FOR EACH ROW EXECUTE FUNCTION be_slow()
"""
TERMINATE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
 WHERE pid <> pg_backend_pid() AND datname = current_database()
"""
HEALTHY = 5.0  # seconds in which /healthz answers, whatever the database does


def restart(installation: Installation) -> Window:
    """The database crashes and comes back, again and again."""
    primary, window = _primary(installation), Window()
    for _number in range(installation.repeats(RESTARTS)):
        primary.stop("immediate")
        primary.start()
        window.end()
        time.sleep(1.5)
    return window


def stop(installation: Installation) -> Window:
    """The database is away for seconds."""
    primary, window = _primary(installation), Window()
    with _watched(installation, window):
        primary.stop("immediate")
        time.sleep(AWAY * 2)
        primary.start()
    return window.end()


def fail_over(installation: Installation) -> Window:
    """The primary is gone for good; its standby takes its place."""
    primary, standby = _primary(installation), installation.standby
    assert standby is not None
    window = Window()
    primary.stop("immediate")
    standby.promote()
    window.end()
    installation.use_standby()
    return window


def freeze(installation: Installation) -> Window:
    """The network to the database swallows everything, without a word."""
    relay, window = installation.relay, Window()
    assert relay is not None
    with _watched(installation, window):
        relay.freeze()
        time.sleep(FROZEN)
        relay.thaw()
    return window.end()


def cut(installation: Installation) -> Window:
    """Connections to the database end at random points, in each way that they can."""
    relay, chance, window = installation.relay, random.Random(installation.choices.seed), Window()
    assert relay is not None
    with psycopg.connect(_primary(installation).url(), autocommit=True) as other:
        ways = (relay.cut, relay.reset, lambda: other.execute(TERMINATE))
        for _number in range(installation.repeats(CUTS)):
            time.sleep(chance.uniform(0.05, 0.5))
            chance.choice(ways)()
    return window.end()


def lock_table(installation: Installation) -> Window:
    """Someone else's transaction locks the table of events, so that statements wait."""
    window = Window()
    with _watched(installation, window), psycopg.connect(_primary(installation).url()) as other:
        other.execute("LOCK TABLE event IN ACCESS EXCLUSIVE MODE")
        time.sleep(LOCKED)
        other.rollback()
    return window.end()


def slow_statements(installation: Installation) -> Window:
    """Writing an event takes longer than a statement may; the rest goes on."""
    window, first = Window(), len(installation.ledger.outcomes)
    with psycopg.connect(_primary(installation).url(), autocommit=True) as other:
        other.execute(SLOW)
        time.sleep(FROZEN + AWAY)
        other.execute("DROP FUNCTION be_slow CASCADE")
    window.end()
    outcomes = installation.ledger.outcomes[first:]
    failed = [each for each in outcomes if each.act != "write" and each.is_failure]
    if failed:
        window.findings.append(Finding("rest", "broken", f"{len(failed)} other(s) failed"))
    return window


def lock_file(installation: Installation) -> Window:
    """Another program holds SQLite's lock for writers; reads go on."""
    window = Window()
    first = len(installation.ledger.outcomes)
    with closing(sqlite3.connect(installation.home / "stagedoor.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(FROZEN)
        other.rollback()
    window.end()
    outcomes = installation.ledger.outcomes[first:]
    failed = [each for each in outcomes if each.act == "read" and each.is_failure]
    reads = [each.ended - each.began for each in outcomes if each.act == "read"]
    if failed:
        window.findings.append(Finding("reads", "broken", f"{len(failed)} read(s) failed"))
    window.remarks.append(
        f"{len(reads)} reads meanwhile, the slowest {max(reads, default=0):.1f} s"
    )
    return window


def fill_disk(installation: Installation) -> Window:
    """Nothing can be written to the disk; reads go on."""
    if not installation.is_on_small_disk:
        raise SkippedError("a file system of its own could not be mounted")
    window = Window()
    ballast = installation.home / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    first = len(installation.ledger.outcomes)
    time.sleep(4)
    is_ready = _status(installation.ports[0], "/readyz")
    if is_ready != 503:
        window.findings.append(
            Finding("health", "broken", f"/readyz says {is_ready} on a full disk")
        )
    ballast.unlink()
    window.end()
    outcomes = installation.ledger.outcomes[first:]
    failed = [each for each in outcomes if each.act == "read" and each.is_failure]
    if failed:
        window.findings.append(Finding("reads", "broken", f"{len(failed)} read(s) failed"))
    return window


def _primary(installation: Installation) -> Postgres:
    assert installation.primary is not None
    return installation.primary


@contextmanager
def _watched(installation: Installation, window: Window) -> Iterator[None]:
    """Look at the health of the first server: alive all the time, and not ready meanwhile."""
    ending, slowest, ready = threading.Event(), [0.0], list[int]()

    def look() -> None:
        while not ending.wait(LOOK):
            began = time.monotonic()
            alive = _status(installation.ports[0], "/healthz")
            slowest[0] = max(slowest[0], time.monotonic() - began)
            if alive != 200:
                window.findings.append(Finding("health", "broken", f"/healthz says {alive}"))
            ready.append(_status(installation.ports[0], "/readyz"))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    yield
    ending.set()
    watcher.join()
    if slowest[0] > HEALTHY:
        text = f"/healthz took {slowest[0]:.1f} s"
        window.findings.append(Finding("health", "broken", text))
    answers = ", ".join(f"{status}: {ready.count(status)}" for status in sorted(set(ready)))
    window.remarks.append(f"/healthz within {slowest[0]:.1f} s; /readyz {answers}")


def _status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
