"""The table of a comparison."""

from benchmarks.comparison import Results
from benchmarks.operations import OPERATIONS
from benchmarks.peers.peer import BARE, DJANGO_TOOLKIT, NAIVE
from benchmarks.stagedoor.side import NAME

COLUMNS = (
    f"{'µs':>10}{'database':>10}{'requests/s':>12}{'calls':>9}{'statements':>12}"
    f"{'of bare':>9}{'x DOT':>8}{'x naive':>9}"
)


def print_table(results: Results) -> None:
    """One line an operation, then what was measured against."""
    print(f"\n{results.engine:<24}{COLUMNS}")
    for name in OPERATIONS:
        if NAME in results.figures.get(name, {}):
            print(_line(results, name))
    print()
    for side in (BARE, DJANGO_TOOLKIT.name, NAIVE.name):
        if figures := _figures_of(results, side):
            print(f"{side}: {figures}")
    for reason in results.skipped:
        print(f"skipped: {reason}")


def _line(results: Results, name: str) -> str:
    figure, cost = results.figures[name][NAME], results.costs[name]
    statements = f"{cost.statements} + {cost.transaction_commands}"
    ratios = (
        (results.share_of_bare(name), 9),
        (results.ratio(name, DJANGO_TOOLKIT.name), 8),
        (results.ratio(name, NAIVE.name), 9),
    )
    return (
        f"{name:<24}{figure.seconds * 1e6:>10,.0f}{figure.database_seconds * 1e6:>10,.0f}"
        f"{figure.rate:>12,.0f}{cost.calls:>9,}{statements:>12}"
        + "".join(f"{'' if ratio is None else f'{ratio:.2f}':>{width}}" for ratio, width in ratios)
    )


def _figures_of(results: Results, side: str) -> str:
    pairs = [
        f"{name} {figures[side].seconds * 1e6:,.0f} µs"
        for name, figures in results.figures.items()
        if side in figures
    ]
    return ", ".join(pairs)
