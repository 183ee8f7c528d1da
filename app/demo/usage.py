"""A week of calls of Front Desk for Otto's teams, the data of its developer's charts."""

from collections.abc import Iterator
from random import Random

from sqlalchemy import func, select

from app.demo.apps import find_busy
from app.extensions import db
from app.models.accounts.user import User
from app.models.clients.client import Client
from app.models.grants.grant import Grant
from app.models.teams.team import Team
from app.models.usage import usage
from app.models.usage.request_log import Call
from app.models.usage.usage import HOUR, UsageCounter
from app.models.values import clock, secret, wall_time

WEEK = 7 * 24 * HOUR
REST = 6 * HOUR  # shorter gaps between two starts of the demo stay empty
ZONE = "Europe/Rome"
# Calls in each hour of a usual day from midnight on: the desk opens at nine, evenings are busy.
RHYTHM = (6, 3, 1, 1, 1, 1, 2, 4, 9, 18, 24, 22, 20, 17, 18, 22, 26, 34, 48, 60, 54, 38, 24, 12)
WEEKEND = 1.4  # times as many on Friday and Saturday
OUTAGE = (2, 11)  # days ago, and the hour in which the database was down
# (share, method, path, route, status, usual milliseconds, error, description)
KINDS = (
    (46, "GET", "/v2/bookings", "dialects.list_bookings", 200, 14, "", ""),
    (26, "GET", "/api/v1/organizer/{team}/events", "api.list_events", 304, 3, "", ""),
    (15, "GET", "/api/v1/organizer/{team}/events", "api.list_events", 200, 11, "", ""),
    (6, "GET", "/v2/organizations", "dialects.list_organizations", 200, 5, "", ""),
    (5, "POST", "/oauth/token", "oauth.issue_token", 200, 24, "", ""),
    (
        *(1, "GET", "/api/v1/organizer/back-room/events", "api.list_events", 403, 4),
        *("access_denied", "The token does not reach this team."),
    ),
    (
        *(1, "POST", "/oauth/token", "oauth.issue_token", 400, 19, "invalid_grant"),
        "The grant is invalid, expired, revoked, or was issued to another client.",
    ),
)
AWAY = ("temporarily_unavailable", "The service is busy. Try again in a moment.")


def add_usage(developer: User, teams: dict[str, Team], otto: User) -> None:
    """Add calls of Front Desk until now; hours with calls stay as they are."""
    client = find_busy(developer)
    if client is None:
        return
    last = db.session.scalar(
        select(func.max(UsageCounter.hour)).where(UsageCounter.client_id == client.id)
    )
    grant = _find_grant(client, otto, teams, is_new=last is None)
    now = clock.now() - clock.now() % HOUR
    start = now - WEEK if last is None else max(last + HOUR, now - WEEK)
    if grant is None or now - start < REST:
        return
    usage.record_past(plan_calls(grant, start, now))
    grant.last_used_at = now - 120
    grant.last_used_address, grant.last_used_agent = "203.0.113.24", "FrontDesk/3.1"


def _find_grant(
    client: Client, otto: User, teams: dict[str, Team], *, is_new: bool
) -> Grant | None:
    """Return Otto's grant, which is made once, so that a revoked one stays revoked."""
    if is_new:
        names = frozenset(client.default_scopes.split())
        grant = Grant.approve(client=client, user=otto, teams=tuple(teams.values()), names=names)
        grant.created_at = grant.approved_at = clock.now() - WEEK
        return grant
    return Grant.find_active(client=client, user=otto, teams=tuple(teams.values()))


def plan_calls(grant: Grant, start: int, end: int) -> Iterator[tuple[int, Call]]:
    """Yield each call with its time, in order; the same for the same hour."""
    for hour in range(start, end, HOUR):
        chance = Random(hour)
        local = wall_time.from_epoch(hour, ZONE)
        busy = RHYTHM[local.hour] * (WEEKEND if local.weekday() in {4, 5} else 1)
        is_away = ((end - hour) // (24 * HOUR), local.hour) == OUTAGE
        for at in sorted(hour + chance.randrange(HOUR) for _ in range(round(busy))):
            if at < end:
                yield at, _call(grant, chance, is_away=is_away)


def _call(grant: Grant, chance: Random, *, is_away: bool) -> Call:
    _share, method, path, route, status, usual, error, description = chance.choices(
        KINDS, [kind[0] for kind in KINDS]
    )[0]
    team = chance.choice(grant.teams)
    if is_away and chance.random() < 0.6:
        status, (error, description), usual = 503, AWAY, 900
    has_token = route != "oauth.issue_token"
    return Call(
        client_id=grant.client_id,
        grant_id=grant.id if has_token else 0,
        team_id=team.id if "organizer/{team}" in path or "bookings" in path else 0,
        endpoint=route,
        status=status,
        milliseconds=max(1, round(usual * chance.lognormvariate(0, 0.5))),
        method=method,
        path=path.format(team=team.slug),
        request_id=secret.public_id("req_"),
        token_end="k7q2" if has_token else "",
        error=error,
        description=description,
    )
