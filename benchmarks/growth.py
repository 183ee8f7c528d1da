"""What operations cost as a team's events and an app's tokens grow a hundredfold.

Both sizes are served side by side and measured in turns. What counts is the ratio.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

from app.api.events import sync_token
from app.api.http.list_request import ListRequest
from app.extensions import db
from app.models.event_queries.event_filter import EventFilter
from app.models.events.event import Event
from app.models.teams.team import Team
from benchmarks import operations
from benchmarks.databases import Databases
from benchmarks.http_request import get
from benchmarks.installation.installation import SLUG, Installation, install
from benchmarks.measurement import Figure, best, measure
from benchmarks.progress import note
from benchmarks.servers import serve_stagedoor
from benchmarks.side import MakeRequests, Side, each_of
from benchmarks.stagedoor.reads import EVENTS as PATH
from benchmarks.stagedoor.reads import PAGE
from benchmarks.stagedoor.side import stagedoor
from benchmarks.targets import Verdict

TIMES = 100
EVENTS, QUICK_EVENTS = 10_000, 1_000  # of the small team; also the number of tokens
MOST, REPETITIONS = 1.2, 40
# A calendar of a large team is not kept: reading it is no operation of a fixed size.
MEASURED = (
    *(operations.FEED, operations.FEED_ANEW, operations.FEED_304, operations.CALENDAR_304),
    *(operations.EVENT, operations.ME, operations.CLIENT_CREDENTIALS, operations.CODE),
    *(operations.REFRESH, operations.INTROSPECTION, operations.REVOCATION, operations.CONSENT),
    *(operations.CONNECTED_APPS, operations.CLIENT_PAGE, operations.TEAM_EVENTS),
    *(operations.ADD_EVENT, operations.CHANGE_EVENT),
)


@dataclass
class Growth:
    """The figures of each operation by size, the small one first."""

    engine: str
    sizes: tuple[int, int]
    figures: dict[str, dict[int, list[Figure]]] = field(default_factory=dict)

    def seconds(self, operation: str, size: int) -> float:
        """The processor time of an operation at a size."""
        return best(self.figures[operation][size]).seconds


def measure_growth(databases: Databases, *, rounds: int, is_quick: bool) -> Growth:
    """Measure all operations at both sizes, in turns."""
    small = QUICK_EVENTS if is_quick else EVENTS
    growth = Growth(databases.engine, (small, small * TIMES))
    with ExitStack() as stack:
        sides = {}
        for size in growth.sizes:
            note(f"{databases.engine}: filling {size:,} events and tokens")
            sides[size] = serve_size(stack, databases, small, size, uses=(rounds + 1) * REPETITIONS)
        for number in range(rounds):
            note(f"{databases.engine}: growth, round {number + 1} of {rounds}")
            for name in sides[small].requests:
                for size, side in sides.items():
                    figure = measure(side.server, databases, side.requests[name](REPETITIONS))
                    growth.figures.setdefault(name, {}).setdefault(size, []).append(figure)
    return growth


def serve_size(stack: ExitStack, databases: Databases, small: int, size: int, *, uses: int) -> Side:
    """Run a server whose team has so many events, and whose app has so many tokens."""
    url, home = databases.create()
    installation = install(
        url, home, events=small, times=size // small, tokens=size, uses=uses, written_slug=SLUG
    )
    server = stack.enter_context(serve_stagedoor(databases.engine, url, home))
    requests = stagedoor(installation, server).requests
    measured = {name: requests[name] for name in MEASURED}
    return Side(f"{size:,}", server, distant_reads(installation) | measured)


def distant_reads(installation: Installation) -> dict[str, MakeRequests]:
    """Pages near the end of a list and of the stream of changes."""
    with installation.app.app_context():
        team = Team.find(SLUG)
        query = db.select(Event).filter_by(team_id=team.id)
        latest = query.order_by(Event.starts_at.desc(), Event.id.desc()).offset(50).limit(1)
        event = db.session.scalars(latest).one()
        listing = ListRequest(team, "events", EventFilter(), 25, since=team.change_seq)
        address = listing.next_url("", (event.starts_at, event.id)) or ""
        cursor = address.partition("cursor=")[2]
        token = sync_token.dump(team.id, team.change_seq - 25)
        db.session.rollback()
    paths = {
        "page near the end": f"{PAGE}&cursor={cursor}",
        "changes, first page": f"{PATH}/changes?limit=25",
        "changes, last 25": f"{PATH}/changes?limit=25&sync_token={token}",
    }
    return {
        name: each_of(installation.access_tokens, lambda bearer, path=path: get(path, bearer))
        for name, path in paths.items()
    }


def print_growth(growth: Growth) -> None:
    """One line an operation."""
    small, large = growth.sizes
    print(f"\n{growth.engine:<24}{f'{small:,} µs':>14}{f'{large:,} µs':>16}{'ratio':>8}")
    for name in growth.figures:
        one, other = growth.seconds(name, small), growth.seconds(name, large)
        print(f"{name:<24}{one * 1e6:>14,.0f}{other * 1e6:>16,.0f}{other / one:>8.2f}")


def growth_verdicts(growth: Growth) -> Iterator[Verdict]:
    """Whether each operation costs the same."""
    small, large = growth.sizes
    for name in growth.figures:
        ratio = growth.seconds(name, large) / growth.seconds(name, small)
        target = f"{name}, {small:,} to {large:,}"
        yield Verdict(target, growth.engine, ratio, MOST, at_least=False)
