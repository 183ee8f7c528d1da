"""A week of calls of Front Desk for Otto's teams, the data of its developer's charts."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from sqlalchemy import func, select

from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.grants import connection_total
from app.models.grants.grant import Grant
from app.models.teams.team import Team
from app.models.usage import usage
from app.models.usage.request_log import Call
from app.models.usage.usage import HOUR, UsageCounter
from app.models.values import clock, secret, wall_time

WEEK = 7 * 24 * HOUR
MIN_GAP = 6 * HOUR  # shorter gaps between two starts of the demo stay empty
ZONE = "Europe/Rome"
# Calls in each hour of a usual day from midnight on: the desk opens at nine, evenings are busy.
HOURLY = (6, 3, 1, 1, 1, 1, 2, 4, 9, 18, 24, 22, 20, 17, 18, 22, 26, 34, 48, 60, 54, 38, 24, 12)
WEEKEND = 1.4  # times as many on Friday and Saturday
OUTAGE = (2, 11)  # days ago, and the hour in which the database was down
UNAVAILABLE = ("temporarily_unavailable", "The service is busy. Try again in a moment.")
DENIED = ("access_denied", "The token does not reach this team.")
REFUSED = (
    "invalid_grant",
    "The grant is invalid, expired, revoked, or was issued to another client.",
)


class Kind(NamedTuple):
    """A kind of call: its share in percent, and the usual answer."""

    share: int
    method: str
    path: str
    endpoint: str
    status: int
    milliseconds: int
    error: str = ""
    description: str = ""


KINDS = (
    Kind(46, "GET", "/v2/bookings", "dialects.list_bookings", 200, 14),
    Kind(26, "GET", "/api/v1/organizer/{team}/events", "api.list_events", 304, 3),
    Kind(15, "GET", "/api/v1/organizer/{team}/events", "api.list_events", 200, 11),
    Kind(6, "GET", "/v2/organizations", "dialects.list_organizations", 200, 5),
    Kind(5, "POST", "/oauth/token", "oauth.issue_token", 200, 24),
    Kind(1, "GET", "/api/v1/organizer/back-room/events", "api.list_events", 403, 4, *DENIED),
    Kind(1, "POST", "/oauth/token", "oauth.issue_token", 400, 19, *REFUSED),
)


def add_usage(client: Client, user: User, teams: tuple[Team, ...]) -> None:
    """Add calls of the app until now; hours with calls stay as they are."""
    last = db.session.scalar(
        select(func.max(UsageCounter.hour)).where(UsageCounter.client_id == client.id)
    )
    grant = _find_grant(client, user, teams, is_new=last is None)
    now = clock.now() - clock.now() % HOUR
    start = now - WEEK if last is None else max(last + HOUR, now - WEEK)
    if grant is None or now - start < MIN_GAP:
        return
    usage.record_past(plan_calls(grant, start, now))
    grant.last_used_at = now - 120
    grant.last_used_address, grant.last_used_agent = "203.0.113.24", "FrontDesk/3.1"
    connection_total.note_uses(db.session.connection(), {grant.id: grant.last_used_at})


def _find_grant(
    client: Client, user: User, teams: tuple[Team, ...], *, is_new: bool
) -> Grant | None:
    """Return the user's grant, which is made once, so that a revoked one stays revoked."""
    if not is_new:
        return Grant.find_active(client=client, user=user, teams=teams)
    names = frozenset(client.default_scopes.split())
    grant = Grant.approve(client=client, user=user, teams=teams, names=names)
    grant.created_at = grant.approved_at = clock.now() - WEEK
    return grant


def plan_calls(grant: Grant, start: int, end: int) -> Iterator[tuple[int, Call]]:
    """Yield each call with its time, in order; the same for the same hour."""
    for hour in range(start, end, HOUR):
        random = Random(hour)
        local = wall_time.from_epoch(hour, ZONE)
        busy = HOURLY[local.hour] * (WEEKEND if local.weekday() in {4, 5} else 1)
        is_away = ((end - hour) // (24 * HOUR), local.hour) == OUTAGE
        for at in sorted(hour + random.randrange(HOUR) for _ in range(round(busy))):
            if at < end:
                yield at, _call(grant, random, is_away=is_away)


def _call(grant: Grant, random: Random, *, is_away: bool) -> Call:
    kind = random.choices(KINDS, [kind.share for kind in KINDS])[0]
    team = random.choice(grant.teams)
    if is_away and random.random() < 0.6:
        error, description = UNAVAILABLE
        kind = kind._replace(status=503, milliseconds=900, error=error, description=description)
    has_token = kind.endpoint != "oauth.issue_token"
    return Call(
        client_id=grant.client_id,
        grant_id=grant.id if has_token else 0,
        team_id=team.id if "organizer/{team}" in kind.path or "bookings" in kind.path else 0,
        endpoint=kind.endpoint,
        status=kind.status,
        milliseconds=max(1, round(kind.milliseconds * random.lognormvariate(0, 0.5))),
        method=kind.method,
        path=kind.path.format(team=team.slug),
        request_id=secret.public_id("req_"),
        token_end="k7q2" if has_token else "",
        error=kind.error,
        description=kind.description,
    )
