"""All operations, side by side on one engine: the table of ``make bench``."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from benchmarks.counting import count_costs
from benchmarks.databases import Databases
from benchmarks.installation.installation import EVENTS, install
from benchmarks.measurement import Figure, best, measure
from benchmarks.operations import BULK, IMPORT, LARGE_IMPORT, ONE_TIME, OPERATIONS
from benchmarks.peers.peer import BARE, DJANGO_TOOLKIT, NAIVE, serve, serve_bare_flask
from benchmarks.progress import note
from benchmarks.servers import serve_stagedoor
from benchmarks.side import Side
from benchmarks.stagedoor.side import NAME, stagedoor
from tests.support.costs import Cost

SPARE = 20  # uses beyond those of the rounds: warming up, counting
LARGE = frozenset({BULK, IMPORT, LARGE_IMPORT})


@dataclass(frozen=True)
class Form:
    """How long the comparison is to take, and which operations it measures."""

    rounds: int
    is_quick: bool
    names: frozenset[str] = frozenset(OPERATIONS)

    def repetitions(self, name: str) -> int:
        """How often a round repeats an operation."""
        if name not in self.names:
            return 0
        operation = OPERATIONS[name]
        return operation.quick_repetitions if self.is_quick else operation.repetitions

    @property
    def uses(self) -> int:
        """How many codes, or refresh tokens for one operation, all rounds spend."""
        return SPARE + self.rounds * max(self.repetitions(name) for name in ONE_TIME)


@dataclass
class Results:
    """The figures of one engine, by operation and side; our costs; why a side is missing."""

    engine: str
    figures: dict[str, dict[str, Figure]] = field(default_factory=dict)
    costs: dict[str, Cost] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)

    def ratio(self, operation: str, peer: str) -> float | None:
        """How many times the peer's processor time is ours; None when it was not measured."""
        ours = self.figures.get(operation, {}).get(NAME)
        theirs = self.figures.get(operation, {}).get(peer)
        return theirs.seconds / ours.seconds if ours and theirs else None

    def share_of_bare(self, operation: str) -> float | None:
        """The processor time of bare Flask as a part of ours; None when either was not measured."""
        ours = self.figures.get(operation, {}).get(NAME)
        bare = next((each[BARE] for each in self.figures.values() if BARE in each), None)
        return bare.seconds / ours.seconds if ours and bare else None


def compare(databases: Databases, form: Form) -> Results:
    """Measure all sides in turns."""
    results = Results(databases.engine)
    with serve_sides(databases, form, results) as sides:
        rounds: dict[tuple[str, str], list[Figure]] = {}
        for number in range(form.rounds):
            note(f"{databases.engine}: round {number + 1} of {form.rounds}")
            for name, side in in_turns(sides, form):
                requests = side.requests[name](form.repetitions(name))
                figure = measure(side.server, databases, requests)
                rounds.setdefault((name, side.name), []).append(figure)
    for (name, side_name), figures in rounds.items():
        results.figures.setdefault(name, {})[side_name] = best(figures)
    return results


def in_turns(sides: list[Side], form: Form) -> Iterator[tuple[str, Side]]:
    """Each operation with one side after another, so that all meet the same disturbances."""
    for name in OPERATIONS:
        if form.repetitions(name):
            yield from ((name, side) for side in sides if name in side.requests)


@contextmanager
def serve_sides(databases: Databases, form: Form, results: Results) -> Iterator[list[Side]]:
    """Run the servers of all sides, and count what Stagedoor's operations cost."""
    with ExitStack() as stack:
        note(f"{databases.engine}: filling the databases")
        sides = [stack.enter_context(serve_bare_flask(databases))]
        for peer in (DJANGO_TOOLKIT, NAIVE):
            if not peer.python.exists():
                results.skipped.append(f"{peer.name}: not installed, run make bench")
                continue
            served = serve(peer, databases, events=EVENTS, uses=form.uses)
            sides.append(stack.enter_context(served))
        url, home = databases.create()
        installation = install(url, home, uses=form.uses)
        server = stack.enter_context(serve_stagedoor(databases.engine, url, home))
        ours = stagedoor(installation, server)
        note(f"{databases.engine}: counting calls and statements")
        counted = {name: ours.requests[name] for name in OPERATIONS if form.repetitions(name)}
        results.costs = count_costs(installation.app, counted, LARGE)
        yield [*sides, ours]
