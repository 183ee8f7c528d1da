"""``python -m benchmarks [PART …] [ENGINE …]``: measure, and print what was reached.

Without a part all of them run, but for those of their own; without an engine, both.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from benchmarks import next_dates, slow_clients, webhooks
from benchmarks.cold_start import measure_start, print_start, start_verdicts
from benchmarks.comparison import Form, compare
from benchmarks.comparison_table import print_table
from benchmarks.databases import ENGINES, Databases, databases_of
from benchmarks.growth import growth_verdicts, measure_growth, print_growth
from benchmarks.memory import measure_memory, memory_verdict, print_memory
from benchmarks.operations import OPERATIONS, named
from benchmarks.targets import Verdict, print_verdicts, verdicts_of

PARTS = ("operations", "growth", "memory", "start")
# Each with a setting and figures of its own; they run only when they are named.
BY_THEMSELVES = {
    "next_dates": next_dates.main,
    "slow_clients": slow_clients.main,
    "webhooks": webhooks.main,
}
ROUNDS, QUICK_ROUNDS = 7, 3


def main() -> None:
    """Run the parts that are named."""
    options = read_options()
    for name in options.names:
        if name in BY_THEMSELVES:
            BY_THEMSELVES[name]()
    parts = [name for name in options.names if name in PARTS]
    if not parts and any(name in BY_THEMSELVES for name in options.names):
        return
    engines = [name for name in options.names if name in ENGINES] or ENGINES
    verdicts: list[Verdict] = []
    for engine in engines:
        with databases_of(engine) as databases:
            for part in parts or PARTS:
                verdicts += run(part, databases, options)
    print_verdicts(verdicts)


def read_options() -> Namespace:
    """The command line."""
    parser = ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(_all_names()))
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller growth")
    parser.add_argument("--rounds", type=int, help=f"by default {ROUNDS}, quick {QUICK_ROUNDS}")
    parser.add_argument("--only", help="operations by parts of their names: introspection,/me")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in _all_names()]:
        parser.error(f"there is no {', '.join(unknown)}: name {', '.join(_all_names())}")
    options.only = named(options.only or "")
    if not options.only:
        parser.error(f"name operations of these: {', '.join(OPERATIONS)}")
    options.rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    return options


def _all_names() -> tuple[str, ...]:
    return (*PARTS, *BY_THEMSELVES, *ENGINES)


def run(part: str, databases: Databases, options: Namespace) -> Iterator[Verdict]:
    """Measure one part on one engine, print it, and yield its verdicts."""
    if part == "operations":
        results = compare(databases, Form(options.rounds, options.quick, options.only))
        print_table(results)
        yield from verdicts_of(results)
    elif part == "growth":
        growth = measure_growth(databases, rounds=options.rounds, is_quick=options.quick)
        print_growth(growth)
        yield from growth_verdicts(growth)
    elif part == "memory":
        for memory in measure_memory(databases):
            print_memory(memory)
            yield memory_verdict(memory)
    else:
        for start in measure_start(databases):
            print_start(start)
            yield from start_verdicts(start)


if __name__ == "__main__":
    main()
