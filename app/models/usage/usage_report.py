"""Reports of the usage counters: of an app for its developer, of a grant for its user."""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select

from app.extensions import db
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.teams.team import Team
from app.models.usage.usage import BOUNDS, HOUR, TOOK, UsageCounter, UsageHour, UsageTotal
from app.models.values import clock

DAY = 86_400  # seconds
MONTH = 30 * DAY
MAX_ROWS = 50_000  # of a CSV file
NO_TIMES = (0,) * len(TOOK)


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
    return Figures.total(_read(UsageHour, _in_hours(UsageHour, client, since, until)).values())


def by_hour(client: Client, since: int, until: int) -> dict[int, Figures]:
    """Return its calls by hour; hours without calls are left out."""
    return _read(UsageHour, _in_hours(UsageHour, client, since, until), UsageHour.hour)


def by_endpoint(client: Client, since: int, until: int) -> list[tuple[str, Figures]]:
    """Return its calls by endpoint, the busiest first."""
    hours = _in_hours(UsageHour, client, since, until)
    return _busiest_first(_read(UsageHour, hours, UsageHour.endpoint))


def by_status(client: Client, since: int, until: int) -> list[tuple[int, Figures]]:
    """Return its calls by status, the lowest first."""
    hours = _in_hours(UsageHour, client, since, until)
    return sorted(_read(UsageHour, hours, UsageHour.status).items())


def by_team(client: Client, since: int, until: int) -> list[tuple[Team | None, Figures]]:
    """Return its calls by team (None for none), the busiest first, without durations."""
    hours = _in_hours(UsageCounter, client, since, until)
    figures_by_id = _read(UsageCounter, hours, UsageCounter.team_id, times=False)
    teams = {team.id: team for team in teams_of(figures_by_id)}
    return [(teams.get(team_id), figures) for team_id, figures in _busiest_first(figures_by_id)]


def list_rows(client: Client, since: int, until: int) -> list[tuple[int, str, str, int, int, int]]:
    """Return (hour, endpoint, team slug or "", status, requests, milliseconds), newest first."""
    kind = (UsageCounter.hour, UsageCounter.endpoint, Team.slug, UsageCounter.status)
    rows = db.session.execute(
        select(*kind, func.sum(UsageCounter.requests), func.sum(UsageCounter.milliseconds))
        .outerjoin(Team, Team.id == UsageCounter.team_id)
        .where(*_in_hours(UsageCounter, client, since, until))
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
    return _busiest_first(_read(UsageCounter, recent, UsageCounter.endpoint, times=False))


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


def totals() -> list[tuple[str, int, int, tuple[int, ...]]]:
    """Return (endpoint, status, milliseconds, histogram of durations) of all calls ever."""
    took = (getattr(UsageTotal, name) for name in TOOK)
    rows = db.session.execute(
        select(UsageTotal.endpoint, UsageTotal.status, UsageTotal.milliseconds, *took).order_by(
            UsageTotal.endpoint, UsageTotal.status
        )
    )
    return [(row[0], row[1], row[2], tuple(row[3:])) for row in rows]


def teams_of(numbers: Iterable[int]) -> list[Team]:
    """Return the teams with these ids."""
    return list(db.session.scalars(select(Team).where(Team.id.in_(set(numbers)))))


def _in_hours(noun: Any, client: Client, since: int, until: int) -> tuple[ColumnElement[bool], ...]:
    return noun.client_id == client.id, noun.hour >= since, noun.hour < until


def _read(
    noun: Any, conditions: Iterable[ColumnElement[bool]], *kind: Any, times: bool = True
) -> dict[Any, Figures]:
    """Return figures by the column ``kind``, or by None; durations are most of the work."""
    names = ("requests", "logged", *(TOOK if times else ()))
    sums = [func.sum(getattr(noun, name)) for name in names]
    rows = db.session.execute(
        select(noun.status, *kind, *sums).where(*conditions).group_by(noun.status, *kind)
    )
    parts: dict[Any, list[Figures]] = {}
    for status, *rest in rows:
        key = rest.pop(0) if kind else None
        requests, logged, *took = map(int, rest)
        figures = _of_status(status, requests, logged, tuple(took) or NO_TIMES)
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
