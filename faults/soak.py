"""A long run at a low rate: memory and descriptors of every process stay flat.

``python -m faults soak --minutes 30`` prints their slopes over the second half.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from app.api.http import answer_cache
from faults.caller import Caller
from faults.installation import Choices, Installation
from faults.ledger import Ledger

LOOK = 5.0  # seconds between two looks
CONNECTIONS = 3  # for each process; of two, one gets none of six in one of 32 tries
WARM_UP = 0.4  # of the time, in which caches fill
# What a process may gain in an hour, by the slope of the rest.
MOST = {"memory": 24.0, "descriptors": 6.0, "threads": 6.0}  # MB, files, threads


def main(arguments: list[str]) -> int:
    """Run as long as the command line asks; the exit status."""
    options = _read_options(arguments)
    folder = Path(tempfile.mkdtemp(prefix="stagedoor-soak-"))
    folder.chmod(0o755)
    choices = Choices(
        callers=6, pause=6 / options.rate, has_redis=True, processes=options.processes
    )
    with closing(Installation(folder, choices)) as installation:
        _fill_caches(installation)
        load = installation.load("soak")
        load.start()
        seen = _watch(installation, options.minutes * 60)
        load.stop()
        findings = [str(each) for each in installation.check() + installation.surprises()]
        ledger = installation.ledger
    print(
        f"{len(ledger.outcomes)} requests in {options.minutes} min, {len(ledger.failures)} failed"
    )
    texts = findings + _show(seen)
    for text in texts:
        print(f"   !!  {text}")
    return 1 if texts or ledger.failures else 0


def _fill_caches(installation: Installation) -> None:
    """Ask each process for more lists than it keeps: full caches do not grow.

    The kernel gives each connection to any process of a server, so there are several.
    """
    account = installation.accounts[0]
    path = f"/api/v1/organizer/{account.team}/events"
    for port in installation.ports * installation.choices.processes * CONNECTIONS:
        caller = Caller(f"http://127.0.0.1:{port}", Ledger())
        asked = 0
        for number in count():
            day = date(2000, 1, 1) + timedelta(number)
            query = f"{path}?from={day}&limit=100"
            answer = caller.get("fill", query, Authorization=f"Bearer {account.token}")
            asked += len(answer.body)
            if asked > answer_cache.ROOM:
                break
        caller.close()


def _watch(
    installation: Installation, seconds: float
) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Values over time, by process and kind."""
    seen: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    began = time.monotonic()
    while (now := time.monotonic() - began) < seconds:
        for name, pid in _processes(installation):
            for kind, value in _measure(pid).items():
                seen[name, kind].append((now, value))
        time.sleep(LOOK)
    return seen


def _processes(installation: Installation) -> Iterator[tuple[str, int]]:
    """The process id of each process, by what it is called in the table."""
    for number, server in enumerate(installation.servers, 1):
        yield f"server {number}", server.pid
        for place, pid in enumerate(server.children(), 1):
            yield f"server {number}, {place}", pid
    if installation.worker is not None:
        yield "worker", installation.worker.pid


def _measure(pid: int) -> dict[str, float]:
    """Memory in MB, open files and threads of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    lines = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    return {
        "memory": int(lines["VmRSS"].split()[0]) / 1024,
        "descriptors": float(len(list(Path(f"/proc/{pid}/fd").iterdir()))),
        "threads": float(lines["Threads"]),
    }


def _show(seen: dict[tuple[str, str], list[tuple[float, float]]]) -> list[str]:
    """Print a line for each; what grows too quickly."""
    texts = []
    print(f"{'process':<10} {'':<12} {'begin':>8} {'end':>8} {'an hour':>9}")
    for (name, kind), points in seen.items():
        late = points[int(len(points) * WARM_UP) :]
        slope = statistics.linear_regression(*zip(*late, strict=True)).slope * 3600
        print(f"{name:<10} {kind:<12} {points[0][1]:8.1f} {points[-1][1]:8.1f} {slope:+9.1f}")
        if slope > MOST[kind]:
            texts.append(f"{kind} of {name} grows by {slope:.0f} an hour")
    return texts


def _read_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m faults soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=int, default=20, help="acts a second, all in all")
    parser.add_argument("--processes", type=int, default=2, help="of each of the two servers")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
