"""The memory of a server: after its first answers, and after many requests of every kind."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.databases import Databases
from benchmarks.http_request import Request, get
from benchmarks.installation.installation import install
from benchmarks.load import ask, send
from benchmarks.operations import LARGE_IMPORT, OPERATIONS
from benchmarks.processor_time import Megabytes
from benchmarks.progress import note
from benchmarks.servers import Server, serve_stagedoor
from benchmarks.stagedoor.side import stagedoor
from benchmarks.targets import Verdict

MOST = 120  # MB
PROCESSES = (1, 2, 4)  # workers of the servers that are measured; two is the default
ROUNDS = 3
FEW, MANY = 5, 50  # requests of pages and writes, of the others; for each worker
PART = 5  # requests on one connection: the kernel gives each connection to any worker


@dataclass(frozen=True)
class Stand:
    """What a server holds, in MB: all its processes, and the largest of its workers."""

    total: float
    worker: Megabytes

    @classmethod
    def of(cls, server: Server) -> "Stand":
        """Look at it now."""
        first, *workers = server.megabytes()
        return cls(first.share + sum(each.share for each in workers), max(workers))


@dataclass(frozen=True)
class Memory:
    """The memory of a server with so many workers, and what let it grow most, in MB."""

    engine: str
    processes: int
    at_start: Stand
    after_all: Stand
    grown: dict[str, float] = field(default_factory=dict)

    @property
    def for_each_worker(self) -> float:
        """The server's memory after all operations, divided by the number of its workers."""
        return self.after_all.total / self.processes


def measure_memory(databases: Databases) -> Iterator[Memory]:
    """Ask servers for everything, several times over."""
    for processes in PROCESSES:
        note(f"{databases.engine}: memory, {processes} processes")
        yield measure_server(databases, processes)


def measure_server(databases: Databases, processes: int) -> Memory:
    """Ask one server."""
    url, home = databases.create()
    installation = install(url, home, uses=(ROUNDS + 1) * MANY * processes)
    with serve_stagedoor(databases.engine, url, home, processes) as server:
        for _worker in range(4 * processes):
            ask(server.port, get("/healthz"))
        at_start = before = Stand.of(server)
        grown = dict.fromkeys(OPERATIONS, 0.0)
        requests = stagedoor(installation, server).requests
        for _round in range(ROUNDS):
            for name in OPERATIONS:
                if name == LARGE_IMPORT:
                    continue
                send_in_parts(server.port, requests[name](times_of(name) * processes))
                now = Stand.of(server)
                grown[name] += now.total - before.total
                before = now
        return Memory(databases.engine, processes, at_start, before, grown)


def send_in_parts(port: int, requests: list[Request]) -> None:
    """Send them on so many connections that every worker gets some."""
    for start in range(0, len(requests), PART):
        send(port, requests[start : start + PART])


def times_of(name: str) -> int:
    """How often an operation is repeated for each worker; an expensive one seldom."""
    times = OPERATIONS[name].repetitions
    return MANY if times >= MANY else min(FEW, times)


def print_memory(memory: Memory) -> None:
    """Two lines."""
    start, end, number = memory.at_start, memory.after_all, memory.processes
    name = max(memory.grown, key=lambda name: memory.grown[name])
    print(
        f"\nmemory of a server with WEB_PROCESSES={number}, {memory.engine}:"
        f" {start.total:.0f} MB at start, {end.total:.0f} MB after all operations,"
        f" {start.total / number:.0f} and {end.total / number:.0f} MB for each worker;"
        f" most by {name}, {memory.grown[name]:.0f} MB\n"
        f"its largest worker: {_text(start.worker)} at start, {_text(end.worker)} after all"
    )


def _text(megabytes: Megabytes) -> str:
    return f"{megabytes.share:.0f} MB (resident {megabytes.resident:.0f} MB)"


def memory_verdict(memory: Memory) -> Verdict:
    """Whether it is small enough."""
    return Verdict(
        f"memory for each worker of {memory.processes}, MB",
        memory.engine,
        memory.for_each_worker,
        MOST,
        at_least=False,
    )
