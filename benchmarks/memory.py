"""The memory of a worker: after its first answer, and after many requests of every kind."""

from dataclasses import dataclass

from benchmarks.databases import Databases
from benchmarks.http_request import get
from benchmarks.installation.installation import install
from benchmarks.load import ask, send
from benchmarks.operations import LARGE_IMPORT, OPERATIONS
from benchmarks.processor_time import Megabytes
from benchmarks.progress import note
from benchmarks.servers import serve_stagedoor
from benchmarks.stagedoor.side import stagedoor
from benchmarks.targets import Verdict

MOST = 120  # MB
ROUNDS = 3
FEW, MANY = 5, 50  # requests of pages and writes, of the others


@dataclass(frozen=True)
class Memory:
    """The memory of a worker, and what let it grow most, in MB."""

    engine: str
    at_start: Megabytes
    after_all: Megabytes
    grew_most: tuple[str, float]


def measure_memory(databases: Databases) -> Memory:
    """Ask for everything, several times over."""
    note(f"{databases.engine}: memory")
    url, home = databases.create()
    installation = install(url, home, uses=(ROUNDS + 1) * MANY)
    with serve_stagedoor(databases.engine, url, home) as server:
        ask(server.port, get("/healthz"))
        at_start = before = server.worker_megabytes()
        grown = dict.fromkeys(OPERATIONS, 0.0)
        requests = stagedoor(installation, server).requests
        for _round in range(ROUNDS):
            for name in OPERATIONS:
                if name == LARGE_IMPORT:
                    continue
                many = OPERATIONS[name].repetitions >= MANY
                send(server.port, requests[name](MANY if many else min(FEW, few_of(name))))
                now = server.worker_megabytes()
                grown[name] += now.share - before.share
                before = now
        most = max(grown, key=lambda name: grown[name])
        return Memory(databases.engine, at_start, before, (most, grown[most]))


def few_of(name: str) -> int:
    """How often an expensive operation is repeated."""
    return OPERATIONS[name].repetitions


def print_memory(memory: Memory) -> None:
    """One line."""
    name, megabytes = memory.grew_most
    print(
        f"\nmemory of a worker, {memory.engine}: {_text(memory.at_start)} at start,"
        f" {_text(memory.after_all)} after all operations; most by {name}, {megabytes:.0f} MB"
    )


def _text(megabytes: Megabytes) -> str:
    return f"{megabytes.share:.0f} MB (resident {megabytes.resident:.0f} MB)"


def memory_verdict(memory: Memory) -> Verdict:
    """Whether it is small enough."""
    return Verdict(
        "memory of a worker, MB", memory.engine, memory.after_all.share, MOST, at_least=False
    )
