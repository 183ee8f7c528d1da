"""What lists by next date cost: 100,000 events with 2,000 series beside 100,000 without.

``make bench ARGS=next_dates``. Both sizes are read in turns in this process, on both
databases, in the middle of their years; what counts is the ratio. Then time jumps: the first list
after a week and after ten years in which no one looked moves all series on.
"""

import statistics
import time
from collections.abc import Callable

from app.extensions import db
from app.models.event_queries import member_event_lists, next_date_query, next_dates
from app.models.event_queries.event_filter import EventFilter
from app.models.event_queries.member_event_lists import Shown
from app.models.teams.team import Team
from app.models.values import clock
from benchmarks.databases import ENGINES, databases_of
from benchmarks.installation.installation import SLUG, install

EVENTS, TIMES, SERIES = 1_000, 100, 20  # 2,000 series among 100,000 events
ROUNDS = 40
MOST = 1.2  # the cost with series, by that without
START = 1_798_761_600  # 1 January 2027
MIDDLE = 1_940_000_000  # June 2031; the single events take place from 2027 to 2038
WEEK, YEARS = 7 * 86_400, 10 * 366 * 86_400
PAGE = 25
LISTS: dict[str, Callable[[Team], object]] = {
    "upcoming": lambda team: member_event_lists.list_events(team, Shown.UPCOMING),
    "past": lambda team: member_event_lists.list_events(team, Shown.PAST),
    "team's home": lambda team: member_event_lists.list_next(team, 5),
    "deep page": lambda team: next_dates.list_page(team, after=(MIDDLE + YEARS // 2, 1)),
    "API, order=next": lambda team: next_date_query.list_page(
        team.id, EventFilter(), after=None, limit=PAGE
    ),
}


def main() -> None:
    """Measure both databases and print the figures with their targets."""
    for engine in ENGINES:
        with databases_of(engine) as databases:
            at(START)
            without, with_series = (
                install(*databases.create(), events=EVENTS, times=TIMES, series=series).app
                for series in (0, SERIES)
            )
            print_lists(engine, without, with_series)
            print_jumps(engine, with_series)


def at(seconds: int) -> None:
    """Set the application's clock."""
    clock.now = lambda: seconds


def measure(app, read: Callable[[Team], object]) -> float:
    """Milliseconds of one list, read as a request does."""
    with app.test_request_context("/"):
        team = Team.find(SLUG)
        start = time.perf_counter()
        read(team)
        took = time.perf_counter() - start
        db.session.remove()
    return took * 1000


def print_lists(engine: str, without, with_series) -> None:
    """The median of each list on both, and their ratio."""
    at(MIDDLE)
    measure(with_series, LISTS["upcoming"])  # moves the series on to the middle
    print(f"\n{engine:<24}{'without ms':>12}{'with ms':>10}{'ratio':>8}{'at most':>10}")
    for name, read in LISTS.items():
        pairs = [(measure(without, read), measure(with_series, read)) for _round in range(ROUNDS)]
        one, other = (statistics.median(column) for column in zip(*pairs, strict=True))
        verdict = "" if other / one <= MOST else "   missed"
        print(f"{name:<24}{one:>12.2f}{other:>10.2f}{other / one:>8.2f}{MOST:>10.2f}{verdict}")


def print_jumps(engine: str, app) -> None:
    """The first and the second list after pauses in which every series passed its next date."""
    now = MIDDLE
    for name, pause in (("a week", WEEK), ("ten years", YEARS)):
        now += pause
        at(now)
        first, second = (measure(app, LISTS["upcoming"]) for _time in range(2))
        print(f"{f'after {name}, {engine}':<30} first list {first:,.0f} ms, next {second:.1f} ms")


if __name__ == "__main__":
    main()
