"""The processor time of other processes, to the microsecond."""

import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
PROCESS_CLOCK = 2  # the clock of what the scheduler counted: CPUCLOCK_SCHED of Linux


def of_process(pid: int) -> float:
    """Seconds that all threads of a process ran so far, in user and system mode.

    The number of its clock is made as clock_getcpuclockid(3) makes it. /proc/<pid>/stat would count
    in hundredths of a second, and /proc/<pid>/task leaves threads out that have ended.
    """
    return time.clock_gettime(~pid << 3 | PROCESS_CLOCK)


def of_processes(pids: list[int]) -> float:
    """Seconds that these processes ran so far; those that have ended do not count."""
    total = 0.0
    for pid in pids:
        with suppress(OSError):
            total += of_process(pid)
    return total


def family_of(pid: int) -> list[int]:
    """The process and its descendants."""
    family = [pid]
    for member in family:
        with suppress(OSError):
            for children in (PROC / str(member) / "task").glob("*/children"):
                family += map(int, children.read_text().split())
    return family


def backends_of(postmaster: int) -> list[int]:
    """The processes of a PostgreSQL server that answer clients on its Unix socket."""
    return [pid for pid in family_of(postmaster)[1:] if "[local]" in _title(pid)]


def _title(pid: int) -> str:
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().rstrip(b"\0").decode(errors="replace")
    except OSError:
        return ""


class Megabytes(NamedTuple):
    """The memory that a process holds, in MB.

    ``resident`` (Rss) counts each page that it uses, ``share`` (Pss) its part of those that other
    processes use, too: of a server's processes, most of all the code of libraries.
    """

    share: float
    resident: float


def megabytes(pid: int) -> Megabytes:
    """The memory of a process."""
    lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    kilobytes = {name: rest.split()[0] for name, _, rest in (line.partition(":") for line in lines)}
    return Megabytes(int(kilobytes["Pss"]) / 1024, int(kilobytes["Rss"]) / 1024)
