"""Search in an app's request log."""

from dataclasses import dataclass

from sqlalchemy import select

from app.database import keyset
from app.database.keyset import Page, Position
from app.extensions import db
from app.models.clients.client import Client
from app.models.grants.grant import Grant, GrantTeam
from app.models.teams.team import Team
from app.models.usage.request_log import LIFETIME, RequestLine
from app.models.values import clock

MAX_TEAMS = 500


@dataclass(frozen=True)
class LogFilter:
    """Which lines to list; an empty field matches all. ``status`` is a class: 4 means 4xx."""

    status: int = 0
    endpoint: str = ""
    method: str = ""
    team_id: int | None = None
    request_id: str = ""

    def __bool__(self) -> bool:
        return self != LogFilter()


def list_lines(
    client: Client, filters: LogFilter, *, after: Position | None = None, limit: int = keyset.PAGE
) -> Page[RequestLine]:
    """Return a page of the client's lines of the last 30 days, newest first."""
    lines = select(RequestLine).where(
        RequestLine.client_id == client.id, RequestLine.at > oldest_kept()
    )
    if filters.status:
        lowest = filters.status * 100
        lines = lines.where(RequestLine.status.between(lowest, lowest + 99))
    if filters.team_id is not None:
        lines = lines.where(RequestLine.team_id == filters.team_id)
    for name in ("endpoint", "method", "request_id"):
        if value := getattr(filters, name):
            lines = lines.where(getattr(RequestLine, name) == value)
    return keyset.read_page(lines, RequestLine.at, RequestLine.id, after=after, limit=limit)


def find_line(client: Client, number: int) -> RequestLine | None:
    """Return the client's line with this id; None when it is another's or no longer kept."""
    line = db.session.get(RequestLine, number)
    if line is None or line.client_id != client.id or line.at <= oldest_kept():
        return None
    return line


def list_teams(client: Client) -> list[Team]:
    """Return the teams that the client has or had a grant for, by name; at most MAX_TEAMS."""
    team_ids = select(GrantTeam.team_id).join(Grant).where(Grant.client_id == client.id)
    teams = select(Team).where(Team.id.in_(team_ids)).order_by(Team.name, Team.id)
    return list(db.session.scalars(teams.limit(MAX_TEAMS)))


def is_too_old(after: Position | None) -> bool:
    """Whether a page after this position would begin before the oldest line kept."""
    return after is not None and after[0] <= oldest_kept()


def oldest_kept() -> int:
    """Return the time up to which lines are or will be deleted, in epoch seconds."""
    return clock.now() - LIFETIME
