"""Looking into an app's request log."""

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
class Wanted:
    """Which lines; what is empty asks for nothing. ``status`` is a class, such as 4 for 4xx."""

    status: int = 0
    endpoint: str = ""
    method: str = ""
    team_id: int | None = None
    request_id: str = ""

    def __bool__(self) -> bool:
        return self != Wanted()


def list_lines(
    client: Client, wanted: Wanted, *, after: Position | None = None, limit: int = keyset.PAGE
) -> Page[RequestLine]:
    """The client's lines of the last 30 days, newest first."""
    found = select(RequestLine).where(
        RequestLine.client_id == client.id, RequestLine.at > oldest_kept()
    )
    if wanted.status:
        found = found.where(
            RequestLine.status.between(wanted.status * 100, wanted.status * 100 + 99)
        )
    if wanted.team_id is not None:
        found = found.where(RequestLine.team_id == wanted.team_id)
    for name in ("endpoint", "method", "request_id"):
        if value := getattr(wanted, name):
            found = found.where(getattr(RequestLine, name) == value)
    return keyset.read_page(found, RequestLine.at, RequestLine.id, after=after, limit=limit)


def find_line(client: Client, number: int) -> RequestLine | None:
    """The client's line with this number."""
    line = db.session.get(RequestLine, number)
    if line is None or line.client_id != client.id or line.at <= oldest_kept():
        return None
    return line


def list_teams(client: Client) -> list[Team]:
    """The teams that the client has or had a permission for, by name; at most MAX_TEAMS."""
    numbers = (
        select(GrantTeam.team_id)
        .join(Grant, Grant.id == GrantTeam.grant_id)
        .where(Grant.client_id == client.id)
    )
    found = select(Team).where(Team.id.in_(numbers)).order_by(Team.name, Team.id)
    return list(db.session.scalars(found.limit(MAX_TEAMS)))


def is_too_old(after: Position | None) -> bool:
    """Whether a page behind ``after`` would begin where nothing is kept any more."""
    return after is not None and after[0] <= oldest_kept()


def oldest_kept() -> int:
    """Lines up to this moment are gone or about to go. Epoch seconds."""
    return clock.now() - LIFETIME
