"""Reports of the usage counters: of an app for its developer, of a grant for its user."""

from collections.abc import Iterable, Sequence
from functools import cache
from math import ceil
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, case, func, literal_column, null, or_, select

from app.extensions import db
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.teams.team import Team
from app.models.usage.usage import BOUNDS, HOUR, TOOK, UsageCounter, UsageHour
from app.models.values import clock

DAY = 86_400  # seconds
MONTH = 30 * DAY
MAX_ROWS = 50_000  # of a CSV file
NO_TIMES = (0,) * len(TOOK)
KEY = "counted_by"
EARLIER = 0  # the key of all hours before those that are told apart


class Figures(NamedTuple):
    """Numbers of calls by outcome, and a histogram of their durations."""

    ok: int = 0
    rejected: int = 0  # 4xx
    failed: int = 0  # 5xx
    limited: int = 0  # of the rejected: 429
    logged: int = 0
    took: tuple[int, ...] = NO_TIMES

    @property
    def requests(self) -> int:
        """All calls."""
        return self.ok + self.rejected + self.failed

    @property
    def errors(self) -> int:
        """Calls answered with 4xx or 5xx."""
        return self.rejected + self.failed

    @property
    def p95(self) -> int | None:
        """The 95th percentile of the durations in milliseconds; None without calls.

        An estimate from the histogram: within a column the calls count as evenly spread.
        """
        rank, before = ceil(sum(self.took) * 0.95), 0
        for number, count in enumerate(self.took):
            if count and before + count >= rank:
                low = BOUNDS[number - 1] if number else 0
                high = BOUNDS[number] if number < len(BOUNDS) else low
                return ceil(low + (high - low) * (rank - before) / count)
            before += count
        return None

    @classmethod
    def total(cls, parts: Iterable["Figures"]) -> "Figures":
        """The sum of ``parts``, column by column: a page adds up a thousand."""
        columns = tuple(zip(*parts, strict=True))
        if not columns:
            return cls()
        ok, rejected, failed, limited, logged = map(sum, columns[:-1])
        took = tuple(map(sum, zip(*columns[-1], strict=True)))
        return cls(ok, rejected, failed, limited, logged, took)


def of_client(client: Client, since: int, until: int) -> Figures:
    """Return the sum of the calls of ``client`` from hour ``since`` on, before ``until``."""
    return Figures.total(_read_hours(UsageHour, client, since, until, by=None).values())


def by_hour(
    client: Client, since: int, until: int, earlier: tuple[int, int]
) -> tuple[dict[int, Figures], Figures]:
    """Return its calls by hour, and the sum of those of an ``earlier`` span, in one read.

    Hours without calls are left out.
    """
    values = {"client": client.id, "since": earlier[0], "until": until}
    spans = {"earlier_until": earlier[1], "single_from": since}
    hours = _read(_hours_and_earlier(), values | spans)
    return hours, hours.pop(EARLIER, Figures())


def by_endpoint(client: Client, since: int, until: int) -> list[tuple[str, Figures]]:
    """Return its calls by endpoint, the busiest first."""
    return _busiest_first(_read_hours(UsageHour, client, since, until, by="endpoint"))


def by_status(client: Client, since: int, until: int) -> list[tuple[int, Figures]]:
    """Return its calls by status, the lowest first."""
    return sorted(_read_hours(UsageHour, client, since, until, by="status").items())


def by_team(client: Client, since: int, until: int) -> list[tuple[Team | None, Figures]]:
    """Return its calls by team (None for none), the busiest first, without durations."""
    figures_by_id = _read_hours(UsageCounter, client, since, until, by="team_id")
    teams = {team.id: team for team in teams_of(figures_by_id)}
    return [(teams.get(team_id), figures) for team_id, figures in _busiest_first(figures_by_id)]


def list_rows(client: Client, since: int, until: int) -> list[tuple[int, str, str, int, int, int]]:
    """Return (hour, endpoint, team slug or "", status, requests, milliseconds), newest first."""
    kind = (UsageCounter.hour, UsageCounter.endpoint, Team.slug, UsageCounter.status)
    rows = db.session.execute(
        select(*kind, func.sum(UsageCounter.requests), func.sum(UsageCounter.milliseconds))
        .outerjoin(Team, Team.id == UsageCounter.team_id)
        .where(
            UsageCounter.client_id == client.id,
            UsageCounter.hour >= since,
            UsageCounter.hour < until,
        )
        .group_by(*kind)
        .order_by(UsageCounter.hour.desc(), UsageCounter.endpoint, Team.slug, UsageCounter.status)
        .limit(MAX_ROWS)
    )
    return [(*row[:2], row[2] or "", row[3], int(row[4]), int(row[5])) for row in rows]


