"""Search in an app's request log."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased

from app.database import keyset
from app.database.keyset import Page, Position
from app.extensions import db
from app.models.clients.client import Client
from app.models.grants.grant import Grant, GrantTeam
from app.models.teams.team import Team
from app.models.usage.request_log import FAILED, LIFETIME, RequestLine
from app.models.values import clock

MAX_TEAMS = 500
MAX_ERRORS = 50
MAX_COMPARED = 1000  # failures whose errors are offered as filters


MAX_READ = 20_000  # lines that one page looks through
_ORDER = (RequestLine.at, RequestLine.id)
FAILURES = literal_column(f"({FAILED})", Boolean)  # as in the index of failures


@dataclass(frozen=True)
class LogFilter:
    """Which lines to list; an empty field matches all.

    ``status`` may be a class: 4 means 4xx. ``path`` is a part of the path, in any case.
    """

    since: int = 0  # epoch seconds
    status: int = 0
    endpoint: str = ""
    method: str = ""
    path: str = ""
    error: str = ""
    team_id: int | None = None
    request_id: str = ""

    def __bool__(self) -> bool:
        return self != LogFilter()


def list_lines(
    client: Client, filters: LogFilter, *, after: Position | None = None, limit: int = keyset.PAGE
) -> Page[RequestLine]:
    """Return a page of the client's lines of the last 30 days, newest first.

    It looks through MAX_READ lines at most, so that a filter that hardly any line passes costs no
    more than others: such a page has fewer rows, and the next one goes on from there.
    """
    if not list(_conditions(filters, RequestLine)):  # then the index alone leads to the page
        own = select(RequestLine).where(*_own(client, filters))
        return keyset.read_page(own, *_ORDER, after=after, limit=limit)
    window = _window(client, filters, after)
    line = aliased(RequestLine, window.subquery())
    shown = select(line).where(*_conditions(filters, line))
    page: Page[RequestLine] = keyset.read_page(shown, line.at, line.id, limit=limit)
    if page.next is not None:
        return page
    positions = window.with_only_columns(RequestLine.at, RequestLine.id).subquery()
    last = db.session.execute(
        select(positions.c.at, positions.c.id).order_by(positions.c.at, positions.c.id).limit(1)
    ).first()
    count = db.session.scalar(select(func.count()).select_from(positions)) or 0
    goes_on = last is not None and count == MAX_READ
    return Page(page.rows, (last.at, last.id) if last is not None and goes_on else None)


def list_latest(client: Client, limit: int) -> Sequence[RequestLine]:
    """Return the client's latest lines of the last 30 days, newest first."""
    values = {"client": client.id, "kept": oldest_kept(), "most": limit}
    return db.session.scalars(_latest(), values).all()


@cache  # building a statement takes as long as running it
def _latest() -> "Select[RequestLine]":
    is_kept = RequestLine.client_id == bindparam("client"), RequestLine.at > bindparam("kept")
    newest_first = RequestLine.at.desc(), RequestLine.id.desc()
    latest = select(RequestLine).where(*is_kept).order_by(*newest_first)
    return latest.limit(bindparam("most"))


def _window(
    client: Client, filters: LogFilter, after: Position | None
) -> Select[tuple[RequestLine]]:
    """The lines that a page looks through, by the indexes of the client's lines and failures."""
    lines = select(RequestLine).where(*_own(client, filters))
    if after is not None and keyset.fits(after, _ORDER):
        lines = lines.where(tuple_(*_ORDER) < after)
    return lines.order_by(RequestLine.at.desc(), RequestLine.id.desc()).limit(MAX_READ)


def _own(client: Client, filters: LogFilter) -> Iterator[ColumnElement[bool]]:
    """What the indexes decide."""
    yield RequestLine.client_id == client.id
    yield RequestLine.at > max(oldest_kept(), filters.since)
    if filters.error or str(filters.status)[0] in "45":
        yield FAILURES
    if filters.request_id:
        yield RequestLine.request_id == filters.request_id


def _conditions(filters: LogFilter, line: type[RequestLine]) -> Iterator[ColumnElement[bool]]:
    """What is looked up in each of these lines."""
    if filters.status >= 100:
        yield line.status == filters.status
    elif filters.status:
        lowest = filters.status * 100
        yield line.status.between(lowest, lowest + 99)
    if filters.team_id is not None:
        yield line.team_id == filters.team_id
    if filters.path:
        yield line.path.icontains(filters.path, autoescape=True)
    for name in ("endpoint", "method", "error"):
        if value := getattr(filters, name):
            yield getattr(line, name) == value


def find_line(client: Client, number: int) -> RequestLine | None:
    """Return the client's line with this id; None when it is another's or no longer kept."""
    line = db.session.get(RequestLine, number)
    if line is None or line.client_id != client.id or line.at <= oldest_kept():
        return None
    return line


def list_errors(client: Client) -> list[str]:
    """Return the error codes among the client's latest failures, at most MAX_ERRORS."""
    latest = (
        select(RequestLine.error)
        .where(RequestLine.client_id == client.id, RequestLine.at > oldest_kept(), FAILURES)
        .order_by(RequestLine.at.desc(), RequestLine.id.desc())
        .limit(MAX_COMPARED)
        .subquery()
    )
    named = select(latest.c.error).where(latest.c.error != "").distinct().limit(MAX_ERRORS)
    return list(db.session.scalars(named))


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