def of_grant(grant: Grant, team: Team | None = None) -> list[tuple[str, Figures]]:
    """Return the calls under ``grant`` in 30 days, in all or for ``team``, by endpoint.

    The busiest come first; there are no durations.
    """
    recent = [UsageCounter.grant_id == grant.id, UsageCounter.hour > clock.now() - MONTH]
    if team is not None:
        recent.append(UsageCounter.team_id == team.id)
    statement = _sums(UsageCounter, UsageCounter.endpoint).where(*recent)
    return _busiest_first(_read(statement, {}))


def of_week(clients: Sequence[Client]) -> dict[int, list[int]]:
    """Return the calls of each client by its id, in each of the last seven spans of 24 hours."""
    start = clock.now() - clock.now() % HOUR + HOUR - 7 * DAY
    rows = db.session.execute(
        select(UsageHour.client_id, UsageHour.hour, func.sum(UsageHour.requests))
        .where(UsageHour.client_id.in_([client.id for client in clients]), UsageHour.hour >= start)
        .group_by(UsageHour.client_id, UsageHour.hour)
    )
    days = {client.id: [0] * 7 for client in clients}
    for client_id, hour, requests in rows:
        days[client_id][(hour - start) // DAY] += int(requests)
    return days


def teams_of(numbers: Iterable[int]) -> list[Team]:
    """Return the teams with these ids."""
    numbers = set(numbers) - {0}  # 0: no team
    if not numbers:
        return []
    return list(db.session.scalars(select(Team).where(Team.id.in_(numbers))))


def _read_hours(
    noun: Any, client: Client, since: int, until: int, *, by: str | None
) -> dict[Any, Figures]:
    """Return figures by the column ``by``, or by None."""
    key = getattr(noun, by) if by else null()
    return _read(_in_hours(noun, key), {"client": client.id, "since": since, "until": until})


@cache  # building a statement of fifteen sums takes longer than running it
def _hours_and_earlier() -> "Select[Any]":
    hour, is_single = UsageHour.hour, UsageHour.hour >= bindparam("single_from")
    either = or_(is_single, hour < bindparam("earlier_until"))
    return _in_hours(UsageHour, case((is_single, hour), else_=EARLIER)).where(either)


def _in_hours(noun: Any, key: Any) -> "Select[Any]":
    in_hours = noun.hour >= bindparam("since"), noun.hour < bindparam("until")
    return _sums(noun, key).where(noun.client_id == bindparam("client"), *in_hours)


def _sums(noun: Any, key: Any) -> "Select[Any]":
    """Select status, key and sums; durations, which are most of the work, of an app's hours."""
    names = ("requests", "logged", *(TOOK if noun is UsageHour else ()))
    sums = [func.sum(getattr(noun, name)) for name in names]
    # By its label: PostgreSQL takes two expressions with parameters for different ones.
    return select(noun.status, key.label(KEY), *sums).group_by(noun.status, literal_column(KEY))


def _read(statement: "Select[Any]", values: dict[str, int]) -> dict[Any, Figures]:
    parts: dict[Any, list[Figures]] = {}
    for status, key, requests, logged, *took in db.session.execute(statement, values):
        counts = tuple(map(int, took)) or NO_TIMES
        figures = _of_status(status, int(requests), int(logged), counts)
        parts.setdefault(key, []).append(figures)
    return {key: Figures.total(of_key) for key, of_key in parts.items()}


def _of_status(status: int, requests: int, logged: int, took: tuple[int, ...]) -> Figures:
    return Figures(
        ok=requests if status < 400 else 0,
        rejected=requests if 400 <= status < 500 else 0,
        failed=requests if status >= 500 else 0,
        limited=requests if status == 429 else 0,
        logged=logged,
        took=took,
    )


def _busiest_first(figures: dict[Any, Figures]) -> list[tuple[Any, Figures]]:
    return sorted(figures.items(), key=lambda item: (-item[1].requests, str(item[0])))
